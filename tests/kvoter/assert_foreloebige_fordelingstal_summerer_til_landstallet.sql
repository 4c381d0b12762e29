select
    dokument,
    'kommunekvoter' as tabel,
    beregning || ' ' || variant as raekke,
    'foreloebigt_fordelingstal' as kolonne,
    {{ rounded_fraction('sum(foreloebigt_fordelingstal_taeller)', 'max(naevner)', 6) }} as beregnet,
    landstal as forventet
from {{ ref('int_fordelingstal_beregnet') }}
group by beregning, variant, dokument, landstal
having sum(foreloebigt_fordelingstal_taeller) != landstal * max(naevner)
