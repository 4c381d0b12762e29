with kilde as (
    select * from {{ raa('udsendelser_tabel_2') }}
),

laest as (
    select
        dokument,
        {{ heltal('raekke') }} as raekke,
        {% for kategori in udsendelseskategorier() %}
            {{ kategori }} as {{ kategori }}_trykt,
            {{ dansk_heltal(kategori) }} as {{ kategori }},
        {% endfor %}
        nationalitet
    from kilde
)

select * from laest
