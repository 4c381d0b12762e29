-- Two nationalities that have exchanged their numbers keep every sum.
with raekker as (
    select
        dokument,
        tabel,
        raekke,
        etiket,
        antal,
        case nationalitet when 'I alt' then 2 when 'Øvrige' then 1 else 0 end as gruppe
    from {{ ref('int_udsendelsestal_samlet') }}
    where tabel != 'udsendelser_tabel_1' and udsendelseskategori = 'i_alt'
),

naboer as (
    select
        *,
        lag(etiket) over (
            partition by dokument, tabel order by raekke nulls last, etiket nulls last
        ) as etiket_foer,
        lag(antal) over (
            partition by dokument, tabel order by raekke nulls last, etiket nulls last
        ) as antal_foer,
        lag(gruppe) over (
            partition by dokument, tabel order by raekke nulls last, etiket nulls last
        ) as gruppe_foer
    from raekker
)

select
    dokument,
    tabel,
    raekke,
    etiket,
    'i_alt' as kolonne,
    antal as trykt,
    case
        when gruppe_foer > gruppe then 'at rækken står før ' || etiket_foer
        else 'højst ' || cast(antal_foer as {{ dbt.type_string() }}) || ' som rækken før, ' || etiket_foer
    end as forventet
from naboer
where gruppe_foer > gruppe or (gruppe_foer = gruppe and gruppe = 0 and antal_foer < antal)
