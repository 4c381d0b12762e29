with kilde as (
    select * from {{ raa('bilag_b_kommunekvoter') }}
),

laest as (
    select
        dokument,
        {{ heltal('raekke') }} as raekke,
        kommune as etiket,
        {{ laes_etiket('kommune', regionssum='Region % i alt') }},
        kommunekvote as kommunekvote_trykt,
        {{ dansk_heltal('kommunekvote') }} as kommunekvote
    from kilde
)

select * from laest
