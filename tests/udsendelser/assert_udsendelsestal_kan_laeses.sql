with udsendelsestal as (
    select
        udsendelsestal.*,
        coalesce(udsendelsestal.maanedsnummer > opgoerelser.maaneder_daekket, false) as er_udaekket
    from {{ ref('int_udsendelsestal_samlet') }} as udsendelsestal
    left join {{ ref('stg_udsendelser__udsendelsesopgoerelser') }} as opgoerelser
        on udsendelsestal.dokument = opgoerelser.dokument
)

select
    dokument,
    tabel,
    raekke,
    etiket,
    felt as kolonne,
    coalesce(trykt, '(tom)') as trykt,
    case
        when er_udaekket then 'tom celle eller -: måneden ligger efter den dag, udgaven er opgjort til'
        else 'helt tal som 1.234, eller - for nul'
    end as forventet
from udsendelsestal
where
    (er_udaekket and trykt not in ('-', '–', '—'))
    or (not er_udaekket and antal is null)
