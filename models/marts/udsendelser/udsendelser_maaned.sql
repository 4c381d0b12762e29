with udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
),

maaneder as (
    select
        dokument,
        aar,
        make_date(aar, maanedsnummer, 1) as maaned,
        udsendelseskategori,
        antal,
        -- Tabel 1 prints months of the edition's own year only, for which late registrations are announced.
        true as er_foreloebig
    from udsendelsestal
    where
        maanedsnummer is not null
        and udsendelseskategori != 'i_alt'
        and antal is not null
)

select * from maaneder
