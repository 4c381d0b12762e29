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

navngivne as (
    select
        dokument,
        regionsnavn,
        min(tabel) as tabel
    from trykte
    group by dokument, regionsnavn
),

inddelinger as (
    select distinct
        kommuner.dokument,
        kommuner.regionsnavn
    from {{ ref('int_kommuner_inddelt') }} as kommuner
),

fremmede as (
    select
        navngivne.dokument,
        min(navngivne.tabel) as tabel,
        {{ dbt.listagg('navngivne.regionsnavn', "' og '", 'order by navngivne.regionsnavn') }} as regioner
    from navngivne
    inner join {{ ref('stg_kvoter__regioner') }} as kendte on navngivne.regionsnavn = kendte.regionsnavn
    where
        not exists (
            select 1
            from inddelinger
            where
                inddelinger.dokument = navngivne.dokument
                and inddelinger.regionsnavn = navngivne.regionsnavn
        )
    group by navngivne.dokument
)

select
    fremmede.dokument,
    fremmede.tabel,
    cast(null as integer) as raekke,
    'region' as kolonne,
    fremmede.regioner as trykt,
    'kun '
    || {{ dbt.listagg('inddelinger.regionsnavn', "', '", 'order by inddelinger.regionsnavn') }} as forventet
from fremmede
inner join inddelinger on fremmede.dokument = inddelinger.dokument
group by fremmede.dokument, fremmede.tabel, fremmede.regioner
