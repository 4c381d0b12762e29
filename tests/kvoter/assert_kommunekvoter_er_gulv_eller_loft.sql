select
    dokument,
    'kommunekvoter' as tabel,
    beregning || ' ' || variant || ', ' || kommunekode as raekke,
    'kommunekvote_beregnet' as kolonne,
    kommunekvote_beregnet as beregnet,
    {{ rounded_fraction('kommunekvote_taeller', 'vaegt_i_alt', 6) }} as forventet
from {{ ref('int_kommunekvoter_fordelt') }}
where abs(kommunekvote_beregnet * vaegt_i_alt - kommunekvote_taeller) >= vaegt_i_alt and vaegt_i_alt > 0
