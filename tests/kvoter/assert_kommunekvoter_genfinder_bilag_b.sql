-- A quota that cannot be reproduced is let through only by a note that gives the reason. A changed landstal
-- is printed with the quotas agreed for it (§ 7, stk. 10).
with kommunekvoter as (
    select
        beregnede.dokument,
        beregnede.kommunekode,
        case
            when breve.version > 1 then coalesce(aftalte.kommunekvote, beregnede.kommunekvote_beregnet)
            else beregnede.kommunekvote_beregnet
        end as ventet
    from {{ ref('int_kommunekvoter_fordelt') }} as beregnede
    inner join {{ ref('int_landstalsbreve_ordnet') }} as breve on beregnede.dokument = breve.dokument
    left join {{ ref('stg_kvoter__aftalte_kommunekvoter') }} as aftalte
        on beregnede.dokument = aftalte.dokument and beregnede.kommunekode = aftalte.kommunekode
    where beregnede.beregning = 'brev'
)

select
    kvotetal.dokument,
    kvotetal.tabel,
    kvotetal.raekke,
    kvotetal.etiket,
    kvotetal.felt as kolonne,
    kvotetal.trykt,
    kommunekvoter.ventet as forventet
from kommunekvoter
inner join {{ ref('int_kvotetal_samlet') }} as kvotetal
    on
        kommunekvoter.dokument = kvotetal.dokument
        and kommunekvoter.kommunekode = kvotetal.kommunekode
        and kvotetal.maal = 'kommunekvote'
where
    kommunekvoter.ventet is distinct from kvotetal.antal
    and not {{ is_noted('kvotetal', 'kvotetal.felt') }}
