with kilde as (
    select * from {{ raa('kvotescenarie_input') }}
),

laest as (
    select
        scenarie,
        kommune as etiket,
        {{ laes_etiket('kommune', regionssum='Region % i alt') }},
        {{ heltal('indbyggertal') }} as indbyggertal,
        {{ heltal('udenlandske_statsborgere') }} as udenlandske_statsborgere,
        {{ heltal('familiesammenfoerte') }} as familiesammenfoerte
    from kilde
)

select * from laest
