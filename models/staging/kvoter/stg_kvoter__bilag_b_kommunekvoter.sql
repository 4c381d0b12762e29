with kilde as (
    select * from {{ ref('bilag_b_kommunekvoter') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('raekke') }} as raekke,
        kommune as etiket,
        {{ parse_label('kommune', regionssum='Region % i alt') }},
        kommunekvote as kommunekvote_trykt,
        {{ danish_integer('kommunekvote') }} as kommunekvote
    from kilde
)

select * from laest
