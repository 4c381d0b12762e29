with fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
    where maal = 'regionskvote' and niveau = 'region'
),

regionssummer as (
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
fordelte as (
    {{ largest_remainder(
        'regionssummer',
        ['beregning', 'variant', 'dokument'],
        ['indbyggertal desc nulls last', 'regionskode asc nulls last'],
    ) | indent(4) }}
),

-- § 4, stk. 1 (integrationsloven § 7): a letter's regional quotas are those it publishes
regionskvoter as (
    select
        fordelte.beregning,
        fordelte.variant,
        fordelte.dokument,
        fordelte.regionskode,
        cast(fordelte.tildelt as integer) as regionskvote_beregnet,
        cast(
            case
                when fordelte.beregning in ('brev', 'familievaerdi') then kvotetal.antal
                else fordelte.tildelt
            end as integer
        ) as regionskvote
    from fordelte
    left join kvotetal
        on fordelte.dokument = kvotetal.dokument and fordelte.regionskode = kvotetal.regionskode
)

select * from regionskvoter
