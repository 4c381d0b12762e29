{# The rows of the model where the condition holds are exactly those given, compared as text. The first
   column, or as many as keys says, names the row. #}
{% test er_netop(model, condition, columns, rows, keys=1) %}
with fundne as (
    select
        {%- for column in columns %}
        cast({{ column }} as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }}
    where {{ condition }}
),

ventede as (
    {%- for row in rows %}
    select
        {%- for column in columns %}
        '{{ row[loop.index0] }}' as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

{%- for column in columns %}
select
    '{{ model.identifier }}' as tabel,
    {% for key in columns[:keys] -%}
    coalesce(ventede.{{ key }}, fundne.{{ key }}){{ " || ' ' || " if not loop.last }}
    {%- endfor %} as raekke,
    '{{ column }}' as kolonne,
    coalesce(fundne.{{ column }}, '(mangler)') as beregnet,
    coalesce(ventede.{{ column }}, '(ingen række)') as forventet
from ventede
full outer join fundne
    on {% for key in columns[:keys] %}ventede.{{ key }} = fundne.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
where ventede.{{ column }} is distinct from fundne.{{ column }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
