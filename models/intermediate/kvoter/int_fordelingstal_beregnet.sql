with beregninger as (
    select * from {{ ref('int_beregninger_opstillet') }}
),

landssummer as (
    select
        *,
        sum(cast(indbyggertal as {{ type_integer38() }})) over hele_landet as indbyggertal_landet,
        sum(cast(udenlandske_statsborgere as {{ type_integer38() }})) over hele_landet
            as udenlandske_statsborgere_landet,
        sum(cast(familiesammenfoerte as {{ type_integer38() }})) over hele_landet
            as familiesammenfoerte_landet
    from beregninger
    window hele_landet as (partition by beregning, variant, dokument)
),

-- § 4, stk. 2
fordelingsandele as (
    select
        *,
        indbyggertal_landet * udenlandske_statsborgere_landet as naevner,
        indbyggertal * udenlandske_statsborgere_landet
        - (udenlandske_statsborgere * indbyggertal_landet - indbyggertal * udenlandske_statsborgere_landet)
            as fordelingsandel_taeller
    from landssummer
),

-- § 4, stk. 3
beregnede_fordelingstal as (
    select
        *,
        fordelingsandel_taeller * (landstal + familiesammenfoerte_landet) as beregnet_fordelingstal_taeller
    from fordelingsandele
),

-- § 4, stk. 4
foreloebige_fordelingstal as (
    select
        *,
        beregnet_fordelingstal_taeller - familiesammenfoerte * naevner as foreloebigt_fordelingstal_taeller
    from beregnede_fordelingstal
),

-- § 4, stk. 5
positive_fordelingstal as (
    select
        *,
        case
            when foreloebigt_fordelingstal_taeller < 0 then 0
            else foreloebigt_fordelingstal_taeller
        end as vaegt
    from foreloebige_fordelingstal
),

-- § 4, stk. 5
nedskalerede_fordelingstal as (
    select
        *,
        sum(vaegt) over (partition by beregning, variant, dokument) as vaegt_landet,
        landstal * vaegt as fordelingstal_taeller
    from positive_fordelingstal
),

fordelingstal as (
    select
        beregning,
        variant,
        dokument,
        kommunekode,
        regionskode,
        landstal,
        indbyggertal,
        indbyggertal_landet,
        udenlandske_statsborgere,
        udenlandske_statsborgere_landet,
        familiesammenfoerte,
        familiesammenfoerte_landet,
        naevner,
        fordelingsandel_taeller,
        beregnet_fordelingstal_taeller,
        foreloebigt_fordelingstal_taeller,
        vaegt,
        vaegt_landet,
        fordelingstal_taeller,
        -- ikke reguleret: nearest whole number, a half up (Metodevalg 5). Weights are all 0 only when the
        -- landstal is 0, and then everybody's number is 0.
        cast({{ rounded_fraction('fordelingstal_taeller', 'vaegt_landet', 0, zero_by_zero=0) }} as integer)
            as fordelingstal_afrundet
    from nedskalerede_fordelingstal
)

select * from fordelingstal
