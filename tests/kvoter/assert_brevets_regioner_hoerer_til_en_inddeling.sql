{%- set tabeller = [
    'landstal_regionskvoter', 'bilag_a_befolkning', 'bilag_a_familiesammenfoeringer', 'bilag_b_kommunekvoter'
] -%}

with trykte as (
    {% for tabel in tabeller %}
        select
            dokument,
            '{{ tabel }}' as tabel,
            regionsnavn
        from {{ ref('stg_kvoter__' ~ tabel) }}
        {{ 'union' if not loop.last }}
    {% endfor %}
),

-- At most two regions are not in the division that has most of those printed.
fremmede as (
    select
        trykte.dokument,
        min(trykte.tabel) as tabel,
        min(trykte.regionsnavn) as regionsnavn,
        max(trykte.regionsnavn) as anden_regionsnavn
    from trykte
    inner join {{ ref('stg_kvoter__regioner') }} as kendte on trykte.regionsnavn = kendte.regionsnavn
    left join {{ ref('int_kommuner_inddelt') }} as kommuner
        on trykte.dokument = kommuner.dokument and trykte.regionsnavn = kommuner.regionsnavn
    where kommuner.dokument is null
    group by trykte.dokument
)

select
    fremmede.dokument,
    fremmede.tabel,
    cast(null as integer) as raekke,
    'region' as kolonne,
    fremmede.regionsnavn || case
        when fremmede.anden_regionsnavn != fremmede.regionsnavn then ' og ' || fremmede.anden_regionsnavn
        else ''
    end as trykt,
    'kun regioner i inddelingen fra ' || breve.regionsinddeling || ' som brevets andre' as forventet
from fremmede
inner join {{ ref('int_landstalsbreve_ordnet') }} as breve on fremmede.dokument = breve.dokument
