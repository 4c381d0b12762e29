with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

{{ fordelingstal_efter_par4('grundlag', beregning=['dokument']) }},

beregnet as (
    select
        dokument,
        kommunekode,
        kommunenavn,
        regionskode,
        landstal,
        indbyggertal,
        indbyggertal_landet,
        udenlandske_statsborgere,
        udenlandske_statsborgere_landet,
        familiesammenfoerte,
        familiesammenfoerte_landet,
        asylansoegere,
        kommunekvote,
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
