with fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

-- § 4, stk. 1 and integrationsloven § 7: the regional quotas as published
regionskvoter as (
    select
        dokument,
        regionskode,
        antal as regionskvote
    from kvotetal
    where maal = 'regionskvote' and niveau = 'region'
),

vaegtede as (
    select
        fordelingstal.dokument,
        fordelingstal.regionskode,
        fordelingstal.kommunekode,
        fordelingstal.indbyggertal,
        fordelingstal.vaegt,
        cast(regionskvoter.regionskvote as {{ type_heltal38() }}) as antal
    from fordelingstal
    left join regionskvoter
        on
            fordelingstal.dokument = regionskvoter.dokument
            and fordelingstal.regionskode = regionskvoter.regionskode
),

-- integrationsloven § 8, stk. 3
-- ikke reguleret: whole persons, and equal remainders (Valg 1 and 2)
fordelte as (
    {{ stoerste_rest(
        'vaegtede',
        gruppe=['dokument', 'regionskode'],
        orden=['indbyggertal desc nulls last', 'kommunekode asc nulls last'],
    ) | indent(4) }}
),

kommunekvoter as (
    select
        dokument,
        regionskode,
        kommunekode,
        antal as regionskvote,
        vaegt_i_alt,
        antal * vaegt as kommunekvote_taeller,
        coalesce(hele, 0) as kommunekvote_hele,
        tildelt as kommunekvote_beregnet
    from fordelte
)

select * from kommunekvoter
