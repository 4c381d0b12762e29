with kvoter as (
    select * from {{ ref('int_kvoter_afstemt') }}
),

udsendelser as (
    select * from {{ ref('int_udsendelser_afstemt') }}
),

summer as (
    select * from kvoter
    union all
    select * from udsendelser
),

afstemning as (
    select
        dokument,
        tabel,
        niveau,
        noegle,
        maal,
        cast(offentliggjort as integer) as offentliggjort,
        cast(beregnet as integer) as beregnet,
        cast(offentliggjort - beregnet as integer) as difference,
        coalesce(offentliggjort = beregnet, false) as stemmer
    from summer
)

select * from afstemning
