with kilde as (
    select * from {{ ref('aftalte_kommunekvoter') }}
),

laest as (
    select
        dokument,
        kommune as etiket,
        {{ parse_label('kommune', regionssum='Region % i alt') }},
        kommunekvote as kommunekvote_trykt,
        {{ danish_integer('kommunekvote') }} as kommunekvote,
        kilde
    from kilde
)

select * from laest
