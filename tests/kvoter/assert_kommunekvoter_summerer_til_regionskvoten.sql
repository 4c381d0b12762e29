select
    kvoter.dokument,
    'kommunekvoter' as tabel,
    regioner.regionsnavn as raekke,
    'kommunekvote_beregnet' as kolonne,
    sum(kvoter.kommunekvote_beregnet) as beregnet,
    kvoter.regionskvote as forventet
from {{ ref('int_kommunekvoter_fordelt') }} as kvoter
left join {{ ref('stg_kvoter__regioner') }} as regioner on kvoter.regionskode = regioner.regionskode
group by kvoter.dokument, regioner.regionsnavn, kvoter.regionskvote
having sum(kvoter.kommunekvote_beregnet) is distinct from kvoter.regionskvote
