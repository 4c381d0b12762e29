with regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

kommuner_i_breve as (
    select * from {{ ref('int_kommuner_inddelt') }}
),

-- A division that no letter uses yet is not shown.
brugte as (
    select
        regionskode,
        regionsnavn,
        bemaerkning
    from regioner
    where
        regionskode in (select kommuner.regionskode from kommuner)
        or regionskode in (select kommuner_i_breve.regionskode from kommuner_i_breve)
)

select * from brugte
