{%- set retning = "case when vaerdier.kvote > aktuelle.kvote then 'op' else 'ned' end" -%}
{%- set afstand = 'abs(vaerdier.vaerdi - aktuelle.vaerdi)' -%}

with landstalsvaerdier as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'landstalsvaerdi'
),

familievaerdier as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    -- Of a region's municipalities the one whose number is varied.
    where
        beregning = 'familievaerdi'
        and variant = kommunekode || ' ' || cast(familiesammenfoerte as {{ dbt.type_string() }})
),

grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

vaerdier as (
    {% for figur, nye in [('landstal', 'landstalsvaerdier'), ('familiesammenfoerte', 'familievaerdier')] %}
        select
            {{ nye }}.dokument,
            {{ nye }}.kommunekode,
            '{{ figur }}' as figur,
            {{ nye }}.{{ figur }} as vaerdi,
            {{ nye }}.kommunekvote_beregnet as kvote,
            {{ nye }}.{{ figur }} = grundlag.{{ figur }} as er_aktuel
        from {{ nye }}
        inner join grundlag
            on
                {{ nye }}.dokument = grundlag.dokument
                and {{ nye }}.kommunekode = grundlag.kommunekode
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

aktuelle as (
    select * from vaerdier
    where er_aktuel
),

-- ikke reguleret: of two equally near the lower (Metodevalg 16)
andre_kvoter as (
    select
        vaerdier.dokument,
        vaerdier.kommunekode,
        vaerdier.figur,
        {{ retning }} as retning,
        vaerdier.vaerdi,
        vaerdier.kvote,
        {{ afstand }} as afstand,
        row_number() over (
            partition by vaerdier.dokument, vaerdier.kommunekode, vaerdier.figur, {{ retning }}
            order by {{ afstand }} asc, vaerdier.vaerdi asc
        ) as nummer
    from vaerdier
    inner join aktuelle
        on
            vaerdier.dokument = aktuelle.dokument
            and vaerdier.kommunekode = aktuelle.kommunekode
            and vaerdier.figur = aktuelle.figur
            and vaerdier.kvote != aktuelle.kvote
),

taerskler as (
    {% for retning in ['op', 'ned'] %}
        select
            grundlag.dokument,
            grundlag.landstalsaar,
            grundlag.er_gaeldende,
            grundlag.er_seneste,
            grundlag.kommunekode,
            grundlag.kommunenavn,
            grundlag.regionskode,
            grundlag.regionsnavn,
            aktuelle.figur,
            '{{ retning }}' as retning,
            aktuelle.vaerdi as aktuel_vaerdi,
            aktuelle.kvote as kommunekvote_aktuel,
            naermeste.vaerdi as naermeste_vaerdi,
            naermeste.kvote as kommunekvote_naermeste,
            naermeste.afstand
        from grundlag
        inner join aktuelle
            on grundlag.dokument = aktuelle.dokument and grundlag.kommunekode = aktuelle.kommunekode
        left join andre_kvoter as naermeste
            on
                aktuelle.dokument = naermeste.dokument
                and aktuelle.kommunekode = naermeste.kommunekode
                and aktuelle.figur = naermeste.figur
                and naermeste.retning = '{{ retning }}'
                and naermeste.nummer = 1
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from taerskler
