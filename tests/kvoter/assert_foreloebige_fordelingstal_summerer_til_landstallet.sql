select
    dokument,
    landstal as forventet,
    {{ afrundet_broek('sum(foreloebigt_fordelingstal_taeller)', 'max(naevner)', 6) }} as beregnet
from {{ ref('int_fordelingstal_beregnet') }}
group by dokument, landstal
having sum(foreloebigt_fordelingstal_taeller) != landstal * max(naevner)
