-- The region's number to its municipalities, and the landstal to the regions.
with regioner as (
    select
        variantslags || ' ' || variant as variant,
        dokument,
        regionskode,
        landstal,
        regionskvote_beregnet,
        sum(kommunekvote_beregnet) as kommunekvoter
    from {{ ref('int_varianter_fordelt') }}
    group by variantslags, variant, dokument, regionskode, landstal, regionskvote_beregnet
)

select
    dokument,
    'int_varianter_fordelt' as tabel,
    variant || ', ' || regionskode as raekke,
    'kommunekvote_beregnet' as kolonne,
    kommunekvoter as beregnet,
    regionskvote_beregnet as forventet
from regioner
where kommunekvoter is distinct from regionskvote_beregnet
union all
select
    dokument,
    'int_varianter_fordelt' as tabel,
    variant as raekke,
    'regionskvote_beregnet' as kolonne,
    sum(regionskvote_beregnet) as beregnet,
    landstal as forventet
from regioner
group by dokument, variant, landstal
having sum(regionskvote_beregnet) is distinct from landstal
