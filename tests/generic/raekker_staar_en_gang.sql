{# Every row that a printed list must have stands in it once, under its own name, and no other.
   list      columns of the model that name one list
   table     the list's table, as SQL
   row       what a row is called in the answer, as SQL
   key       the row's key, as SQL; NULL where the label is not known
   once_by   further columns of the model of which a row has a value each, once
   known     what a label can be, in words
   required  the rows that a list must have: key and label as SQL on the relation `kraevet`, if there is one, and
             the lists (`liste`) that must have them
   kommuner  a relation with kommunekode and kommunenavn: a label with the name of another code is wrong. #}
{% test raekker_staar_en_gang(model, list, key, known, required, table='tabel', row='raekke', once_by=[], kommuner=none) %}
with raekker as (
    select
        trykte.*,
        {{ table }} as listens_tabel,
        {{ row }} as listens_raekke,
        {{ key }} as listens_noegle,
        {{ 'navnefaeller.kommunekode' if kommuner else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as navnets_kode,
        count(*) over (
            partition by trykte.{{ (list + once_by) | join(', trykte.') }}
        ) as gange
    from {{ model }} as trykte
    {%- if kommuner %}
    left join {{ kommuner }} as navnefaeller
        on
            substring(trykte.etiket, 5) = navnefaeller.kommunenavn
            and trykte.kommunekode != navnefaeller.kommunekode
    {%- endif %}
),

lister as (
    select distinct
        {{ list | join(', ') }},
        listens_tabel
    from raekker
),

kraevede as (
    {%- for entry in required %}
    select
        liste.*,
        {{ entry.key }} as noegle,
        {{ entry.label }} as navn
    from lister as liste
    {{ 'cross join ' ~ entry.relation ~ ' as kraevet' if entry.relation }}
    {{ 'where ' ~ entry.lists if entry.lists }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select distinct
    dokument,
    listens_tabel as tabel,
    listens_raekke as raekke,
    etiket as trykt,
    case
        when listens_noegle is null then '{{ known }}'
        when gange > 1 then 'at rækken står én gang'
        else 'navnet, som hører til koden, eller koden ' || navnets_kode
    end as forventet
from raekker
where listens_noegle is null or gange > 1 or navnets_kode is not null
union all
select
    kraevede.dokument,
    kraevede.listens_tabel as tabel,
    null as raekke,
    '(mangler)' as trykt,
    kraevede.navn as forventet
from kraevede
left join raekker
    on
        {%- for column in list %}
        kraevede.{{ column }} = raekker.{{ column }} and
        {%- endfor %}
        kraevede.noegle = raekker.listens_noegle
where raekker.listens_noegle is null
{% endtest %}
