{%- set one_calculation = ['beregning', 'variant', 'dokument'] -%}
{%- set largest_population = 'indbyggertal desc nulls last' -%}

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

-- ikke reguleret: the regional quotas at figures that no letter has (Metodevalg 10)
regionskvoter as {{ not_materialized() }} (
    {{ largest_remainder(
        'regionssummer',
        partition_by=one_calculation,
        order_by=[largest_population, 'regionskode asc nulls last'],
    ) | indent(4) }}
),

-- § 4, stk. 1 and integrationsloven § 7: a letter's regional quotas are those it publishes
kommuner as {{ not_materialized() }} (
    select
        fordelingstal.*,
        cast(
            case when fordelingstal.beregning = 'brev' then kvotetal.antal else regionskvoter.tildelt end
            as {{ type_integer38() }}
        ) as antal
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

-- § 7, stk. 2-5 and integrationsloven § 8, stk. 3
-- ikke reguleret: whole persons, and equal remainders (Metodevalg 1 and 2)
kommunekvoter as (
    {{ largest_remainder(
        'kommuner',
        partition_by=one_calculation + ['regionskode'],
        order_by=[largest_population, 'kommunekode asc nulls last'],
    ) | indent(4) }}
),

fordelt as (
    select
        beregning,
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
        fordelingstal_afrundet,
        vaegt_i_alt,
        cast(antal as integer) as regionskvote,
        antal * vaegt as kommunekvote_taeller,
        cast(coalesce(hele, 0) as integer) as kommunekvote_hele,
        tildelt as kommunekvote_beregnet
    from kommunekvoter
)

select * from fordelt
