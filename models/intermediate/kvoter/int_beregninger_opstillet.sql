with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

landstalstrin as (
    select * from {{ ref('stg_scenarier__landstalstrin') }}
),

scenarier as (
    select * from {{ ref('stg_scenarier__kvotescenarier') }}
),

scenarie_input as (
    select * from {{ ref('stg_scenarier__kvotescenarie_input') }}
),

-- How many of the figures, in their order, are this letter's and not the other's.
nye_tal as (
    {% for antal in range(calculation_inputs() | length + 1) %}
        select {{ antal }} as antal
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

opstillet as (
    select
        'brev' as beregning,
        'brev' as variant,
        dokument,
        kommunekode,
        landstal,
        indbyggertal,
        udenlandske_statsborgere,
        familiesammenfoerte,
        regionskode
    from grundlag
    union all
    select
        'landstalstrin' as beregning,
        cast(landstalstrin.procent as {{ dbt.type_string() }}) as variant,
        grundlag.dokument,
        grundlag.kommunekode,
        cast({{ rounded_fraction(
            'cast(grundlag.landstal as ' ~ type_integer38() ~ ') * landstalstrin.procent', '100', 0
        ) }} as integer)
            as landstal,
        grundlag.indbyggertal,
        grundlag.udenlandske_statsborgere,
        grundlag.familiesammenfoerte,
        grundlag.regionskode
    from grundlag
    cross join landstalstrin
    union all
    select
        'scenarie' as beregning,
        scenarier.scenarie as variant,
        grundlag.dokument,
        grundlag.kommunekode,
        scenarier.landstal,
        coalesce(scenarie_input.indbyggertal, grundlag.indbyggertal) as indbyggertal,
        coalesce(scenarie_input.udenlandske_statsborgere, grundlag.udenlandske_statsborgere)
            as udenlandske_statsborgere,
        coalesce(scenarie_input.familiesammenfoerte, grundlag.familiesammenfoerte) as familiesammenfoerte,
        grundlag.regionskode
    from scenarier
    inner join grundlag on scenarier.dokument = grundlag.dokument
    left join scenarie_input
        on
            scenarier.scenarie = scenarie_input.scenarie
            and grundlag.kommunekode = scenarie_input.kommunekode
    union all
    select
        'aendring' as beregning,
        cast(nye_tal.antal as {{ dbt.type_string() }}) as variant,
        grundlag.dokument,
        grundlag.kommunekode,
        {% for maal in calculation_inputs() %}
            case when nye_tal.antal >= {{ loop.index }} then grundlag.{{ maal }} else forrige.{{ maal }} end
                as {{ maal }},
        {% endfor %}
        grundlag.regionskode
    from grundlag
    inner join landstalsbreve on grundlag.dokument = landstalsbreve.dokument
    inner join grundlag as forrige
        on
            landstalsbreve.dokument_forrige = forrige.dokument
            and grundlag.kommunekode = forrige.kommunekode
    cross join nye_tal
)

select * from opstillet
