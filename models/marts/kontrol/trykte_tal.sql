with kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
),

trykte_tal as (
    select
        dokument,
        tabel,
        raekke,
        felt,
        etiket,
        kommunekode,
        trykt as trykt_vaerdi,
        antal as anvendt_vaerdi
    from kvotetal
    union all
    select
        dokument,
        tabel,
        raekke,
        felt,
        etiket,
        cast(null as {{ dbt.type_string() }}) as kommunekode,
        trykt as trykt_vaerdi,
        antal as anvendt_vaerdi
    from udsendelsestal
)

select * from trykte_tal
