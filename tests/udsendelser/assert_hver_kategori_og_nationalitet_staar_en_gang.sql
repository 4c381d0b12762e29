with udsendelsestal as (
    select
        udsendelsestal.dokument,
        udsendelsestal.tabel,
        udsendelsestal.raekke,
        udsendelsestal.etiket,
        case
            when udsendelsestal.tabel = 'udsendelser_tabel_1' then udsendelsestal.udsendelseskategori
            when udsendelsestal.nationalitet = 'I alt' then 'i_alt'
            else nationaliteter.nationalitet
        end as noegle,
        count(*) over (
            partition by
                udsendelsestal.dokument, udsendelsestal.tabel, udsendelsestal.etiket,
                udsendelsestal.periode, udsendelsestal.udsendelseskategori
        ) as gange
    from {{ ref('int_udsendelsestal_samlet') }} as udsendelsestal
    left join {{ ref('stg_udsendelser__nationaliteter') }} as nationaliteter
        on udsendelsestal.nationalitet = nationaliteter.nationalitet
),

tabeller as (
    select distinct
        dokument,
        tabel
    from udsendelsestal
),

kraevede as (
    {% for kategori in udsendelseskategorier() %}
        select '{{ kategori }}' as noegle
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select distinct
    dokument,
    tabel,
    raekke,
    etiket as trykt,
    case
        when noegle is null then 'en kendt kategori eller en nationalitet, som står i nationaliteter'
        else 'at rækken står én gang'
    end as forventet
from udsendelsestal
where noegle is null or gange > 1
union all
select
    tabeller.dokument,
    tabeller.tabel,
    cast(null as integer) as raekke,
    '(mangler)' as trykt,
    'rækken ' || kraevede.noegle as forventet
from tabeller
cross join kraevede
left join udsendelsestal
    on
        tabeller.dokument = udsendelsestal.dokument
        and tabeller.tabel = udsendelsestal.tabel
        and kraevede.noegle = udsendelsestal.noegle
where
    udsendelsestal.noegle is null
    and (kraevede.noegle = 'i_alt' or tabeller.tabel = 'udsendelser_tabel_1')
