with kilde as (
    select * from {{ ref('bilag_a_familiesammenfoeringer') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('raekke') }} as raekke,
        kommune as etiket,
        {{ parse_label('kommune', regionssum='Region % i alt') }},
        familiesammenfoeringer as familiesammenfoerte_trykt,
        {{ danish_integer('familiesammenfoeringer') }} as familiesammenfoerte
    from kilde
)

select * from laest
