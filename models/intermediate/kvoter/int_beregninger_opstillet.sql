{%- set tal = calculation_inputs() | reject('equalto', 'landstal') | list -%}

with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

varianter as (
    select * from {{ ref('int_varianter_opstillet') }}
),

taerskelvaerdier as (
    select * from {{ ref('int_taerskelvaerdier_opstillet') }}
),

aendringsregler as (
    select * from {{ ref('int_aendringsregler_fundet') }}
),

hele_landet as (
    select
        'brev' as beregning,
        'brev' as variant,
        dokument,
        kommunekode,
        regionskode,
        landstal,
        indbyggertal,
        udenlandske_statsborgere,
        familiesammenfoerte,
        landstal_foer,
        kommunekvote_foer
    from grundlag
    union all
    select * from varianter
),

beregninger as (
    select
        *,
        sum(cast(indbyggertal as {{ type_integer38() }})) over hele_nationen as indbyggertal_landet,
        sum(cast(udenlandske_statsborgere as {{ type_integer38() }})) over hele_nationen
            as udenlandske_statsborgere_landet,
        sum(cast(familiesammenfoerte as {{ type_integer38() }})) over hele_nationen
            as familiesammenfoerte_landet
    from hele_landet
    window hele_nationen as (partition by beregning, variant, dokument)
    union all
    select * from taerskelvaerdier
),

-- § 4, stk. 7, and § 7, stk. 8-9
beregningsmaader as (
    select
        beregninger.*,
        case
            when beregninger.landstal_foer is null then 'udmelding'
            when beregninger.landstal <= beregninger.landstal_foer
                then aendringsregler.naar_landstal_nedsaettes
            else aendringsregler.naar_landstal_forhoejes
        end as beregningsmaade
    from beregninger
    left join aendringsregler on beregninger.dokument = aendringsregler.dokument
),

opstillet as (
    select
        beregning,
        variant,
        beregningsmaade,
        dokument,
        kommunekode,
        regionskode,
        landstal,
        indbyggertal,
        udenlandske_statsborgere,
        familiesammenfoerte,
        -- A change in proportion takes no step of § 4, stk. 2-5: without these sums they all are NULL.
        {% for maal in tal %}
            case when beregningsmaade != 'forholdsmaessig_aendring' then {{ maal }}_landet end
                as {{ maal }}_landet,
        {% endfor %}
        kommunekvote_foer
    from beregningsmaader
)

select * from opstillet
