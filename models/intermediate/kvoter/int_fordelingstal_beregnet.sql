with beregninger as (
    select * from {{ ref('int_beregninger_opstillet') }}
),

-- § 4, stk. 2
fordelingsandele as (
    select
        *,
        indbyggertal_landet * udenlandske_statsborgere_landet as naevner,
        indbyggertal * udenlandske_statsborgere_landet
        - (udenlandske_statsborgere * indbyggertal_landet - indbyggertal * udenlandske_statsborgere_landet)
            as fordelingsandel_taeller
    from beregninger
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
        -- Reunifications are varied within one region, which is not the nation.
        case
            when beregning = 'familievaerdi' then null
            else sum(vaegt) over (partition by beregning, variant, dokument)
        end as vaegt_landet,
        landstal * vaegt as fordelingstal_taeller
    from positive_fordelingstal
),

fordelingstal as (
    select
        beregning,
        variant,
        beregningsmaade,
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
        kommunekvote_foer,
        naevner,
        fordelingsandel_taeller,
        beregnet_fordelingstal_taeller,
        foreloebigt_fordelingstal_taeller,
        -- § 4, stk. 7, and § 7, stk. 8
        case when beregningsmaade = 'forholdsmaessig_aendring' then kommunekvote_foer else vaegt end as vaegt,
        vaegt_landet,
        fordelingstal_taeller,
        -- ikke reguleret: nearest whole number, a half up (Metodevalg 5). Weights are all 0 only when the
        -- landstal is 0, and then everybody's number is 0.
        cast({{ rounded_fraction('fordelingstal_taeller', 'vaegt_landet', 0, zero_by_zero=0) }} as integer)
            as fordelingstal_afrundet
    from nedskalerede_fordelingstal
)

select * from fordelingstal
