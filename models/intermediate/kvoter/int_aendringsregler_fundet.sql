{#- Whole persons: the least and the largest number that is not yet beyond the limit. -#}
{%- set landstal = 'cast(landstal as ' ~ type_integer38() ~ ')' -%}
{%- set under = integer_division(landstal ~ ' * (100 - aendring_pct) + 99', '100') -%}
{%- set over = integer_division(landstal ~ ' * (100 + aendring_pct)', '100') -%}

with landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

lovparametre as (
    select * from {{ ref('stg_kvoter__lovparametre') }}
),

parametre_i_breve as (
    select
        landstalsbreve.dokument,
        landstalsbreve.landstal,
        lovparametre.parameter,
        lovparametre.vaerdi,
        lovparametre.beregningsmaade,
        row_number() over (
            partition by landstalsbreve.dokument, lovparametre.parameter
            order by lovparametre.gaelder_fra desc nulls last
        ) as nummer
    from landstalsbreve
    inner join lovparametre on landstalsbreve.dateret >= lovparametre.gaelder_fra
),

-- § 2, stk. 5-6; § 4, stk. 7; § 7, stk. 8-9
aendringsregler as (
    select
        dokument,
        landstal,
        case
            when landstal <= max(case when parameter = 'aendringsgraense' then vaerdi end)
                then max(case when parameter = 'aendring_til_og_med_graensen' then vaerdi end)
            else max(case when parameter = 'aendring_over_graensen' then vaerdi end)
        end as aendring_pct,
        max(case when parameter = 'nedsat_landstal' then beregningsmaade end) as naar_landstal_nedsaettes,
        max(case when parameter = 'forhoejet_landstal' then beregningsmaade end) as naar_landstal_forhoejes
    from parametre_i_breve
    where nummer = 1
    group by dokument, landstal
),

fundne_regler as (
    select
        dokument,
        cast({{ under }} as integer) as skal_aendres_under,
        cast({{ over }} as integer) as skal_aendres_over,
        naar_landstal_nedsaettes,
        naar_landstal_forhoejes
    from aendringsregler
)

select * from fundne_regler
