with kilde as (
    select * from {{ ref('nationaliteter') }}
),

laest as (
    select
        nationalitet,
        iso_alpha3
    from kilde
)

select * from laest
