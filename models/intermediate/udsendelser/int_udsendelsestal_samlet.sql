with celler as (
    {% for periode in ['i_alt_forrige_aar'] + months() + ['i_alt_aar'] %}
        select
            dokument,
            'udsendelser_tabel_1' as tabel,
            raekke,
            etiket,
            udsendelseskategori,
            'I alt' as nationalitet,
            '{{ periode }}' as felt,
            '{{ periode }}' as periode,
            {{ loop.index0 if periode in months() else 'cast(null as integer)' }} as maanedsnummer,
            {{ periode }}_trykt as trykt,
            {{ periode }} as antal
        from {{ ref('stg_udsendelser__tabel_1') }}
        union all
    {% endfor %}
    {% for tabel, periode in [('tabel_2', 'i_alt_aar'), ('tabel_3', 'i_alt_forrige_aar')] %}
        {% set is_last_table = loop.last %}
        {% for kategori in udsendelseskategorier() %}
            select
                dokument,
                'udsendelser_{{ tabel }}' as tabel,
                raekke,
                nationalitet as etiket,
                '{{ kategori }}' as udsendelseskategori,
                nationalitet,
                '{{ kategori }}' as felt,
                '{{ periode }}' as periode,
                cast(null as integer) as maanedsnummer,
                {{ kategori }}_trykt as trykt,
                {{ kategori }} as antal
            from {{ ref('stg_udsendelser__' ~ tabel) }}
            {{ 'union all' if not (is_last_table and loop.last) }}
        {% endfor %}
    {% endfor %}
),

opgoerelser as (
    select * from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
),

nationaliteter as (
    select * from {{ ref('stg_udsendelser__nationaliteter') }}
),

daterede as (
    select
        celler.dokument,
        celler.tabel,
        celler.raekke,
        celler.etiket,
        celler.udsendelseskategori,
        celler.nationalitet,
        case
            when celler.tabel = 'udsendelser_tabel_1' then celler.udsendelseskategori
            when celler.nationalitet = 'I alt' then 'i_alt'
            else nationaliteter.nationalitet
        end as noegle,
        celler.felt,
        celler.periode,
        celler.maanedsnummer,
        case
            when celler.periode = 'i_alt_forrige_aar' then opgoerelser.aar - 1
            else opgoerelser.aar
        end as aar,
        case
            when celler.periode = 'i_alt_forrige_aar' then 12
            when celler.periode = 'i_alt_aar' then opgoerelser.maaneder_daekket
            else 1
        end as maaneder_daekket,
        celler.trykt,
        -- A stroke in a month that is not reached yet is no number.
        case
            when celler.trykt in ('-', '–', '—') and celler.maanedsnummer > opgoerelser.maaneder_daekket
                then null
            else celler.antal
        end as antal
    from celler
    left join opgoerelser on celler.dokument = opgoerelser.dokument
    left join nationaliteter on celler.nationalitet = nationaliteter.nationalitet
)

select * from daterede
