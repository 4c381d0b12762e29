{%- set tabeller = [
    'landstal_regionskvoter', 'bilag_a_befolkning', 'bilag_a_familiesammenfoeringer', 'bilag_b_kommunekvoter'
] -%}

with trykte as (
    {% for tabel in tabeller %}
        select
            dokument,
            regionsnavn
        from {{ ref('stg_kvoter__' ~ tabel) }}
        {{ 'union' if not loop.last }}
    {% endfor %}
),

inddelinger as (
    select distinct
        kommuner.dokument,
        kommuner.regionsnavn
    from {{ ref('int_kommuner_inddelt') }} as kommuner
),

fremmede as (
    select
        trykte.dokument,
        {{ dbt.listagg('trykte.regionsnavn', "' og '", 'order by trykte.regionsnavn') }} as regioner
    from trykte
    inner join {{ ref('stg_kvoter__regioner') }} as kendte on trykte.regionsnavn = kendte.regionsnavn
    where
        not exists (
            select 1
            from inddelinger
            where inddelinger.dokument = trykte.dokument and inddelinger.regionsnavn = trykte.regionsnavn
        )
    group by trykte.dokument
)

select
    fremmede.dokument,
    'landstal_regionskvoter' as tabel,
    cast(null as integer) as raekke,
    'region' as kolonne,
    fremmede.regioner as trykt,
    'kun '
    || {{ dbt.listagg('inddelinger.regionsnavn', "', '", 'order by inddelinger.regionsnavn') }} as forventet
from fremmede
inner join inddelinger on fremmede.dokument = inddelinger.dokument
group by fremmede.dokument, fremmede.regioner
