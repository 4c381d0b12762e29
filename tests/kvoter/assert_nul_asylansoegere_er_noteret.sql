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
left join {{ ref('stg_kontrol__noterede_kildeanmaerkninger') }} as noterede
    on
        kvotetal.dokument = noterede.dokument
        and kvotetal.tabel = noterede.tabel
        and kvotetal.raekke = noterede.raekke
        and kvotetal.felt = noterede.felt
        and kvotetal.trykt = noterede.trykt_vaerdi
where
    kvotetal.maal = 'asylansoegere'
    and kvotetal.niveau = 'kommune'
    and kvotetal.antal = 0
    and noterede.dokument is null
