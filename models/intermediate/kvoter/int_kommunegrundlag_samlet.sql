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

samlet as (
    select
        landstalsbreve.dokument,
        landstalsbreve.landstal,
        kommuner.kommunekode,
        kommuner.kommunenavn,
        kommuner.regionskode,
        {% for maal in kommunemaal %}
            kommunetal.{{ maal }},
        {% endfor %}
        {% for maal in ['indbyggertal', 'udenlandske_statsborgere', 'familiesammenfoerte'] %}
            sum(cast(kommunetal.{{ maal }} as {{ type_heltal38() }}))
                over (partition by landstalsbreve.dokument) as {{ maal }}_landet,
        {% endfor %}
        sum(cast(kommunetal.indbyggertal as {{ type_heltal38() }}))
            over (partition by landstalsbreve.dokument, kommuner.regionskode) as indbyggertal_regionen
    from landstalsbreve
    cross join kommuner
    left join kommunetal
        on
            landstalsbreve.dokument = kommunetal.dokument
            and kommuner.kommunekode = kommunetal.kommunekode
)

select * from samlet
