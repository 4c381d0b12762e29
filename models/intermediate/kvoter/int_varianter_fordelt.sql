{%- set beregning = ['variantslags', 'variant', 'dokument'] -%}
{%- set orden = ['indbyggertal desc nulls last'] -%}

with fordelingstal as (
    select * from {{ ref('int_varianter_beregnet') }}
),

regioner as (
    select
        variantslags,
        variant,
        dokument,
        regionskode,
        cast(landstal as {{ type_heltal38() }}) as antal,
        sum(indbyggertal) as indbyggertal,
        sum(vaegt) as vaegt
    from fordelingstal
    group by variantslags, variant, dokument, regionskode, landstal
),

-- ikke reguleret: no letter fixes a regional quota for these figures (Valg 10)
regionskvoter as (
    {{ stoerste_rest('regioner', beregning, orden + ['regionskode asc nulls last']) | indent(4) }}
),

kommuner as (
    select
        fordelingstal.*,
        cast(regionskvoter.tildelt as {{ type_heltal38() }}) as antal
    from fordelingstal
    inner join regionskvoter
        on
            fordelingstal.variantslags = regionskvoter.variantslags
            and fordelingstal.variant = regionskvoter.variant
            and fordelingstal.dokument = regionskvoter.dokument
            and fordelingstal.regionskode = regionskvoter.regionskode
),

-- integrationsloven § 8, stk. 3
kommunekvoter as (
    {{ stoerste_rest(
        'kommuner', beregning + ['regionskode'], orden + ['kommunekode asc nulls last']
    ) | indent(4) }}
),

fordelt as (
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
        vaegt_landet,
        fordelingstal_taeller,
        fordelingstal_afrundet,
        cast(antal as integer) as regionskvote_beregnet,
        vaegt_i_alt,
        antal * vaegt as kommunekvote_taeller,
        tildelt as kommunekvote_beregnet
    from kommunekvoter
)

select * from fordelt
