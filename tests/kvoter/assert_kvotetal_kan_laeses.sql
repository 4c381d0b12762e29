select
    dokument,
    tabel,
    raekke,
    etiket,
    felt as kolonne,
    coalesce(trykt, '(tom)') as trykt,
    case
        when niveau = 'overskrift' then 'tom celle: rækken er en overskrift'
        when maal = 'indbyggertal' then 'helt tal over 0 som 1.234'
        when maal = 'asylansoegere' and niveau = 'kommune'
            then 'helt tal som 1.234, - for nul, eller tom celle'
        else 'helt tal som 1.234, eller - for nul'
    end as forventet
from {{ ref('int_kvotetal_samlet') }}
where
    (niveau = 'overskrift' and trykt is not null)
    or (maal = 'indbyggertal' and antal = 0)
    or (
        coalesce(niveau, '') != 'overskrift'
        and antal is null
        and not (maal = 'asylansoegere' and niveau = 'kommune' and trykt is null)
    )
union all
select
    dokument,
    'aftalte_kommunekvoter' as tabel,
    null as raekke,
    etiket,
    'kommunekvote' as kolonne,
    coalesce(kommunekvote_trykt, '(tom)') as trykt,
    'helt tal som 1.234, eller - for nul' as forventet
from {{ ref('stg_kvoter__aftalte_kommunekvoter') }}
where kommunekvote is null
