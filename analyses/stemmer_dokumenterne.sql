select
    dokument,
    tabel,
    niveau,
    count(*) as trykte_summer,
    sum(case when stemmer then 1 else 0 end) as heraf_stemmer
from {{ ref('afstemning') }}
group by dokument, tabel, niveau
order by dokument nulls last, tabel nulls last, niveau nulls last
