select
    dokument,
    'kommunekvoter' as tabel,
    'summen' as raekke,
    'foreloebigt_fordelingstal' as kolonne,
    {{ afrundet_broek('sum(foreloebigt_fordelingstal_taeller)', 'max(naevner)', 6) }} as beregnet,
    landstal as forventet
from {{ ref('int_fordelingstal_beregnet') }}
group by dokument, landstal
having sum(foreloebigt_fordelingstal_taeller) != landstal * max(naevner)
