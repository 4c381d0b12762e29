-- BEK 550 § 6, stk. 2
with aftaler as (
    select
        aftalte.dokument,
        kommuner.regionskode,
        sum(aftalte.kommunekvote) as kommunekvoter
    from {{ ref('stg_kvoter__aftalte_kommunekvoter') }} as aftalte
    inner join {{ ref('int_kommuner_inddelt') }} as kommuner
        on aftalte.dokument = kommuner.dokument and aftalte.kommunekode = kommuner.kommunekode
    group by aftalte.dokument, kommuner.regionskode
)

select
    aftaler.dokument,
    'aftalte_kommunekvoter' as tabel,
    regionskvoter.etiket as raekke,
    'kommunekvote' as kolonne,
    aftaler.kommunekvoter as beregnet,
    'regionskvoten ' || cast(regionskvoter.antal as {{ dbt.type_string() }}) as forventet
from aftaler
inner join {{ ref('int_kvotetal_samlet') }} as regionskvoter
    on
        aftaler.dokument = regionskvoter.dokument
        and aftaler.regionskode = regionskvoter.regionskode
        and regionskvoter.maal = 'regionskvote'
        and regionskvoter.niveau = 'region'
where aftaler.kommunekvoter is distinct from regionskvoter.antal
