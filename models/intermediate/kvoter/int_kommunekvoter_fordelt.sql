{%- set one_calculation = ['beregning', 'variant', 'dokument'] -%}
{%- set by_population = ['indbyggertal desc nulls last'] -%}

with fordelingstal as {{ not_materialized() }} (
    select * from {{ ref('int_fordelingstal_beregnet') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
    where maal = 'regionskvote' and niveau = 'region'
),

regionssummer as {{ not_materialized() }} (
    select
        beregning,
        variant,
        dokument,
        regionskode,
        cast(landstal as {{ type_integer38() }}) as antal,
        sum(indbyggertal) as indbyggertal,
        sum(vaegt) as vaegt
    from fordelingstal
    group by beregning, variant, dokument, regionskode, landstal
),

-- § 4, stk. 7: a change in proportion
-- ikke reguleret: the regional quotas at figures that no letter has (Metodevalg 10)
regionskvoter as {{ not_materialized() }} (
    {{ largest_remainder(
        'regionssummer', one_calculation, by_population + ['regionskode nulls last']
    ) | indent(4) }}
),

-- § 4, stk. 1 (integrationsloven § 7): a letter's regional quotas are those it publishes
kommuner as {{ not_materialized() }} (
    select
        fordelingstal.*,
        cast(
            case
                when fordelingstal.beregning in ('brev', 'familievaerdi') then kvotetal.antal
                else regionskvoter.tildelt
            end as {{ type_integer38() }}
        ) as antal,
        regionskvoter.tildelt as regionskvote_beregnet
    from fordelingstal
    inner join regionskvoter
        on
            fordelingstal.beregning = regionskvoter.beregning
            and fordelingstal.variant = regionskvoter.variant
            and fordelingstal.dokument = regionskvoter.dokument
            and fordelingstal.regionskode = regionskvoter.regionskode
    left join kvotetal
        on
            fordelingstal.dokument = kvotetal.dokument
            and fordelingstal.regionskode = kvotetal.regionskode
),

-- § 7, stk. 2-5 and 8-9 (integrationsloven § 8, stk. 3)
-- ikke reguleret: whole persons, and equal remainders (Metodevalg 1 and 2)
kommunekvoter as (
    {{ largest_remainder(
        'kommuner', one_calculation + ['regionskode'], by_population + ['kommunekode nulls last']
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
        regionskvote_beregnet,
        cast(antal as integer) as regionskvote,
        antal * vaegt as kommunekvote_taeller,
        cast(coalesce(hele, 0) as integer) as kommunekvote_hele,
        tildelt as kommunekvote_beregnet
    from kommunekvoter
)

select * from fordelt
