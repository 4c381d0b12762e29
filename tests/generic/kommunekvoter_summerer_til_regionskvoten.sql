{# The quotas of a region sum to its own, and calculated regional quotas to the landstal. Those of a letter are
   printed, and their sum is held against its landstal with the other totals.
   letters: of the letters, or of all other calculations. after: as in findes_i. #}
{% test kommunekvoter_summerer_til_regionskvoten(model, letters, after=none) %}
with regioner as (
    select
        beregning,
        variant,
        dokument,
        landstal,
        regionskode,
        regionskvote,
        sum(kommunekvote_beregnet) as kommunekvoter
    from {{ model }}
    where {{ is_calculation(letters) }}
    group by beregning, variant, dokument, landstal, regionskode, regionskvote
),

summer as (
    select
        beregning,
        variant,
        dokument,
        regionskode,
        'kommunekvote_beregnet' as kolonne,
        kommunekvoter as beregnet,
        regionskvote as forventet
    from regioner
    {%- if not letters %}
    union all
    select
        beregning,
        variant,
        dokument,
        null as regionskode,
        'regionskvote' as kolonne,
        sum(regionskvote) as beregnet,
        landstal as forventet
    from regioner
    group by beregning, variant, dokument, landstal
    {%- endif %}
)

select
    summer.dokument,
    {{ mart_of_calculation(letters, 'summer.beregning') }} as tabel,
    {{ 'regioner.regionsnavn' if letters else "summer.beregning || ' ' || summer.variant || coalesce(', ' || regioner.regionsnavn, '')" }}
        as raekke,
    summer.kolonne,
    summer.beregnet,
    summer.forventet
from summer
left join {{ ref('stg_kvoter__regioner') }} as regioner on summer.regionskode = regioner.regionskode
where summer.beregnet is distinct from summer.forventet
{% endtest %}
