-- A region's heading or, in the table of the population, its total row stands above its municipalities.
with raekker as (
    select distinct
        dokument,
        tabel,
        raekke,
        etiket,
        niveau,
        regionskode
    from {{ ref('int_kvotetal_samlet') }}
),

overskrifter as (
    select *
    from raekker
    where niveau = 'overskrift' or (niveau = 'region' and tabel = 'bilag_a_befolkning')
),

placerede as (
    select
        kommuner.dokument,
        kommuner.tabel,
        kommuner.raekke,
        kommuner.etiket,
        kommuner.regionskode,
        max(overskrifter.raekke) as overskriftsraekke
    from raekker as kommuner
    inner join overskrifter
        on
            kommuner.dokument = overskrifter.dokument
            and kommuner.tabel = overskrifter.tabel
            and kommuner.raekke > overskrifter.raekke
    where kommuner.niveau = 'kommune'
    group by
        kommuner.dokument, kommuner.tabel, kommuner.raekke, kommuner.etiket, kommuner.regionskode
)

select
    placerede.dokument,
    placerede.tabel,
    placerede.raekke,
    placerede.etiket || ' under ' || overskrifter.etiket as trykt,
    regioner.regionsnavn as forventet
from placerede
inner join overskrifter
    on
        placerede.dokument = overskrifter.dokument
        and placerede.tabel = overskrifter.tabel
        and placerede.overskriftsraekke = overskrifter.raekke
left join {{ ref('stg_kvoter__regioner') }} as regioner on placerede.regionskode = regioner.regionskode
where placerede.regionskode is distinct from overskrifter.regionskode
