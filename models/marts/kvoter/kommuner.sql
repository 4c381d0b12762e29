with kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

kommuner_i_breve as (
    select * from {{ ref('int_kommuner_inddelt') }}
    where er_seneste
),

flisekort as (
    select * from {{ ref('stg_kvoter__flisekort') }}
),

kommuner_i_regioner as (
    select
        kommuner.kommunekode,
        kommuner.kommunenavn,
        regioner.regionskode,
        regioner.regionsnavn,
        -- Danish order in bytes: æ, ø and å (also written aa) come after z.
        replace(replace(replace(replace(
            lower(kommuner.kommunenavn), 'aa', 'å'
        ), 'æ', '{'), 'ø', '|'), 'å', '}') as sorteringsnoegle,
        flisekort.kort_navn,
        flisekort.flise_raekke,
        flisekort.flise_kolonne
    from kommuner
    left join kommuner_i_breve on kommuner.kommunekode = kommuner_i_breve.kommunekode
    left join regioner on coalesce(kommuner_i_breve.regionskode, kommuner.regionskode) = regioner.regionskode
    left join flisekort on kommuner.kommunekode = flisekort.kommunekode
)

select * from kommuner_i_regioner
