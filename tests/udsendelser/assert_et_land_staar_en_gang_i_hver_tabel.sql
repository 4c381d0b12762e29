-- Two names may share a country, but where both stand in one table, one is misread or has the wrong code.
with raekker as (
    select
        udsendelsestal.dokument,
        udsendelsestal.tabel,
        udsendelsestal.raekke,
        udsendelsestal.etiket as trykt,
        lag(udsendelsestal.etiket) over (
            partition by udsendelsestal.dokument, udsendelsestal.tabel, nationaliteter.iso_alpha3
            order by udsendelsestal.raekke nulls last, udsendelsestal.etiket nulls last
        ) as trykt_foer,
        nationaliteter.iso_alpha3
    from {{ ref('int_udsendelsestal_samlet') }} as udsendelsestal
    inner join {{ ref('stg_udsendelser__nationaliteter') }} as nationaliteter
        on udsendelsestal.nationalitet = nationaliteter.nationalitet
)

select
    dokument,
    tabel,
    raekke,
    trykt,
    'et andet land end ' || trykt_foer || ', som også har landekoden ' || iso_alpha3 || ', eller en note'
        as forventet
from raekker
where trykt_foer != trykt and not {{ is_noted('raekker', "'nationalitet'") }}
