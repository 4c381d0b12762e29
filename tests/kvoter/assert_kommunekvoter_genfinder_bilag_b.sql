-- A quota that cannot be reproduced is let through only by a note that gives the reason.
select
    kvotetal.dokument,
    kvotetal.tabel,
    kvotetal.raekke,
    kvotetal.etiket,
    kvotetal.felt as kolonne,
    kvotetal.trykt,
    kommunekvoter.kommunekvote_beregnet as forventet
from {{ ref('int_kommunekvoter_fordelt') }} as kommunekvoter
inner join {{ ref('int_kvotetal_samlet') }} as kvotetal
    on
        kommunekvoter.dokument = kvotetal.dokument
        and kommunekvoter.kommunekode = kvotetal.kommunekode
        and kvotetal.maal = 'kommunekvote'
where
    kommunekvoter.beregning = 'brev'
    and kommunekvoter.kommunekvote_beregnet is distinct from kvotetal.antal
    and not {{ is_noted('kvotetal', 'kvotetal.felt') }}
