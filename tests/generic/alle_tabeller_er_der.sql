{# Every document has rows in each of its tables, and every row belongs to a document on the list: documents,
   a seed. #}
{% test alle_tabeller_er_der(model, documents, tables) %}
with til_stede as (
    select distinct
        dokument,
        tabel
    from {{ model }}
),

ventede as (
    {%- for table in tables %}
    select
        dokument,
        '{{ table }}' as tabel
    from {{ ref(documents) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    coalesce(ventede.dokument, til_stede.dokument) as dokument,
    coalesce(ventede.tabel, til_stede.tabel) as tabel,
    cast(null as integer) as raekke,
    case when til_stede.dokument is null then 'ingen rækker' else 'rækker' end as trykt,
    case
        when til_stede.dokument is null then 'dokumentets rækker i tabellen'
        else 'at dokumentet står i {{ documents }}'
    end as forventet
from ventede
full outer join til_stede
    on ventede.dokument = til_stede.dokument and ventede.tabel = til_stede.tabel
where ventede.dokument is null or til_stede.dokument is null
{% endtest %}
