with kilde as (
    select * from {{ raa('kommuner') }}
),

laest as (
    select
        kommunekode,
        kommunenavn,
        regionskode
    from kilde
)

select * from laest
