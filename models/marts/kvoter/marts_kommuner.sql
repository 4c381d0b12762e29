with kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

kommuner_i_regioner as (
    select
        kommuner.kommunekode,
        kommuner.kommunenavn,
        kommuner.regionskode,
        regioner.regionsnavn,
        -- Danish order in bytes: æ, ø and å (also written aa) come after z.
        replace(replace(replace(replace(
            lower(kommuner.kommunenavn), 'aa', 'å'
        ), 'æ', '{'), 'ø', '|'), 'å', '}') as sorteringsnoegle
    from kommuner
    left join regioner on kommuner.regionskode = regioner.regionskode
)

select * from kommuner_i_regioner
