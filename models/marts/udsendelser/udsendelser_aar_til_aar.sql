with udsendelsesaar as (
    select * from {{ ref('int_udsendelsesaar_sammenholdt') }}
),

opgoerelser as (
    select * from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
),

-- The difference of the averages, in whole numbers: multiplied by both numbers of months.
forskelle as (
    select
        *,
        cast(antal * maaneder_daekket_forrige_aar as {{ type_integer38() }})
        - antal_forrige_aar * maaneder_daekket as forskel
    from udsendelsesaar
),

sammenligning as (
    select
        forskelle.dokument,
        opgoerelser.opgjort_til_og_med,
        opgoerelser.registreret_pr,
        forskelle.udsendelseskategori,
        forskelle.aar,
        forskelle.antal,
        forskelle.maaneder_daekket,
        forskelle.forrige_aar,
        forskelle.dokument_forrige_aar,
        forskelle.antal_forrige_aar,
        forskelle.maaneder_daekket_forrige_aar,
        {{ rounded_fraction('forskelle.antal', 'forskelle.maaneder_daekket', 2) }} as gennemsnit_pr_maaned,
        {{ rounded_fraction('forskelle.antal_forrige_aar', 'forskelle.maaneder_daekket_forrige_aar', 2) }}
            as gennemsnit_pr_maaned_forrige_aar,
        {{ rounded_fraction(
            'forskelle.forskel', 'forskelle.antal_forrige_aar * forskelle.maaneder_daekket', 1, factor=100
        ) }} as aendring_pct,
        {{ sammenligningsgrundlag(
            'forskelle.maaneder_daekket', 'forskelle.maaneder_daekket_forrige_aar'
        ) }} as sammenligningsgrundlag,
        -- Whole persons: a part of one does not lift the average far enough.
        case
            when forskelle.forskel < 0
                then cast({{ integer_division(
                    'forskelle.maaneder_daekket_forrige_aar - 1 - forskelle.forskel',
                    'nullif(forskelle.maaneder_daekket_forrige_aar, 0)'
                ) }} as integer)
        end as antal_til_samme_gennemsnit,
        -- ikke reguleret: no more than 1.96 standard deviations of counts that come by chance (Metodevalg 13)
        case
            when forskelle.antal + forskelle.antal_forrige_aar >= 20
                then
                    10000 * forskelle.forskel * forskelle.forskel
                    <= cast(38416 as {{ type_integer38() }}) * (forskelle.antal + forskelle.antal_forrige_aar)
                    * forskelle.maaneder_daekket * forskelle.maaneder_daekket_forrige_aar
        end as er_inden_for_tilfaeldighed
    from forskelle
    inner join opgoerelser on forskelle.dokument = opgoerelser.dokument
)

select * from sammenligning
