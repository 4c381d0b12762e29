with fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
),

regionskvoter as (
    select * from {{ ref('int_regionskvoter_fordelt') }}
),

kommuner as (
    select
        fordelingstal.*,
        cast(regionskvoter.regionskvote as {{ type_integer38() }}) as antal
    from fordelingstal
    inner join regionskvoter
        on
            fordelingstal.beregning = regionskvoter.beregning
            and fordelingstal.variant = regionskvoter.variant
            and fordelingstal.dokument = regionskvoter.dokument
            and fordelingstal.regionskode = regionskvoter.regionskode
),

-- § 7, stk. 2-5 and 8-9 (integrationsloven § 8, stk. 3)
-- ikke reguleret: whole persons, and equal remainders (Metodevalg 1 and 2)
kommunekvoter as (
    {{ largest_remainder(
        'kommuner',
        ['beregning', 'variant', 'dokument', 'regionskode'],
        ['indbyggertal desc nulls last', 'kommunekode asc nulls last'],
    ) | indent(4) }}
),

fordelt as (
    select
        beregning,
        variant,
        beregningsmaade,
        dokument,
        kommunekode,
        regionskode,
        landstal,
        indbyggertal,
        indbyggertal_landet,
        udenlandske_statsborgere,
        udenlandske_statsborgere_landet,
        familiesammenfoerte,
        familiesammenfoerte_landet,
        kommunekvote_foer,
        naevner,
        fordelingsandel_taeller,
        beregnet_fordelingstal_taeller,
        foreloebigt_fordelingstal_taeller,
        vaegt,
        vaegt_landet,
        fordelingstal_taeller,
        fordelingstal_afrundet,
        vaegt_i_alt,
        cast(antal as integer) as regionskvote,
        antal * vaegt as kommunekvote_taeller,
        cast(coalesce(hele, 0) as integer) as kommunekvote_hele,
        tildelt as kommunekvote_beregnet
    from kommunekvoter
)

select * from fordelt
