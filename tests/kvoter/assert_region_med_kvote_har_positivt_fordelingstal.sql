select distinct
    kvoter.dokument,
    'landstal_regionskvoter' as tabel,
    regioner.regionsnavn as raekke,
    kvoter.regionskvote as trykt,
    case
        when
            kvoter.beregningsmaade = 'forholdsmaessig_aendring'
            then '0: regionens kommuner havde kvoten 0 før'
        else '0: ingen af regionens kommuner har et positivt foreløbigt fordelingstal'
    end as forventet
from {{ ref('int_kommunekvoter_fordelt') }} as kvoter
left join {{ ref('stg_kvoter__regioner') }} as regioner on kvoter.regionskode = regioner.regionskode
where kvoter.beregning = 'brev' and kvoter.regionskvote > 0 and kvoter.vaegt_i_alt = 0
