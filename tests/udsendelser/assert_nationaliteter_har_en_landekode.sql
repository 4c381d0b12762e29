select
    'nationaliteter' as tabel,
    nationalitet as raekke,
    coalesce(iso_alpha3, '(tom)') as trykt,
    case
        when nationalitet = 'Øvrige' then 'tom celle'
        else 'en landekode på tre store bogstaver; kun Øvrige har ingen'
    end as forventet
from {{ ref('stg_udsendelser__nationaliteter') }}
where
    (nationalitet = 'Øvrige' and iso_alpha3 is not null)
    or (
        nationalitet != 'Øvrige'
        and (iso_alpha3 is null or not {{ matches_pattern('iso_alpha3', '^[A-Z]{3}$') }})
    )
