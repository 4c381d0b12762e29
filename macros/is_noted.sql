{# Whether a note quotes the cell as it is printed, and so gives its reason.
   cell: a relation with dokument, tabel, raekke and trykt. field: the cell's column in the seed, as SQL. #}
{% macro is_noted(cell, field) %}
exists (
    select 1
    from {{ ref('stg_kontrol__noterede_kildeanmaerkninger') }} as noterede
    where
        noterede.dokument = {{ cell }}.dokument
        and noterede.tabel = {{ cell }}.tabel
        and noterede.raekke = {{ cell }}.raekke
        and noterede.felt = {{ field }}
        and noterede.trykt_vaerdi = {{ cell }}.trykt
)
{% endmacro %}
