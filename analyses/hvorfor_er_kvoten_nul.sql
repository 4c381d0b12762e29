select
    kommunekvoter.kommunenavn,
    round(kommunekvoter.beregnet_fordelingstal, 2) as beregnet_tal,
    kommuneandele.familiesammenfoerte,
    round(kommunekvoter.foreloebigt_fordelingstal, 2) as foreloebigt_tal,
    round(kommunekvoter.kommunekvote_eksakt, 2) as eksakt_kvote,
    case kommunekvoter.nulkvote_aarsag
        when 'negativt_fordelingstal' then 'negativt tal'
        when 'nulkvote_foer' then 'nul før ændringen'
        when 'afrunding' then 'afrunding'
        else 'ikke som beregnet'
    end as aarsag
from {{ ref('kommunekvoter') }} as kommunekvoter
inner join {{ ref('kommuneandele') }} as kommuneandele
    on
        kommunekvoter.dokument = kommuneandele.dokument
        and kommunekvoter.kommunekode = kommuneandele.kommunekode
where kommunekvoter.er_seneste and kommunekvoter.kommunekvote_offentliggjort = 0
order by kommunekvoter.foreloebigt_fordelingstal nulls last, kommunekvoter.kommunekode nulls last
