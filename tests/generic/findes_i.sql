{# Every value of the column stands in a column of another table: a model, or the name of a table of raw.
   A row is named by noegle. #}
{% test findes_i(model, noegle, kolonne, tabel, felt) %}
{%- set tabel = raa(tabel) if tabel is string else tabel -%}
select
    '{{ model.identifier }}' as tabel,
    kilde.{{ noegle }} as raekke,
    '{{ kolonne }}' as kolonne,
    kilde.{{ kolonne }} as trykt,
    'en værdi, som står i {{ tabel.identifier }}, kolonnen {{ felt }}' as forventet
from {{ model }} as kilde
left join {{ tabel }} as opslag on kilde.{{ kolonne }} = opslag.{{ felt }}
where opslag.{{ felt }} is null
{% endtest %}
