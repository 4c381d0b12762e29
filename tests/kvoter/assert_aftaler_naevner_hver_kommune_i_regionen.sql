with kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

aftalte as (
    select
        aftalte.dokument,
        aftalte.etiket,
        aftalte.kommunekvote_trykt,
        aftalte.kommunekvote,
        kommuner.kommunekode,
        kommuner.regionskode,
        navnefaeller.kommunekode as navnets_kommunekode,
        count(*) over (partition by aftalte.dokument, kommuner.kommunekode) as gange
    from {{ ref('stg_kvoter__aftalte_kommunekvoter') }} as aftalte
    inner join kommuner on aftalte.kommunekode = kommuner.kommunekode
    left join kommuner as navnefaeller
        on
            substring(aftalte.etiket, 5) = navnefaeller.kommunenavn
            and kommuner.kommunekode != navnefaeller.kommunekode
),

aftaler as (
    select distinct
        dokument,
        regionskode
    from aftalte
)

select
    dokument,
    'aftalte_kommunekvoter' as tabel,
    etiket as raekke,
    'kommunekvote' as kolonne,
    coalesce(kommunekvote_trykt, '(tom)') as trykt,
    case
        when kommunekvote is null then 'helt tal som 1.234, eller - for nul'
        when gange > 1 then 'at kommunen står én gang i aftalen'
        else 'navnet, som hører til koden, eller koden ' || navnets_kommunekode
    end as forventet
from aftalte
where kommunekvote is null or gange > 1 or navnets_kommunekode is not null
union all
select
    aftaler.dokument,
    'aftalte_kommunekvoter' as tabel,
    kommuner.kommunekode || ' ' || kommuner.kommunenavn as raekke,
    'kommunekvote' as kolonne,
    '(mangler)' as trykt,
    'en kvote for hver kommune i ' || regioner.regionsnavn as forventet
from aftaler
inner join kommuner on aftaler.regionskode = kommuner.regionskode
inner join {{ ref('stg_kvoter__regioner') }} as regioner on aftaler.regionskode = regioner.regionskode
left join aftalte
    on
        aftaler.dokument = aftalte.dokument
        and kommuner.kommunekode = aftalte.kommunekode
where aftalte.kommunekode is null
