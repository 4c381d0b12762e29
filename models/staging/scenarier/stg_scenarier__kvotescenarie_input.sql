with kilde as (
    select * from {{ ref('kvotescenarie_input') }}
),

laest as (
    select
        scenarie,
        kommune as etiket,
        {{ parse_label('kommune', regionssum='Region % i alt') }},
        {{ plain_integer('indbyggertal') }} as indbyggertal,
        {{ plain_integer('udenlandske_statsborgere') }} as udenlandske_statsborgere,
        {{ plain_integer('familiesammenfoerte') }} as familiesammenfoerte
    from kilde
)

select * from laest
