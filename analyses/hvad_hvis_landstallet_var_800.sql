select
    kommunenavn,
    kommunekvote_offentliggjort as kvote_i_brevet,
    kommunekvote_beregnet as kvote_ved_800,
    kommunekvote_beregnet - kommunekvote_offentliggjort as forskel,
    round(foreloebigt_fordelingstal, 2) as foreloebigt_tal,
    case nulkvote_aarsag
        when 'negativt_fordelingstal' then 'negativt tal'
        else nulkvote_aarsag
    end as aarsag_til_nul
from {{ ref('kvotescenarier') }}
where scenarie = 'Landstal 800'
order by kommunekvote_beregnet desc, kommunekode asc
