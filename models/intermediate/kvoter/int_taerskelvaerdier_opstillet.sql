{#- How far a nearest value is sought: to so many times the letter's landstal, at most so many persons away,
    as the cost grows with them; and so many reunifications. -#}
{%- set times_landstal, personer, familier = 3, 5000, 30 -%}

with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

landstalsvaerdier as (
    select
        grundlag.*,
        cast(vaerdi as integer) as vaerdi
    from grundlag
    {{ cross_join_integers(
        'greatest(grundlag.landstal - ' ~ personer ~ ', 0)',
        'least(' ~ times_landstal ~ ' * grundlag.landstal, grundlag.landstal + ' ~ personer ~ ')',
        'vaerdi',
    ) }}
),

familievaerdier as (
    select
        grundlag.*,
        cast(vaerdi as integer) as vaerdi
    from grundlag
    {{ cross_join_integers(
        'greatest(grundlag.familiesammenfoerte - ' ~ familier ~ ', 0)',
        'grundlag.familiesammenfoerte + ' ~ familier,
        'vaerdi',
    ) }}
),

-- The regional quotas stay as they are, so that only the municipality's own region is calculated.
regionens_kommuner as (
    select
        grundlag.*,
        familievaerdier.kommunekode as kommunekode_varieret,
        familievaerdier.vaerdi,
        familievaerdier.vaerdi - familievaerdier.familiesammenfoerte as familier_flere
    from familievaerdier
    inner join grundlag
        on
            familievaerdier.dokument = grundlag.dokument
            and familievaerdier.regionskode = grundlag.regionskode
),

opstillet as (
    select
        'landstalsvaerdi' as beregning,
        cast(vaerdi as {{ dbt.type_string() }}) as variant,
        dokument,
        kommunekode,
        regionskode,
        vaerdi as landstal,
        indbyggertal,
        udenlandske_statsborgere,
        familiesammenfoerte,
        landstal_foer,
        kommunekvote_foer,
        indbyggertal_landet,
        udenlandske_statsborgere_landet,
        familiesammenfoerte_landet
    from landstalsvaerdier
    union all
    select
        'familievaerdi' as beregning,
        kommunekode_varieret || ' ' || cast(vaerdi as {{ dbt.type_string() }}) as variant,
        dokument,
        kommunekode,
        regionskode,
        landstal,
        indbyggertal,
        udenlandske_statsborgere,
        case when kommunekode = kommunekode_varieret then vaerdi else familiesammenfoerte end
            as familiesammenfoerte,
        landstal_foer,
        kommunekvote_foer,
        indbyggertal_landet,
        udenlandske_statsborgere_landet,
        familiesammenfoerte_landet + familier_flere as familiesammenfoerte_landet
    from regionens_kommuner
)

select * from opstillet
