with raekkefoelge as (
    select
        row_number() over (
            order by kommuneandele.kvote_pr_10000 desc nulls last, kommuneandele.kommunekode asc nulls last
        ) as plads,
        count(*) over () as antal,
        kommuneandele.kommunekode,
        kommuneandele.kommunenavn,
        kommuneandele.indbyggertal,
        kommuneandele.kommunekvote,
        kommuneandele.kvote_pr_10000
    from {{ ref('kommuneandele') }} as kommuneandele
    where kommuneandele.er_seneste and kommuneandele.kommunekvote > 0
)

select
    plads,
    kommunekode,
    kommunenavn,
    indbyggertal,
    kommunekvote,
    round(kvote_pr_10000, 2) as kvote_pr_10000
from raekkefoelge
where plads <= 5 or plads > antal - 5
order by plads nulls last
