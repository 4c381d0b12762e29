-- The region that raw.kommuner gives is that of the oldest division.
with inddelinger as (
    select distinct
        inddeling,
        min(inddeling) over () as aeldste
    from {{ ref('stg_kvoter__regionsinddelinger') }}
)

select
    'regionsinddelinger' as tabel,
    inddelinger.inddeling || ', ' || kommuner.kommunekode || ' ' || kommuner.kommunenavn as raekke,
    'regionskode' as kolonne,
    coalesce(placerede.regionskode, '(mangler)') as trykt,
    case
        when placerede.regionskode is null then 'en række for hver kommune i hver inddeling'
        else 'regionen i opslagstabellen kommuner, ' || kommuner.regionskode
    end as forventet
from inddelinger
cross join {{ ref('stg_kvoter__kommuner') }} as kommuner
left join {{ ref('stg_kvoter__regionsinddelinger') }} as placerede
    on inddelinger.inddeling = placerede.inddeling and kommuner.kommunekode = placerede.kommunekode
where
    placerede.regionskode is null
    or (inddelinger.inddeling = inddelinger.aeldste and placerede.regionskode != kommuner.regionskode)
