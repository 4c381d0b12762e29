-- Two municipalities that have exchanged names keep every sum.
with kommuner as (
    select distinct
        dokument,
        tabel,
        raekke,
        etiket as trykt,
        kommunekode,
        regionskode
    from {{ ref('int_kvotetal_samlet') }}
    where niveau = 'kommune'
),

naboer as (
    select
        *,
        lag(trykt) over (
            partition by dokument, tabel, regionskode order by raekke nulls last, trykt nulls last
        ) as trykt_foer,
        lag(kommunekode) over (
            partition by dokument, tabel, regionskode order by raekke nulls last, trykt nulls last
        ) as kommunekode_foer
    from kommuner
)

select
    dokument,
    tabel,
    raekke,
    trykt,
    'en højere kommunekode end rækken før, ' || trykt_foer || ', eller en note' as forventet
from naboer
where
    kommunekode_foer >= kommunekode
    and not {{ is_noted('naboer', "'kommune'") }}
