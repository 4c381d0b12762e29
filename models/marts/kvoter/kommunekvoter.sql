{%- set gaeldende = 'coalesce(aftalte.kommunekvote, kommunekvoter.kommunekvote_beregnet)' -%}

with fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
),

kommunekvoter as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
),

aftalte as (
    select * from {{ ref('stg_kvoter__aftalte_kommunekvoter') }}
),

landstal as (
    select * from {{ ref('landstal') }}
),

trin as (
    select
        fordelingstal.dokument,
        landstal.landstalsaar,
        landstal.er_gaeldende,
        fordelingstal.kommunekode,
        fordelingstal.kommunenavn,
        fordelingstal.regionskode,
        {{ trin_i_par4('fordelingstal') | indent(8) }},
        cast(kommunekvoter.regionskvote as integer) as regionskvote_offentliggjort,
        {{ afrundet_broek(
            'kommunekvoter.kommunekvote_taeller', 'kommunekvoter.vaegt_i_alt', 6, nul_af_nul=0
        ) }} as kommunekvote_eksakt,
        cast(kommunekvoter.kommunekvote_hele as integer) as kommunekvote_hele,
        kommunekvoter.kommunekvote_beregnet,
        fordelingstal.kommunekvote as kommunekvote_offentliggjort,
        kommunekvoter.kommunekvote_beregnet - fordelingstal.kommunekvote as afvigelse,
        {{ nulkvote_aarsag(
            'kommunekvoter.kommunekvote_beregnet', 'fordelingstal.foreloebigt_fordelingstal_taeller'
        ) | indent(8) }},
        aftalte.kommunekvote as kommunekvote_aftalt,
        {{ gaeldende }} as kommunekvote_gaeldende,
        aftalte.kommunekvote is not null as er_aftalt,
        {{ afrundet_broek(
            gaeldende ~ ' * fordelingstal.indbyggertal_landet',
            'cast(fordelingstal.indbyggertal as ' ~ type_heltal38() ~ ') * fordelingstal.landstal',
            1, faktor=100,
        ) }} as kvoteindeks
    from fordelingstal
    inner join kommunekvoter
        on
            fordelingstal.dokument = kommunekvoter.dokument
            and fordelingstal.kommunekode = kommunekvoter.kommunekode
    inner join landstal on fordelingstal.dokument = landstal.dokument
    -- integrationsloven § 8, stk. 1
    left join aftalte
        on
            fordelingstal.dokument = aftalte.dokument
            and fordelingstal.kommunekode = aftalte.kommunekode
)

select * from trin
