with kilde as (
    select * from {{ raa('aftalte_kommunekvoter') }}
),

laest as (
    select
        dokument,
        kommune as etiket,
        {{ laes_etiket('kommune', regionssum='Region % i alt') }},
        kommunekvote as kommunekvote_trykt,
        {{ dansk_heltal('kommunekvote') }} as kommunekvote,
        kilde
    from kilde
)

select * from laest
