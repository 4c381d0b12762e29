with landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

regionsinddelinger as (
    select * from {{ ref('stg_kvoter__regionsinddelinger') }}
),

kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

inddelt as (
    select
        landstalsbreve.dokument,
        landstalsbreve.er_seneste,
        kommuner.kommunekode,
        kommuner.kommunenavn,
        regionsinddelinger.regionskode,
        regioner.regionsnavn
    from landstalsbreve
    inner join regionsinddelinger on landstalsbreve.regionsinddeling = regionsinddelinger.inddeling
    inner join kommuner on regionsinddelinger.kommunekode = kommuner.kommunekode
    inner join regioner on regionsinddelinger.regionskode = regioner.regionskode
)

select * from inddelt
