{# Every field can be read: numbers, ISO dates and texts, and none is missing but those of optional_integers. A
   row is named by key. after: as in findes_i. #}
{% test felter_kan_laeses(
    model, key='dokument', integers=[], positive_integers=[], optional_integers=[], dates=[], texts=[], after=none
) %}
{%- set rules = [] -%}
{%- for field in integers %}
    {%- do rules.append((field, plain_integer(field), 'helt tal uden punktum, fx 550')) %}
{%- endfor %}
{%- for field in positive_integers %}
    {%- do rules.append((field, 'nullif(' ~ plain_integer(field) ~ ', 0)', 'helt tal over 0 uden punktum, fx 2024')) %}
{%- endfor %}
{%- for field in optional_integers %}
    {%- do rules.append((field, 'case when ' ~ field ~ ' is null then 0 else ' ~ plain_integer(field) ~ ' end', 'helt tal uden punktum, fx 550, eller tom celle')) %}
{%- endfor %}
{%- for field in dates %}
    {%- do rules.append((field, iso_date(field), 'dato som 2024-04-30')) %}
{%- endfor %}
{%- for field in texts %}
    {%- do rules.append((field, 'nullif(trim(' ~ field ~ "), '')", 'en tekst')) %}
{%- endfor %}

{%- for field, parsed, expected in rules %}
select
    '{{ model.identifier }}' as tabel,
    {{ key }} as raekke,
    '{{ field }}' as kolonne,
    coalesce({{ field }}, '(tom)') as trykt,
    '{{ expected }}' as forventet
from {{ model }}
where ({{ parsed }}) is null
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
