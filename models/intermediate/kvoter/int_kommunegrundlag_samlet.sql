{% set kommunemaal = [
    'indbyggertal', 'udenlandske_statsborgere', 'asylansoegere', 'familiesammenfoerte', 'kommunekvote'
] %}

with landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

kommunetal as (
    select
        dokument,
        {% for maal in kommunemaal %}
            max(case when maal = '{{ maal }}' then antal end) as {{ maal }},
        {% endfor %}
        kommunekode
    from kvotetal
    where niveau = 'kommune'
    group by dokument, kommunekode
),

kommuner_i_breve as (
    select
        landstalsbreve.dokument,
        landstalsbreve.landstal,
        kommuner.kommunekode,
        kommuner.kommunenavn,
        {% for maal in kommunemaal %}
            kommunetal.{{ maal }},
        {% endfor %}
        kommuner.regionskode
    from landstalsbreve
    cross join kommuner
    left join kommunetal
        on
            landstalsbreve.dokument = kommunetal.dokument
            and kommuner.kommunekode = kommunetal.kommunekode
),

samlet as (
    select
        *,
        sum(cast(indbyggertal as {{ type_integer38() }})) over (partition by dokument) as indbyggertal_landet,
        sum(cast(indbyggertal as {{ type_integer38() }})) over (partition by dokument, regionskode)
            as indbyggertal_regionen
    from kommuner_i_breve
)

select * from samlet
