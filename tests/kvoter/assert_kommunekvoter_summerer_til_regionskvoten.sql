with regioner as (
    select
        kvoter.beregning,
        kvoter.beregning || ' ' || kvoter.variant as hvilken,
        kvoter.dokument,
        kvoter.landstal,
        regioner.regionsnavn,
        kvoter.regionskvote,
        sum(kvoter.kommunekvote_beregnet) as kommunekvoter
    from {{ ref('int_kommunekvoter_fordelt') }} as kvoter
    left join {{ ref('stg_kvoter__regioner') }} as regioner on kvoter.regionskode = regioner.regionskode
    group by
        kvoter.beregning, kvoter.variant, kvoter.dokument, kvoter.landstal, regioner.regionsnavn,
        kvoter.regionskvote
)

select
    dokument,
    'kommunekvoter' as tabel,
    case when beregning = 'brev' then regionsnavn else hvilken || ', ' || regionsnavn end as raekke,
    'kommunekvote_beregnet' as kolonne,
    kommunekvoter as beregnet,
    regionskvote as forventet
from regioner
where kommunekvoter is distinct from regionskvote
union all
-- A letter's own regional quotas are printed: their sum is held against its landstal with the other totals.
select
    dokument,
    'kommunekvoter' as tabel,
    hvilken as raekke,
    'regionskvote' as kolonne,
    sum(regionskvote) as beregnet,
    landstal as forventet
from regioner
where beregning != 'brev'
group by dokument, hvilken, landstal
having sum(regionskvote) is distinct from landstal
