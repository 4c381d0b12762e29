select
    afstemning.dokument,
    afstemning.tabel,
    coalesce(regioner.regionsnavn, afstemning.noegle) as raekke,
    afstemning.maal as kolonne,
    afstemning.niveau as sum_af,
    afstemning.offentliggjort as trykt,
    afstemning.beregnet as forventet,
    afstemning.difference as forskel,
    -- Two digits exchanged change a number by a multiple of nine.
    case when afstemning.difference % 9 = 0 then 'to cifre kan være byttet om' end as bemaerkning
from {{ ref('afstemning') }} as afstemning
left join {{ ref('stg_kvoter__regioner') }} as regioner on afstemning.noegle = regioner.regionskode
where not afstemning.stemmer
