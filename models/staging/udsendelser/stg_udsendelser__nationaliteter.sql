with kilde as (
    select * from {{ raa('nationaliteter') }}
),

laest as (
    select
        nationalitet,
        iso_alpha3
    from kilde
)

select * from laest
