{# Row numbers run 1, 2, 3 … in every table of every document: no row is lost or doubled. #}
{% test raekker_er_fortloebende(model) %}
with raekker as (
    select
        dokument,
        tabel,
        raekke,
        etiket,
        lag(raekke, 1, 0) over (
            partition by dokument, tabel, felt order by raekke nulls last, etiket nulls last
        ) as forrige_raekke
    from {{ model }}
)

select distinct
    dokument,
    tabel,
    raekke,
    etiket as trykt,
    case
        when raekke is null then 'et rækkenummer'
        else 'rækkenummer ' || cast(forrige_raekke + 1 as {{ dbt.type_string() }})
    end as forventet
from raekker
where raekke is distinct from forrige_raekke + 1
{% endtest %}
