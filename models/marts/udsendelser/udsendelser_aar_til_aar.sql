with udsendelsesaar as (
    select * from {{ ref('int_udsendelsesaar_sammenholdt') }}
),

opgoerelser as (
    select * from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
),

sammenligning as (
    select
        udsendelsesaar.dokument,
        opgoerelser.opgjort_til_og_med,
        opgoerelser.registreret_pr,
        udsendelsesaar.udsendelseskategori,
        udsendelsesaar.aar,
        udsendelsesaar.antal,
        udsendelsesaar.maaneder_daekket,
        udsendelsesaar.forrige_aar,
        udsendelsesaar.dokument_forrige_aar,
        udsendelsesaar.antal_forrige_aar,
        udsendelsesaar.maaneder_daekket_forrige_aar,
        {{ afrundet_broek('udsendelsesaar.antal', 'udsendelsesaar.maaneder_daekket', 2) }}
            as gennemsnit_pr_maaned,
        {{ afrundet_broek(
            'udsendelsesaar.antal_forrige_aar', 'udsendelsesaar.maaneder_daekket_forrige_aar', 2
        ) }} as gennemsnit_pr_maaned_forrige_aar,
        {{ afrundet_broek(
            'udsendelsesaar.antal * udsendelsesaar.maaneder_daekket_forrige_aar'
            ~ ' - udsendelsesaar.antal_forrige_aar * udsendelsesaar.maaneder_daekket',
            'udsendelsesaar.antal_forrige_aar * udsendelsesaar.maaneder_daekket',
            1,
            faktor=100,
        ) }} as aendring_pct,
        {{ sammenligningsgrundlag(
            'udsendelsesaar.maaneder_daekket', 'udsendelsesaar.maaneder_daekket_forrige_aar'
        ) }} as sammenligningsgrundlag
    from udsendelsesaar
    inner join opgoerelser on udsendelsesaar.dokument = opgoerelser.dokument
)

select * from sammenligning
