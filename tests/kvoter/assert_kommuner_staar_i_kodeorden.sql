-- Two municipalities that have exchanged names keep every sum.
with kommuner as (
    select distinct
        dokument,
        tabel,
        raekke,
        etiket,
        kommunekode,
        regionskode
    from {{ ref('int_kvotetal_samlet') }}
    where niveau = 'kommune'
),

naboer as (
    select
        *,
        lag(etiket) over (
            partition by dokument, tabel, regionskode order by raekke nulls last, etiket nulls last
        ) as etiket_foer,
        lag(kommunekode) over (
            partition by dokument, tabel, regionskode order by raekke nulls last, etiket nulls last
        ) as kommunekode_foer
    from kommuner
)

select
    dokument,
    tabel,
    raekke,
    etiket as trykt,
    'en højere kommunekode end rækken før, ' || etiket_foer as forventet
from naboer
where kommunekode_foer >= kommunekode
