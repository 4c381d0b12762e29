{# Every document has rows in each of its tables, and every row belongs to a document on the list: documents,
   a seed. Tables that stand together may all be missing where together_unless, SQL on the seed, holds. #}
{% test alle_tabeller_er_der(model, documents, tables, together=[], together_unless='false') %}
{{ config(tags=['dernaest']) }}
with til_stede as (
    select distinct
        dokument,
        tabel
    from {{ model }}
),

ventede as (
    {%- for table in tables + together %}
    select
        dokument,
        '{{ table }}' as tabel
    from {{ ref(documents) }}
    {%- if table in together %}
    where
        not ({{ together_unless }})
        or dokument in (select til_stede.dokument from til_stede where tabel in ('{{ together | join("', '") }}'))
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

kendte as (
    select dokument from {{ ref(documents) }}
)

select
    dokument,
    tabel,
    cast(null as integer) as raekke,
    'ingen rækker' as trykt,
    'dokumentets rækker i tabellen' as forventet
from ventede
where not exists (
    select 1 from til_stede where til_stede.dokument = ventede.dokument and til_stede.tabel = ventede.tabel
)
union all
select
    dokument,
    tabel,
    cast(null as integer) as raekke,
    'rækker' as trykt,
    'at dokumentet står i {{ documents }}' as forventet
from til_stede
where not exists (select 1 from kendte where kendte.dokument = til_stede.dokument)
{% endtest %}
