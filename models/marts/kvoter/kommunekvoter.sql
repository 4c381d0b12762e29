{%- set gaeldende = 'coalesce(aftalte.kommunekvote, kvoter.kommunekvote_beregnet)' -%}

with kvoter as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'brev'
),

grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

aftalte as (
    select * from {{ ref('stg_kvoter__aftalte_kommunekvoter') }}
),

landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

trin as (
    select
        kvoter.dokument,
        landstalsbreve.landstalsaar,
        landstalsbreve.er_gaeldende,
        kvoter.kommunekode,
        grundlag.kommunenavn,
        kvoter.regionskode,
        {{ steps_of_par4('kvoter') | indent(8) }},
        kvoter.regionskvote as regionskvote_offentliggjort,
        {{ rounded_fraction('kvoter.kommunekvote_taeller', 'kvoter.vaegt_i_alt', 6, zero_by_zero=0) }}
            as kommunekvote_eksakt,
        kvoter.kommunekvote_hele,
        kvoter.kommunekvote_beregnet,
        grundlag.kommunekvote as kommunekvote_offentliggjort,
        kvoter.kommunekvote_beregnet - grundlag.kommunekvote as afvigelse,
        {{ zero_reason(
            'kvoter.kommunekvote_beregnet', 'kvoter.foreloebigt_fordelingstal_taeller'
        ) | indent(8) }},
        aftalte.kommunekvote as kommunekvote_aftalt,
        {{ gaeldende }} as kommunekvote_gaeldende,
        aftalte.kommunekvote is not null as er_aftalt,
        {{ rounded_fraction(
            gaeldende ~ ' * kvoter.indbyggertal_landet',
            'cast(kvoter.indbyggertal as ' ~ type_integer38() ~ ') * kvoter.landstal',
            1, factor=100,
        ) }} as kvoteindeks
    from kvoter
    inner join grundlag
        on
            kvoter.dokument = grundlag.dokument
            and kvoter.kommunekode = grundlag.kommunekode
    inner join landstalsbreve on kvoter.dokument = landstalsbreve.dokument
    -- integrationsloven § 8, stk. 1
    left join aftalte
        on
            kvoter.dokument = aftalte.dokument
            and kvoter.kommunekode = aftalte.kommunekode
)

select * from trin
