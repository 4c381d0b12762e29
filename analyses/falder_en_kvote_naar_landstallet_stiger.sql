with trin as (
    select
        dokument,
        kommunekode,
        landstal_pct,
        landstal_antaget,
        fordelingstal,
        kommunekvote_beregnet,
        lag(landstal_antaget) over kommunens_trin as landstal_foer,
        lag(fordelingstal) over kommunens_trin as fordelingstal_foer,
        lag(kommunekvote_beregnet) over kommunens_trin as kommunekvote_foer
    from {{ ref('kvotefoelsomhed') }}
    window kommunens_trin as (partition by dokument, kommunekode order by landstal_pct nulls last)
),

skridt as (
    select
        dokument,
        landstal_pct,
        fordelingstal > fordelingstal_foer as tallet_stiger,
        case when kommunekvote_beregnet < kommunekvote_foer then kommunekode end as ramt_kommune
    from trin
    where landstal_antaget > landstal_foer
)

select
    dokument,
    count(distinct landstal_pct) as skridt_op,
    count(*) as kommuner_og_skridt,
    count(ramt_kommune) as kvoten_falder,
    count(case when tallet_stiger then ramt_kommune end) as trods_stigende_tal,
    count(distinct ramt_kommune) as kommuner_ramt
from skridt
group by dokument
order by dokument nulls last
