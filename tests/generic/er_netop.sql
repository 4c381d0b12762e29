{# The rows of the model where the condition holds are exactly those given, compared as text. The first column
   names the row. #}
{% test er_netop(model, condition, columns, rows) %}
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

{%- set key = columns[0] %}
{%- for column in columns %}
select
    '{{ model.identifier }}' as tabel,
    coalesce(ventede.{{ key }}, fundne.{{ key }}) as raekke,
    '{{ column }}' as kolonne,
    coalesce(fundne.{{ column }}, '(mangler)') as beregnet,
    coalesce(ventede.{{ column }}, '(ingen række)') as forventet
from ventede
full outer join fundne on ventede.{{ key }} = fundne.{{ key }}
where ventede.{{ column }} is distinct from fundne.{{ column }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
