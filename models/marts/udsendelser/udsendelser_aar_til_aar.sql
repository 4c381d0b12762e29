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
        - antal_forrige_aar * maaneder_daekket as forskel,
        -- ikke reguleret: 1.96 standard deviations of counts with the given sum are chance (Metodevalg 13).
        -- This is their square, times 10,000 and without both numbers of months as factors.
        case
            when antal + antal_forrige_aar >= 20
                then cast(38416 as {{ type_integer38() }}) * (antal + antal_forrige_aar)
        end as spredning
    from udsendelsesaar
),

-- Of all ratios of the averages, those that the counts are no further from than chance. With o, the ratio
-- times months over months of the year before: 10,000 * (antal - o * antal_forrige_aar)^2 <= spredning * o.
radikander as (
    select
        *,
        maaneder_daekket_forrige_aar * maaneder_daekket_forrige_aar * spredning
        * (cast(40000 as {{ type_integer38() }}) * antal * antal_forrige_aar + spredning) as radikand
    from forskelle
),

-- Its ends as changes in per cent are (midte - udsving) / naevner and (midte + udsving) / naevner. What lies
-- halfway between two decimals is an even number in this unit: the last digit is right (twice_square_root).
intervaller as (
    select
        *,
        2 * maaneder_daekket_forrige_aar
        * (cast(20000 as {{ type_integer38() }}) * antal * antal_forrige_aar + spredning)
        - cast(40000 as {{ type_integer38() }}) * maaneder_daekket
        * antal_forrige_aar * antal_forrige_aar as midte,
        {{ twice_square_root('radikand') }} as udsving,
        cast(400 as {{ type_integer38() }}) * maaneder_daekket
        * antal_forrige_aar * antal_forrige_aar as naevner
    from radikander
),

sammenligning as (
    select
        intervaller.dokument,
        opgoerelser.opgjort_til_og_med,
        opgoerelser.registreret_pr,
        intervaller.udsendelseskategori,
        intervaller.aar,
        intervaller.antal,
        intervaller.maaneder_daekket,
        intervaller.forrige_aar,
        intervaller.dokument_forrige_aar,
        intervaller.antal_forrige_aar,
        intervaller.maaneder_daekket_forrige_aar,
        {{ rounded_fraction('intervaller.antal', 'intervaller.maaneder_daekket', 2) }}
            as gennemsnit_pr_maaned,
        {{ rounded_fraction(
            'intervaller.antal_forrige_aar', 'intervaller.maaneder_daekket_forrige_aar', 2
        ) }} as gennemsnit_pr_maaned_forrige_aar,
        {{ rounded_fraction(
            'intervaller.forskel',
            'intervaller.antal_forrige_aar * intervaller.maaneder_daekket', 1, factor=100
        ) }} as aendring_pct,
        {{ sammenligningsgrundlag(
            'intervaller.maaneder_daekket', 'intervaller.maaneder_daekket_forrige_aar'
        ) }} as sammenligningsgrundlag,
        -- Whole persons: a part of one does not lift the average far enough.
        case
            when intervaller.forskel < 0
                then cast({{ integer_division(
                    'intervaller.maaneder_daekket_forrige_aar - 1 - intervaller.forskel',
                    'nullif(intervaller.maaneder_daekket_forrige_aar, 0)'
                ) }} as integer)
        end as antal_til_samme_gennemsnit,
        10000 * intervaller.forskel * intervaller.forskel
        <= intervaller.spredning * intervaller.maaneder_daekket * intervaller.maaneder_daekket_forrige_aar
            as er_inden_for_tilfaeldighed,
        {{ rounded_fraction('intervaller.midte - intervaller.udsving', 'intervaller.naevner', 1) }}
            as aendring_pct_nedre,
        {{ rounded_fraction('intervaller.midte + intervaller.udsving', 'intervaller.naevner', 1) }}
            as aendring_pct_oevre
    from intervaller
    inner join opgoerelser on intervaller.dokument = opgoerelser.dokument
)

select * from sammenligning
