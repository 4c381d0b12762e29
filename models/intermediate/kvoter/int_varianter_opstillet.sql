{%- set antaget_landstal = rounded_fraction(
    'cast(grundlag.landstal as ' ~ type_integer38() ~ ') * landstalstrin.procent', '100', 0
) -%}
{%- set tal = calculation_inputs() | reject('equalto', 'landstal') | list -%}

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
    {% for beregning in ['landstalstrin', 'landstalsaendring'] %}
        select
            '{{ beregning }}' as beregning,
            cast(landstalstrin.procent as {{ dbt.type_string() }}) as variant,
            grundlag.dokument,
            grundlag.kommunekode,
            grundlag.regionskode,
            cast({{ antaget_landstal }} as integer) as landstal,
            {% for maal in tal %}
                grundlag.{{ maal }},
            {% endfor %}
            {{ 'grundlag.landstal' if beregning == 'landstalsaendring' else 'null' }} as landstal_foer,
            {{ 'grundlag.kommunekvote' if beregning == 'landstalsaendring' else 'null' }} as kommunekvote_foer
        from grundlag
        cross join landstalstrin
        union all
    {% endfor %}
    select
        'scenarie' as beregning,
        scenarier.scenarie as variant,
        grundlag.dokument,
        grundlag.kommunekode,
        grundlag.regionskode,
        scenarier.landstal,
        {% for maal in tal %}
            coalesce(scenarie_input.{{ maal }}, grundlag.{{ maal }}) as {{ maal }},
        {% endfor %}
        null as landstal_foer,
        null as kommunekvote_foer
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
        grundlag.regionskode,
        {% for maal in calculation_inputs() %}
            case when nye_tal.antal >= {{ loop.index }} then grundlag.{{ maal }} else forrige.{{ maal }} end
                as {{ maal }},
        {% endfor %}
        null as landstal_foer,
        null as kommunekvote_foer
    from grundlag
    inner join landstalsbreve on grundlag.dokument = landstalsbreve.dokument
    inner join grundlag as forrige
        on
            landstalsbreve.dokument_forrige = forrige.dokument
            and grundlag.kommunekode = forrige.kommunekode
    cross join nye_tal
)

select * from opstillet
