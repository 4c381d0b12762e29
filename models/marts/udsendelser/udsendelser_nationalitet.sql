with udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
),

nationaliteter as (
    select * from {{ ref('stg_udsendelser__nationaliteter') }}
),

nationalitetstal as (
    select
        udsendelsestal.dokument,
        udsendelsestal.aar,
        udsendelsestal.maaneder_daekket = 12 as er_hele_aaret,
        udsendelsestal.nationalitet,
        nationaliteter.iso_alpha3,
        udsendelsestal.udsendelseskategori,
        udsendelsestal.antal
    from udsendelsestal
    inner join nationaliteter on udsendelsestal.nationalitet = nationaliteter.nationalitet
    where udsendelsestal.udsendelseskategori != 'i_alt'
)

select * from nationalitetstal
