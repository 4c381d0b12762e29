with fordelingstal as (
    select
        *,
        landstal - sum(fordelingstal_afrundet) over (partition by dokument) as mangler,
        -- In units of 1 / vaegt_landet; below 0 where the number is rounded down.
        fordelingstal_afrundet * vaegt_landet - fordelingstal_taeller as rundet_op,
        {{ rounded_fraction(
            'vaegt * vaegt_landet', 'naevner * (2 * vaegt_landet - landstal * naevner)', 0, zero_by_zero=0
        ) }} as divideret
    from {{ ref('int_fordelingstal_beregnet') }}
    where beregning = 'brev'
),

-- R1. A person too many is taken from somebody who has one.
rettede as (
    select
        *,
        fordelingstal_afrundet + case
            when mangler > 0 and row_number() over (
                partition by dokument
                order by rundet_op desc nulls last, indbyggertal desc nulls last, kommunekode asc nulls last
            ) <= mangler then 1
            when mangler < 0 and row_number() over (
                partition by dokument
                order by
                    case when fordelingstal_afrundet > 0 then rundet_op end asc nulls last,
                    indbyggertal desc nulls last,
                    kommunekode asc nulls last
            ) <= -mangler then -1
            else 0
        end as rettet
    from fordelingstal
),

regionssummer as (
    select
        dokument,
        regionskode,
        landstal,
        sum(rettet) as rettet,
        sum(divideret) as divideret,
        sum(fordelingstal_afrundet) as afrundet
    from rettede
    group by dokument, regionskode, landstal
),

-- R2 and R3: the region printed last takes what is left over.
regler as (
    select
        regionssummer.dokument,
        regionssummer.regionskode,
        kvotetal.raekke,
        kvotetal.antal as offentliggjort,
        cast(regionssummer.rettet as integer) as r1,
        cast(regionssummer.divideret + case
            when kvotetal.raekke = max(kvotetal.raekke) over brevet
                then regionssummer.landstal - sum(regionssummer.divideret) over brevet
            else 0
        end as integer) as r2,
        cast(regionssummer.afrundet + case
            when kvotetal.raekke = max(kvotetal.raekke) over brevet
                then regionssummer.landstal - sum(regionssummer.afrundet) over brevet
            else 0
        end as integer) as r3
    from regionssummer
    inner join {{ ref('int_kvotetal_samlet') }} as kvotetal
        on
            regionssummer.dokument = kvotetal.dokument
            and regionssummer.regionskode = kvotetal.regionskode
    where kvotetal.maal = 'regionskvote' and kvotetal.niveau = 'region'
    window brevet as (partition by regionssummer.dokument)
)

select
    regler.dokument,
    regioner.regionsnavn,
    regler.offentliggjort,
    regler.r1,
    regler.r2,
    regler.r3,
    regler.r1 = regler.offentliggjort as r1_passer,
    regler.r2 = regler.offentliggjort as r2_passer,
    regler.r3 = regler.offentliggjort as r3_passer
from regler
inner join {{ ref('regioner') }} as regioner on regler.regionskode = regioner.regionskode
order by regler.dokument nulls last, regler.raekke nulls last
