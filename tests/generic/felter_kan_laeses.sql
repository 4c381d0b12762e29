{# Every field can be read: numbers, ISO dates and texts, and none is missing but those of valgfrie_tal. A row
   is named by noegle. #}
{% test felter_kan_laeses(
    model, noegle='dokument', hele_tal=[], positive_tal=[], valgfrie_tal=[], datoer=[], tekster=[]
) %}
{%- set regler = [] -%}
{%- for felt in hele_tal %}
    {%- do regler.append((felt, heltal(felt), 'helt tal uden punktum, fx 550')) %}
{%- endfor %}
{%- for felt in positive_tal %}
    {%- do regler.append((felt, 'nullif(' ~ heltal(felt) ~ ', 0)', 'helt tal over 0 uden punktum, fx 2024')) %}
{%- endfor %}
{%- for felt in valgfrie_tal %}
    {%- do regler.append((felt, 'case when ' ~ felt ~ ' is null then 0 else ' ~ heltal(felt) ~ ' end', 'helt tal uden punktum, fx 550, eller tom celle')) %}
{%- endfor %}
{%- for felt in datoer %}
    {%- do regler.append((felt, iso_dato(felt), 'dato som 2024-04-30')) %}
{%- endfor %}
{%- for felt in tekster %}
    {%- do regler.append((felt, 'nullif(trim(' ~ felt ~ "), '')", 'en tekst')) %}
{%- endfor %}

{%- for felt, laest, forventet in regler %}
select
    '{{ model.identifier }}' as tabel,
    {{ noegle }} as raekke,
    '{{ felt }}' as kolonne,
    coalesce({{ felt }}, '(tom)') as trykt,
    '{{ forventet }}' as forventet
from {{ model }}
where ({{ laest }}) is null
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
