with kilde as (
    select * from {{ ref('regioner') }}
),

laest as (
    select
        regionskode,
        regionsnavn
    from kilde
)

select * from laest
