{# Every quota is its exact share rounded up or down.
   letters: of the letters, or of all other calculations. after: as in findes_i. #}
{% test kommunekvoter_er_gulv_eller_loft(model, letters, after=none) %}
select
    dokument,
    {{ mart_of_calculation(letters, 'beregning') }} as tabel,
    {{ '' if letters else "beregning || ' ' || variant || ', ' || " }}kommunekode as raekke,
    'kommunekvote_beregnet' as kolonne,
    kommunekvote_beregnet as beregnet,
    {{ rounded_fraction('kommunekvote_taeller', 'vaegt_i_alt', 6) }} as forventet
from {{ model }}
where
    {{ is_calculation(letters) }}
    and vaegt_i_alt > 0
    and coalesce(abs(kommunekvote_beregnet * vaegt_i_alt - kommunekvote_taeller) >= vaegt_i_alt, true)
{% endtest %}
