{#- Whole persons: the least and the largest number that is not yet beyond the limit. -#}
{%- set under = heltalsdivision('landstalsbreve.landstal * (100 - regler.aendring_pct) + 99', '100') -%}
{%- set over = heltalsdivision('landstalsbreve.landstal * (100 + regler.aendring_pct)', '100') -%}

with landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
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
        row_number() over (
            partition by landstalsbreve.dokument, lovparametre.parameter
            order by lovparametre.gaelder_fra desc nulls last
        ) as nummer
    from landstalsbreve
    inner join lovparametre on landstalsbreve.dateret >= lovparametre.gaelder_fra
),

-- § 2, stk. 5-6
aendringsregler as (
    select
        dokument,
        case
            when landstal <= max(case when parameter = 'aendringsgraense' then vaerdi end)
                then max(case when parameter = 'aendring_til_og_med_graensen' then vaerdi end)
            else max(case when parameter = 'aendring_over_graensen' then vaerdi end)
        end as aendring_pct
    from parametre_i_breve
    where nummer = 1
    group by dokument, landstal
),

landstal as (
    select
        landstalsbreve.dokument,
        landstalsbreve.landstalsaar,
        landstalsbreve.version,
        landstalsbreve.er_gaeldende,
        landstalsbreve.dokument_forrige,
        landstalsbreve.landstal,
        cast({{ under }} as integer) as skal_aendres_under,
        cast({{ over }} as integer) as skal_aendres_over,
        landstalsbreve.dateret,
        landstalsbreve.sagsnummer,
        landstalsbreve.befolkning_pr,
        landstalsbreve.familiesammenfoert_aar,
        landstalsbreve.asylansoegere_pr,
        landstalsbreve.aftalefrist,
        landstalsbreve.fastsaettelsesfrist,
        landstalsbreve.titel,
        landstalsbreve.udgiver,
        landstalsbreve.udlaendingedefinition
    from landstalsbreve
    left join aendringsregler as regler on landstalsbreve.dokument = regler.dokument
)

select * from landstal
