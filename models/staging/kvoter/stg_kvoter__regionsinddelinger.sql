with kilde as (
    select * from {{ ref('regionsinddelinger') }}
),

laest as (
    select
        inddeling,
        kommunekode,
        regionskode
    from kilde
)

select * from laest
