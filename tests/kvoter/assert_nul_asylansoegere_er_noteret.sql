-- A municipality without a centre has an empty cell: a 0 may be an empty cell that somebody filled in.
select
    kvotetal.dokument,
    kvotetal.tabel,
    kvotetal.raekke,
    kvotetal.etiket,
    kvotetal.felt as kolonne,
    kvotetal.trykt,
    'tom celle, eller en note om, at 0 er trykt' as forventet
from {{ ref('int_kvotetal_samlet') }} as kvotetal
where
    kvotetal.maal = 'asylansoegere'
    and kvotetal.niveau = 'kommune'
    and kvotetal.trykt = '0'
    and not {{ er_noteret('kvotetal', 'kvotetal.felt') }}
