with kvotetal as (
    select
        kvotetal.*,
        navnefaeller.kommunekode as navnets_kommunekode,
        count(*) over (
            partition by kvotetal.dokument, kvotetal.tabel, kvotetal.maal, kvotetal.niveau, kvotetal.noegle
        ) as gange
    from {{ ref('int_kvotetal_samlet') }} as kvotetal
    left join {{ ref('stg_kvoter__kommuner') }} as navnefaeller
        on
            kvotetal.niveau = 'kommune'
            and substring(kvotetal.etiket, 5) = navnefaeller.kommunenavn
            and kvotetal.kommunekode != navnefaeller.kommunekode
),

enheder as (
    select
        'kommune' as niveau,
        kommunekode as noegle,
        kommunekode || ' ' || kommunenavn as navn
    from {{ ref('stg_kvoter__kommuner') }}
    union all
    select
        'region' as niveau,
        regionskode as noegle,
        regionsnavn as navn
    from {{ ref('stg_kvoter__regioner') }}
    union all
    select
        'land' as niveau,
        'DK' as noegle,
        'hele landet' as navn
),

tabeller as (
    select distinct
        dokument,
        tabel
    from kvotetal
)

select distinct
    dokument,
    tabel,
    raekke,
    etiket as trykt,
    case
        when noegle is null then 'en kommune eller region i opslagstabellerne, eller landets sum'
        when gange > 1 then 'at rækken står én gang'
        else 'navnet, som hører til koden, eller koden ' || navnets_kommunekode
    end as forventet
from kvotetal
where noegle is null or gange > 1 or navnets_kommunekode is not null
union all
select
    tabeller.dokument,
    tabeller.tabel,
    cast(null as integer) as raekke,
    '(mangler)' as trykt,
    case when enheder.niveau = 'kommune' then enheder.navn else 'summen for ' || enheder.navn end as forventet
from tabeller
cross join enheder
left join kvotetal
    on
        tabeller.dokument = kvotetal.dokument
        and tabeller.tabel = kvotetal.tabel
        and enheder.niveau = kvotetal.niveau
        and enheder.noegle = kvotetal.noegle
where
    kvotetal.noegle is null
    and not (enheder.niveau = 'kommune' and tabeller.tabel = 'landstal_regionskvoter')
