select
    dokument,
    case tabel
        when 'bilag_a_befolkning' then 'Bilag A, befolkning'
        when 'bilag_a_familiesammenfoeringer' then 'Bilag A, familier'
        when 'bilag_b_kommunekvoter' then 'Bilag B'
        when 'landstal_regionskvoter' then 'regionskvoter'
        else tabel
    end as trykt_tabel,
    niveau,
    count(*) as trykte_summer,
    sum(case when stemmer then 1 else 0 end) as heraf_stemmer
from {{ ref('afstemning') }}
group by dokument, tabel, niveau
order by dokument nulls last, tabel nulls last, niveau nulls last
