with kilde as (
    select * from {{ ref('raw_regioner') }}
),

laest as (
    select
        regionskode,
        regionsnavn,
        bemaerkning
    from kilde
)

select * from laest
