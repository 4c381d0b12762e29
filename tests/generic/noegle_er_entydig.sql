{# The columns together name a row: no two rows are alike in all of them. after: as in findes_i. #}
{% test noegle_er_entydig(model, columns, after=none) %}
select
    '{{ model.identifier }}' as tabel,
    {{ columns | join(" || ', ' || ") }} as raekke,
    cast(count(*) as {{ dbt.type_string() }}) || ' gange' as trykt,
    'én gang' as forventet
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
