{# The rows of the model where the condition holds are exactly those given, compared as text. #}
{% test er_netop(model, hvor, kolonner, raekker) %}
with fundne as (
    select
        {%- for kolonne in kolonner %}
        '{{ kolonne }} ' || coalesce(cast({{ kolonne }} as {{ dbt.type_string() }}), '(tom)')
        {{- " || ', ' ||" if not loop.last }}
        {%- endfor %} as raekke
    from {{ model }}
    where {{ hvor }}
),

ventede as (
    {%- for raekke in raekker %}
    select '{% for celle in raekke %}{{ kolonner[loop.index0] }} {{ celle }}{{ ', ' if not loop.last }}{% endfor %}' as raekke
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

forskelle as (
    select
        raekke,
        '(mangler)' as beregnet,
        'at rækken er der' as forventet
    from (select * from ventede except select * from fundne) as mangler
    union all
    select
        raekke,
        'at rækken er der' as beregnet,
        '(ingen)' as forventet
    from (select * from fundne except select * from ventede) as uventede
)

select
    '{{ model.identifier }}' as tabel,
    raekke,
    beregnet,
    forventet
from forskelle
{% endtest %}
