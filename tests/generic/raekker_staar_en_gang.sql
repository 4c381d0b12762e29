{# Every row that a printed list must have stands in it once, under its own name, and no other.
   list      columns of the model that name one list
   table     the list's table, as SQL
   row       what a row is called in the answer, as SQL
   key       the row's key, as SQL; NULL where the label is not known
   once_by   further columns of the model of which a row has a value each, once
   known     what a label can be, in words
   required  the rows that a list must have: key and label as SQL on the relation `required_row`, if there is one, and
             the lists (`list_row`) that must have them
   kommuner  a relation with kommunekode and kommunenavn: a label with the name of another code is wrong.
   A list of which no row is there is not seen here but by alle_tabeller_er_der. #}
{% test raekker_staar_en_gang(model, list, key, known, required, table='tabel', row='raekke', once_by=[], kommuner=none) %}
{{ config(tags=['dernaest']) }}
with printed_rows as (
    select
        printed_row.*,
        {{ table }} as list_table,
        {{ row }} as row_name,
        {{ key }} as row_key,
        {{ 'namesake.kommunekode' if kommuner else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as code_of_name,
        count(*) over (
            partition by printed_row.{{ (list + once_by) | join(', printed_row.') }}
        ) as times
    from {{ model }} as printed_row
    {%- if kommuner %}
    left join {{ kommuner }} as namesake
        on
            substring(printed_row.etiket, 5) = namesake.kommunenavn
            and printed_row.kommunekode != namesake.kommunekode
    {%- endif %}
),

lists_of_model as (
    select distinct
        {{ list | join(', ') }},
        list_table
    from printed_rows
),

required_rows as (
    {%- for entry in required %}
    select distinct
        list_row.*,
        {{ entry.key }} as noegle,
        {{ entry.label }} as navn
    from lists_of_model as list_row
    {{ 'cross join ' ~ entry.relation ~ ' as required_row' if entry.relation }}
    {{ 'where ' ~ entry.lists if entry.lists }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select distinct
    dokument,
    list_table as tabel,
    row_name as raekke,
    etiket as trykt,
    case
        when row_key is null then '{{ known }}'
        when times > 1 then 'at rækken står én gang'
        else 'navnet, som hører til koden, eller koden ' || code_of_name
    end as forventet
from printed_rows
where row_key is null or times > 1 or code_of_name is not null
union all
select
    required_rows.dokument,
    required_rows.list_table as tabel,
    null as raekke,
    '(mangler)' as trykt,
    required_rows.navn as forventet
from required_rows
left join printed_rows
    on
        {%- for column in list %}
        required_rows.{{ column }} = printed_rows.{{ column }} and
        {%- endfor %}
        required_rows.noegle = printed_rows.row_key
where printed_rows.row_key is null
{% endtest %}
