{# The foreløbige fordelingstal of a calculation sum to its landstal.
   letters: of the letters, or of all other calculations. after: as in findes_i. #}
{% test foreloebige_fordelingstal_summerer_til_landstallet(model, letters, after=none) %}
select
    dokument,
    {{ mart_of_calculation(letters, 'beregning') }} as tabel,
    {{ "'summen'" if letters else "beregning || ' ' || variant" }} as raekke,
    'foreloebigt_fordelingstal' as kolonne,
    {{ rounded_fraction('sum(foreloebigt_fordelingstal_taeller)', 'max(naevner)', 6) }} as beregnet,
    landstal as forventet
from {{ model }}
where {{ is_calculation(letters) }} and beregningsmaade != 'forholdsmaessig_aendring'
group by beregning, variant, dokument, landstal
having sum(foreloebigt_fordelingstal_taeller) is distinct from landstal * max(naevner)
{% endtest %}
