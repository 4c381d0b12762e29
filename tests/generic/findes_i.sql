{# Every value of the column stands in a column of another table: a model, or the name of a seed. A row is named
   by key. after: a model that the test also waits for, so that it stops only what comes of both. #}
{% test findes_i(model, key, column, table, field, after=none) %}
{%- set table = ref(table) if table is string else table -%}
select
    '{{ model.identifier }}' as tabel,
    kilde.{{ key }} as raekke,
    '{{ column }}' as kolonne,
    kilde.{{ column }} as trykt,
    'en værdi, som står i {{ table.identifier }}, kolonnen {{ field }}' as forventet
from {{ model }} as kilde
left join {{ table }} as opslag on kilde.{{ column }} = opslag.{{ field }}
where opslag.{{ field }} is null
{% endtest %}
