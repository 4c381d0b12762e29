{# The rows of the model where the condition holds are exactly those given, compared as text. The first column
   names the row. #}
{% test er_netop(model, hvor, kolonner, raekker) %}
with fundne as (
    select
        {%- for kolonne in kolonner %}
        cast({{ kolonne }} as {{ dbt.type_string() }}) as {{ kolonne }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }}
    where {{ hvor }}
),

ventede as (
    {%- for raekke in raekker %}
    select
        {%- for kolonne in kolonner %}
        '{{ raekke[loop.index0] }}' as {{ kolonne }}{{ ',' if not loop.last }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

{%- set noegle = kolonner[0] %}
{%- for kolonne in kolonner %}
select
    '{{ model.identifier }}' as tabel,
    coalesce(ventede.{{ noegle }}, fundne.{{ noegle }}) as raekke,
    '{{ kolonne }}' as kolonne,
    coalesce(fundne.{{ kolonne }}, '(mangler)') as beregnet,
    coalesce(ventede.{{ kolonne }}, '(ingen række)') as forventet
from ventede
full outer join fundne on ventede.{{ noegle }} = fundne.{{ noegle }}
where ventede.{{ kolonne }} is distinct from fundne.{{ kolonne }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
