{# Whether a note quotes the cell as it is printed, and so gives its reason.
   celle: a relation with dokument, tabel, raekke and trykt. felt: the cell's column in the seed, as SQL. #}
{% macro is_noted(celle, felt) %}
exists (
    select 1
    from {{ ref('stg_kontrol__noterede_kildeanmaerkninger') }} as noterede
    where
        noterede.dokument = {{ celle }}.dokument
        and noterede.tabel = {{ celle }}.tabel
        and noterede.raekke = {{ celle }}.raekke
        and noterede.felt = {{ felt }}
        and noterede.trykt_vaerdi = {{ celle }}.trykt
)
{% endmacro %}
