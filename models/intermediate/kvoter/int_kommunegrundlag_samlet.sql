{%- set bilag_a = ['indbyggertal', 'udenlandske_statsborgere', 'asylansoegere', 'familiesammenfoerte'] -%}
{%- set hele_landet = 'over (partition by breve.dokument)' -%}

with breve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

kommuner as (
    select * from {{ ref('int_kommuner_inddelt') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

kommunetal as (
    select
        dokument,
        {% for maal in bilag_a + ['kommunekvote'] %}
            max(case when maal = '{{ maal }}' then antal end) as {{ maal }},
        {% endfor %}
        kommunekode
    from kvotetal
    where niveau = 'kommune'
    group by dokument, kommunekode
),

samlet as (
    select
        breve.dokument,
        breve.landstalsaar,
        breve.er_gaeldende,
        breve.er_seneste,
        breve.landstal,
        breve.landstal_foer,
        kommuner.kommunekode,
        kommuner.kommunenavn,
        kommuner.regionskode,
        kommuner.regionsnavn,
        {% for maal in bilag_a %}
            bilag_a.{{ maal }},
        {% endfor %}
        {% for maal in calculation_inputs() if maal != 'landstal' %}
            sum(cast(bilag_a.{{ maal }} as {{ type_integer38() }})) {{ hele_landet }} as {{ maal }}_landet,
        {% endfor %}
        sum(cast(bilag_a.indbyggertal as {{ type_integer38() }}))
            over (partition by breve.dokument, kommuner.regionskode) as indbyggertal_regionen,
        bilag_b.kommunekvote,
        bilag_b_foer.kommunekvote as kommunekvote_foer
    from breve
    inner join kommuner on breve.dokument = kommuner.dokument
    -- § 7, stk. 9: a changed landstal is calculated with the figures of the year's first announcement
    left join kommunetal as bilag_a
        on breve.dokument_foerste = bilag_a.dokument and kommuner.kommunekode = bilag_a.kommunekode
    left join kommunetal as bilag_b
        on breve.dokument = bilag_b.dokument and kommuner.kommunekode = bilag_b.kommunekode
    left join kommunetal as bilag_b_foer
        on breve.dokument_foer = bilag_b_foer.dokument and kommuner.kommunekode = bilag_b_foer.kommunekode
)

select * from samlet
