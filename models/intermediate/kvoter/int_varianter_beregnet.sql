{%- set beregning = ['variantslags', 'variant', 'dokument'] -%}

with varianter as (
    select * from {{ ref('int_varianter_opstillet') }}
),

grundlag as (
    select
        *,
        {{ landssummer(beregning) | indent(8) }}
    from varianter
),

{{ fordelingstal_efter_par4('grundlag', beregning) }},

beregnet as (
    select
        variantslags,
        variant,
        dokument,
        kommunekode,
        regionskode,
        landstal,
        indbyggertal,
        indbyggertal_landet,
        udenlandske_statsborgere,
        udenlandske_statsborgere_landet,
        familiesammenfoerte,
        naevner,
        fordelingsandel_taeller,
        beregnet_fordelingstal_taeller,
        foreloebigt_fordelingstal_taeller,
        vaegt,
        vaegt_landet,
        fordelingstal_taeller,
        fordelingstal_afrundet
    from fordelingstal
)

select * from beregnet
