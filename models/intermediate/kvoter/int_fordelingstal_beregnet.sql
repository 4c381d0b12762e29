with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

-- § 4, stk. 2
fordelingsandele as (
    select
        *,
        indbyggertal_landet * udenlandske_statsborgere_landet as naevner,
        2 * indbyggertal * udenlandske_statsborgere_landet
        - udenlandske_statsborgere * indbyggertal_landet as fordelingsandel_taeller
    from grundlag
),

-- § 4, stk. 3
beregnede_fordelingstal as (
    select
        *,
        fordelingsandel_taeller
        * (landstal + familiesammenfoerte_landet) as beregnet_fordelingstal_taeller
    from fordelingsandele
),

-- § 4, stk. 4
foreloebige_fordelingstal as (
    select
        *,
        beregnet_fordelingstal_taeller
        - familiesammenfoerte * naevner as foreloebigt_fordelingstal_taeller
    from beregnede_fordelingstal
),

-- § 4, stk. 5
positive_fordelingstal as (
    select
        *,
        case
            when foreloebigt_fordelingstal_taeller < 0 then 0
            else foreloebigt_fordelingstal_taeller
        end as vaegt,
        sum(
            case
                when foreloebigt_fordelingstal_taeller < 0 then 0
                else foreloebigt_fordelingstal_taeller
            end
        ) over (partition by dokument) as vaegt_landet
    from foreloebige_fordelingstal
),

fordelingstal as (
    select
        dokument,
        kommunekode,
        kommunenavn,
        regionskode,
        landstal,
        indbyggertal,
        indbyggertal_landet,
        udenlandske_statsborgere,
        udenlandske_statsborgere_landet,
        familiesammenfoerte,
        asylansoegere,
        kommunekvote,
        naevner,
        fordelingsandel_taeller,
        beregnet_fordelingstal_taeller,
        foreloebigt_fordelingstal_taeller,
        vaegt,
        vaegt_landet,
        landstal * vaegt as fordelingstal_taeller,
        -- ikke reguleret: nearest whole number, a half up (Valg 5). Weights are all 0 only when the
        -- landstal is 0, and then everybody's number is 0.
        cast({{ afrundet_broek('landstal * vaegt', 'vaegt_landet', 0, nul_af_nul=0) }} as integer)
            as fordelingstal_afrundet
    from positive_fordelingstal
)

select * from fordelingstal
