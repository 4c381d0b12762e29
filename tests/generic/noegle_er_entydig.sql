{# The columns together name a row: no two rows are alike in all of them. #}
{% test noegle_er_entydig(model, kolonner) %}
select
    '{{ model.identifier }}' as tabel,
    {{ kolonner | join(', ') }},
    count(*) as fundet,
    1 as forventet
from {{ model }}
group by {{ kolonner | join(', ') }}
having count(*) > 1
{% endtest %}
