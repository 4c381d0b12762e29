with udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
),

kategorisummer as (
    select
        dokument,
        tabel,
        'alle_kategorier' as niveau,
        nationalitet as noegle,
        periode as maal,
        max(case when udsendelseskategori = 'i_alt' then antal end) as offentliggjort,
        sum(case when udsendelseskategori != 'i_alt' then antal else 0 end) as beregnet
    from udsendelsestal
    where antal is not null
    group by dokument, tabel, nationalitet, periode
),

maanedssummer as (
    select
        dokument,
        tabel,
        'aar' as niveau,
        udsendelseskategori as noegle,
        'i_alt_aar' as maal,
        max(case when periode = 'i_alt_aar' then antal end) as offentliggjort,
        sum(case when maanedsnummer is not null then antal else 0 end) as beregnet
    from udsendelsestal
    where tabel = 'udsendelser_tabel_1'
    group by dokument, tabel, udsendelseskategori
),

nationalitetssummer as (
    select
        dokument,
        tabel,
        'alle_nationaliteter' as niveau,
        udsendelseskategori as noegle,
        periode as maal,
        max(case when nationalitet = 'I alt' then antal end) as offentliggjort,
        sum(case when nationalitet != 'I alt' then antal else 0 end) as beregnet
    from udsendelsestal
    where tabel != 'udsendelser_tabel_1'
    group by dokument, tabel, udsendelseskategori, periode
),

tabelsummer as (
    select
        nationalitetssummer.dokument,
        nationalitetssummer.tabel,
        'udsendelser_tabel_1' as niveau,
        nationalitetssummer.noegle,
        nationalitetssummer.maal,
        nationalitetssummer.offentliggjort,
        tabel_1.antal as beregnet
    from nationalitetssummer
    left join udsendelsestal as tabel_1
        on
            nationalitetssummer.dokument = tabel_1.dokument
            and nationalitetssummer.noegle = tabel_1.udsendelseskategori
            and nationalitetssummer.maal = tabel_1.periode
            and tabel_1.tabel = 'udsendelser_tabel_1'
),

afstemt as (
    select * from kategorisummer
    union all
    select * from maanedssummer
    union all
    select * from nationalitetssummer
    union all
    select * from tabelsummer
)

select * from afstemt
