with regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

navngivne as (
    select
        regionskode,
        regionsnavn
    from regioner
)

select * from navngivne
