select
    afstemning.dokument,
    afstemning.tabel,
    coalesce(regioner.regionsnavn, afstemning.noegle) as raekke,
    afstemning.maal as kolonne,
    afstemning.niveau as sum_af,
    afstemning.offentliggjort as trykt,
    afstemning.beregnet as forventet
from {{ ref('afstemning') }} as afstemning
left join {{ ref('stg_kvoter__regioner') }} as regioner on afstemning.noegle = regioner.regionskode
where not afstemning.stemmer
