with kilde as (
    select * from {{ ref('udsendelser_tabel_1') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('raekke') }} as raekke,
        {% for periode in ['i_alt_forrige_aar'] + months() + ['i_alt_aar'] %}
            {{ periode }} as {{ periode }}_trykt,
            {{ danish_integer(periode) }} as {{ periode }},
        {% endfor %}
        udsendelseskategori as etiket,
        case udsendelseskategori
            when 'Ledsaget udrejst' then 'ledsaget'
            when 'Påset udrejst' then 'paaset'
            when 'Rejst selv' then 'rejst_selv'
            when 'I alt' then 'i_alt'
        end as udsendelseskategori
    from kilde
)

select * from laest
