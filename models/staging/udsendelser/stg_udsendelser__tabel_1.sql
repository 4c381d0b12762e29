with kilde as (
    select * from {{ raa('udsendelser_tabel_1') }}
),

laest as (
    select
        dokument,
        {{ heltal('raekke') }} as raekke,
        {% for periode in ['i_alt_forrige_aar'] + maaneder() + ['i_alt_aar'] %}
            {{ periode }} as {{ periode }}_trykt,
            {{ dansk_heltal(periode) }} as {{ periode }},
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
