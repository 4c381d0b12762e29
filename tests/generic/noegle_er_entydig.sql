{# The columns together name a row: no two rows are alike in all of them. #}
{% test noegle_er_entydig(model, kolonner) %}
select
    '{{ model.identifier }}' as tabel,
    {{ kolonner | join(" || ', ' || ") }} as raekke,
    cast(count(*) as {{ dbt.type_string() }}) || ' gange' as trykt,
    'én gang' as forventet
from {{ model }}
group by {{ kolonner | join(', ') }}
having count(*) > 1
{% endtest %}
