with kilde as (
    select * from {{ ref('udsendelser_tabel_3') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('raekke') }} as raekke,
        {% for kategori in udsendelseskategorier() %}
            {{ kategori }} as {{ kategori }}_trykt,
            {{ danish_integer(kategori) }} as {{ kategori }},
        {% endfor %}
        nationalitet
    from kilde
)

select * from laest
