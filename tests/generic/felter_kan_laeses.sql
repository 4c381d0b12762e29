{# Every field can be read: numbers, ISO dates and texts. None is missing but those that are optional, in the rows
   where optional, SQL on the model, holds. A row is named by key. after: as in findes_i. #}
{% test felter_kan_laeses(
    model, key='dokument', integers=[], positive_integers=[], dates=[], texts=[],
    optional='true', optional_integers=[], optional_dates=[], optional_texts=[], after=none
) %}
{{ config(tags=['dernaest']) }}
{%- set rules = [] -%}
{%- for field in integers + optional_integers %}
    {%- do rules.append((field, plain_integer(field), 'helt tal uden punktum, fx 550')) %}
{%- endfor %}
{%- for field in positive_integers %}
    {%- do rules.append((field, 'nullif(' ~ plain_integer(field) ~ ', 0)', 'helt tal over 0 uden punktum, fx 2024')) %}
{%- endfor %}
{%- for field in dates + optional_dates %}
    {%- do rules.append((field, iso_date(field), 'dato som 2024-04-30')) %}
{%- endfor %}
{%- for field in texts + optional_texts %}
    {%- do rules.append((field, 'nullif(trim(' ~ field ~ "), '')", 'en tekst')) %}
{%- endfor %}

{%- for field, parsed, expected in rules %}
{%- set is_optional = field in optional_integers + optional_dates + optional_texts %}
select
    '{{ model.identifier }}' as tabel,
    {{ key }} as raekke,
    '{{ field }}' as kolonne,
    coalesce({{ field }}, '(tom)') as trykt,
    '{{ expected }}{{ ', eller tom celle' if is_optional and optional == 'true' }}' as forventet
from {{ model }}
where
    ({{ parsed }}) is null
    {{ 'and not (' ~ field ~ ' is null and (' ~ optional ~ '))' if is_optional }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
