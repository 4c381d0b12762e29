select
    'kommuner' as tabel,
    kommuner.kommunekode || ' ' || kommuner.kommunenavn as raekke,
    kommuner.regionskode as trykt,
    'en regionskode, som står i regioner' as forventet
from {{ ref('stg_kvoter__kommuner') }} as kommuner
left join {{ ref('stg_kvoter__regioner') }} as regioner on kommuner.regionskode = regioner.regionskode
where regioner.regionskode is null
