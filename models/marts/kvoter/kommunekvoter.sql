{%- set personer = '(kvoter.landstal + kvoter.familiesammenfoerte_landet)' -%}
{%- set p, f = 'kvoter.indbyggertal_landet', 'kvoter.udenlandske_statsborgere_landet' -%}
{%- set gaeldende = 'coalesce(aftalte.kommunekvote, grundlag.kommunekvote, kvoter.kommunekvote_beregnet)' -%}

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

trin as (
    select
        kvoter.dokument,
        grundlag.landstalsaar,
        grundlag.er_gaeldende,
        grundlag.er_seneste,
        kvoter.kommunekode,
        grundlag.kommunenavn,
        kvoter.regionskode,
        grundlag.regionsnavn,
        kvoter.beregningsmaade,
        {{ rounded_fraction('kvoter.indbyggertal * ' ~ personer, p, 6) }} as befolkningstal,
        {{ steps_of_par4('kvoter') | indent(8) }},
        grundlag.kommunekvote_foer,
        kvoter.regionskvote as regionskvote_offentliggjort,
        {{ rounded_fraction('kvoter.kommunekvote_taeller', 'kvoter.vaegt_i_alt', 6, zero_by_zero=0) }}
            as kommunekvote_eksakt,
        kvoter.kommunekvote_hele,
        kvoter.kommunekvote_beregnet,
        grundlag.kommunekvote as kommunekvote_offentliggjort,
        kvoter.kommunekvote_beregnet - grundlag.kommunekvote as afvigelse,
        {{ zero_reason('kvoter') | indent(8) }},
        aftalte.kommunekvote as kommunekvote_aftalt,
        {{ gaeldende }} as kommunekvote_gaeldende,
        aftalte.kommunekvote is not null as er_aftalt,
        {{ rounded_fraction(
            gaeldende ~ ' * grundlag.indbyggertal_landet',
            'cast(kvoter.indbyggertal as ' ~ type_integer38() ~ ') * kvoter.landstal',
            1, factor=100,
        ) }} as kvoteindeks,
        {{ rounded_fraction(gaeldende, 'kvoter.indbyggertal', 4, factor=10000) }} as kvote_gaeldende_pr_10000,
        {{ rounded_fraction('kvoter.fordelingsandel_taeller - kvoter.naevner', 'kvoter.naevner', 6) }}
            as virkning_af_1_familiesammenfoert,
        {{ rounded_fraction(
            '-100 * (' ~ f ~ ' - kvoter.udenlandske_statsborgere) * ' ~ personer, f ~ ' * (' ~ f ~ ' + 100)', 6
        ) }} as virkning_af_100_udlaendinge,
        {{ rounded_fraction(
            '2 * 1000 * (' ~ p ~ ' - kvoter.indbyggertal) * ' ~ personer, p ~ ' * (' ~ p ~ ' + 1000)', 6
        ) }} as virkning_af_1000_indbyggere
    from kvoter
    inner join grundlag
        on
            kvoter.dokument = grundlag.dokument
            and kvoter.kommunekode = grundlag.kommunekode
    -- integrationsloven § 8, stk. 1
    left join aftalte
        on
            kvoter.dokument = aftalte.dokument
            and kvoter.kommunekode = aftalte.kommunekode
)

select * from trin
