with kilde as (
    select * from {{ ref('kommuner') }}
),

laest as (
    select
        kommunekode,
        kommunenavn,
        regionskode
    from kilde
)

select * from laest
