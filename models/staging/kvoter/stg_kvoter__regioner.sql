with kilde as (
    select * from {{ raa('regioner') }}
),

laest as (
    select
        regionskode,
        regionsnavn
    from kilde
)

select * from laest
