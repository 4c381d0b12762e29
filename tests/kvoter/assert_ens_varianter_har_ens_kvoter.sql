-- A scenario at a landstal step of its letter, with the letter's inputs, has the quotas of the step.
with scenarier as (
    select
        scenarier.dokument,
        scenarier.scenarie,
        scenarier.kommunenavn,
        scenarier.kommunekvote_beregnet,
        trin.kommunekvote_beregnet as trinnets_kvote,
        max(case when scenarier.fordelingstal = trin.fordelingstal then 0 else 1 end)
            over (partition by scenarier.scenarie, trin.landstal_pct) as er_aendret
    from {{ ref('marts_kvotescenarier') }} as scenarier
    inner join {{ ref('kvotefoelsomhed') }} as trin
        on
            scenarier.dokument = trin.dokument
            and scenarier.kommunekode = trin.kommunekode
            and scenarier.landstal_antaget = trin.landstal_antaget
)

select
    dokument,
    'kvotescenarier' as tabel,
    scenarie || ', ' || kommunenavn as raekke,
    'kommunekvote_beregnet' as kolonne,
    kommunekvote_beregnet as beregnet,
    trinnets_kvote as forventet
from scenarier
where er_aendret = 0 and kommunekvote_beregnet != trinnets_kvote
