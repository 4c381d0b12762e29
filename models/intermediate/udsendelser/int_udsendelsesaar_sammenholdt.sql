with udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
    where tabel = 'udsendelser_tabel_1'
),

opgoerelser as (
    select * from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
),

totaler as (
    select
        dokument,
        udsendelseskategori,
        max(case when periode = 'i_alt_aar' then aar end) as aar,
        max(case when periode = 'i_alt_aar' then antal end) as antal,
        max(case when periode = 'i_alt_aar' then maaneder_daekket end) as maaneder_daekket,
        max(case when periode = 'i_alt_forrige_aar' then antal end) as antal_hele_forrige_aar
    from udsendelsestal
    group by dokument, udsendelseskategori
),

-- ikke reguleret: of several editions, the one registered last has the most late registrations (Metodevalg 7)
forrige_udgaver as (
    select
        opgoerelser.dokument,
        forrige.dokument as dokument_forrige_aar,
        row_number() over (
            partition by opgoerelser.dokument
            order by
                forrige.registreret_pr desc nulls last,
                forrige.maaneder_daekket desc nulls last,
                forrige.dokument asc nulls last
        ) as nummer
    from opgoerelser
    inner join opgoerelser as forrige
        on
            opgoerelser.aar - 1 = forrige.aar
            and opgoerelser.registreret_pr > forrige.registreret_pr
            and opgoerelser.maaneder_daekket <= forrige.maaneder_daekket
    -- A whole year is compared with the whole year that the same edition prints.
    where opgoerelser.maaneder_daekket < 12
),

samme_maaneder as (
    select
        totaler.dokument,
        totaler.udsendelseskategori,
        forrige_udgaver.dokument_forrige_aar,
        sum(udsendelsestal.antal) as antal_forrige_aar
    from totaler
    inner join forrige_udgaver
        on totaler.dokument = forrige_udgaver.dokument and forrige_udgaver.nummer = 1
    inner join udsendelsestal
        on
            forrige_udgaver.dokument_forrige_aar = udsendelsestal.dokument
            and totaler.udsendelseskategori = udsendelsestal.udsendelseskategori
            and totaler.maaneder_daekket >= udsendelsestal.maanedsnummer
    group by totaler.dokument, totaler.udsendelseskategori, forrige_udgaver.dokument_forrige_aar
),

sammenholdt as (
    select
        totaler.dokument,
        totaler.udsendelseskategori,
        totaler.aar,
        totaler.antal,
        totaler.maaneder_daekket,
        totaler.aar - 1 as forrige_aar,
        coalesce(samme_maaneder.dokument_forrige_aar, totaler.dokument) as dokument_forrige_aar,
        cast(coalesce(samme_maaneder.antal_forrige_aar, totaler.antal_hele_forrige_aar) as integer)
            as antal_forrige_aar,
        case
            when samme_maaneder.dokument is null then 12
            else totaler.maaneder_daekket
        end as maaneder_daekket_forrige_aar
    from totaler
    left join samme_maaneder
        on
            totaler.dokument = samme_maaneder.dokument
            and totaler.udsendelseskategori = samme_maaneder.udsendelseskategori
)

select * from sammenholdt
