with udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
    where udsendelseskategori = 'i_alt' and nationalitet != 'I alt'
),

nationaliteter as (
    select * from {{ ref('stg_udsendelser__nationaliteter') }}
),

opgoerelser as (
    select * from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
),

-- The two tables may call a country by different names.
totaler as (
    select
        udsendelsestal.dokument,
        coalesce(
            min(case when udsendelsestal.periode = 'i_alt_aar' then udsendelsestal.nationalitet end),
            min(udsendelsestal.nationalitet)
        ) as nationalitet,
        {% for periode, antal in [('i_alt_aar', 'antal'), ('i_alt_forrige_aar', 'antal_forrige_aar')] %}
            cast(sum(
                case when udsendelsestal.periode = '{{ periode }}' then udsendelsestal.antal end
            ) as integer) as {{ antal }},
        {% endfor %}
        nationaliteter.iso_alpha3
    from udsendelsestal
    inner join nationaliteter on udsendelsestal.nationalitet = nationaliteter.nationalitet
    group by udsendelsestal.dokument, nationaliteter.iso_alpha3
),

graenser as (
    select
        totaler.*,
        {% for antal in ['antal', 'antal_forrige_aar'] %}
            coalesce(totaler.{{ antal }}, 0) as {{ antal }}_min,
            -- Whoever is not listed is inside Øvrige and no larger than the smallest listed.
            coalesce(
                totaler.{{ antal }},
                least(
                    min(case when totaler.nationalitet != 'Øvrige' then totaler.{{ antal }} end)
                        over (partition by totaler.dokument),
                    max(case when totaler.nationalitet = 'Øvrige' then totaler.{{ antal }} else 0 end)
                        over (partition by totaler.dokument)
                )
            ) as {{ antal }}_max,
        {% endfor %}
        opgoerelser.aar,
        opgoerelser.aar - 1 as forrige_aar,
        opgoerelser.maaneder_daekket,
        12 as maaneder_daekket_forrige_aar
    from totaler
    inner join opgoerelser on totaler.dokument = opgoerelser.dokument
),

sammenligning as (
    select
        dokument,
        nationalitet,
        iso_alpha3,
        aar,
        maaneder_daekket,
        antal,
        antal_min,
        antal_max,
        {{ rounded_fraction('antal_min', 'maaneder_daekket', 2) }} as gennemsnit_pr_maaned_min,
        {{ rounded_fraction('antal_max', 'maaneder_daekket', 2) }} as gennemsnit_pr_maaned_max,
        forrige_aar,
        maaneder_daekket_forrige_aar,
        antal_forrige_aar,
        antal_forrige_aar_min,
        antal_forrige_aar_max,
        {{ rounded_fraction('antal_forrige_aar_min', 'maaneder_daekket_forrige_aar', 2) }}
            as gennemsnit_pr_maaned_forrige_aar_min,
        {{ rounded_fraction('antal_forrige_aar_max', 'maaneder_daekket_forrige_aar', 2) }}
            as gennemsnit_pr_maaned_forrige_aar_max,
        {{ sammenligningsgrundlag('maaneder_daekket', 'maaneder_daekket_forrige_aar') }}
            as sammenligningsgrundlag
    from graenser
)

select * from sammenligning
