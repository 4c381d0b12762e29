-- Two nationalities that have exchanged their numbers keep every sum.
with raekker as (
    select
        dokument,
        tabel,
        raekke,
        etiket as trykt,
        antal,
        case nationalitet when 'I alt' then 2 when 'Øvrige' then 1 else 0 end as gruppe
    from {{ ref('int_udsendelsestal_samlet') }}
    where udsendelseskategori = 'i_alt'
),

naboer as (
    select
        *,
        lag(trykt) over (
            partition by dokument, tabel order by raekke nulls last, trykt nulls last
        ) as trykt_foer,
        lag(antal) over (
            partition by dokument, tabel order by raekke nulls last, trykt nulls last
        ) as antal_foer,
        lag(gruppe) over (
            partition by dokument, tabel order by raekke nulls last, trykt nulls last
        ) as gruppe_foer
    from raekker
)

select
    dokument,
    tabel,
    raekke,
    trykt,
    case
        when gruppe_foer > gruppe then 'at rækken står før ' || trykt_foer
        else 'højst så mange i alt som rækken før, ' || trykt_foer
    end || ', eller en note' as forventet
from naboer
where
    (gruppe_foer > gruppe or (gruppe_foer = 0 and gruppe = 0 and antal_foer < antal))
    and not {{ is_noted('naboer', "'nationalitet'") }}
