with kilde as (
    select * from {{ ref('raw_kommuner') }}
),

laest as (
    select
        kommunekode,
        kommunenavn,
        regionskode
    from kilde
)

select * from laest
