-- A 0 or a stroke among empty cells may be an empty cell that somebody filled in.
with kommuner as (
    select
        *,
        max(case when trykt is null then 1 else 0 end) over (partition by dokument) as nogen_er_tomme
    from {{ ref('int_kvotetal_samlet') }}
    where maal = 'asylansoegere' and niveau = 'kommune'
)

select
    dokument,
    tabel,
    raekke,
    etiket,
    felt as kolonne,
    trykt,
    'tom celle som i de andre kommuner uden center, eller en note' as forventet
from kommuner
where
    antal = 0
    and nogen_er_tomme = 1
    and not {{ is_noted('kommuner', 'kommuner.felt') }}
