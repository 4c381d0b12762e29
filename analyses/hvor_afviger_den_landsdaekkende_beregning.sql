select
    kommunekvoter.kommunenavn,
    round(kommunekvoter.fordelingstal, 2) as fordelingstal,
    kommunekvoter.fordelingstal_afrundet as afrundet,
    kommunekvoter.kommunekvote_beregnet as af_regionskvoten,
    kommunekvoter.kommunekvote_offentliggjort as offentliggjort,
    regionskvoter.uforklaret_tillaeg as regionens_tillaeg
from {{ ref('kommunekvoter') }} as kommunekvoter
inner join {{ ref('regionskvoter') }} as regionskvoter
    on
        kommunekvoter.dokument = regionskvoter.dokument
        and kommunekvoter.regionskode = regionskvoter.regionskode
where
    kommunekvoter.er_seneste
    and (
        kommunekvoter.fordelingstal_afrundet != kommunekvoter.kommunekvote_offentliggjort
        or kommunekvoter.afvigelse != 0
    )
order by kommunekvoter.kommunekode nulls last
