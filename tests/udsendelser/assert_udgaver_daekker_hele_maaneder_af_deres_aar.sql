select
    dokument,
    'udsendelsesopgoerelser' as tabel,
    cast(null as integer) as raekke,
    'opgjort_til_og_med' as kolonne,
    opgjort_til_og_med as trykt,
    'sidste dag i en måned i ' || cast(aar as {{ dbt.type_string() }})
    || ', senest registreringsdagen ' || cast(registreret_pr as {{ dbt.type_string() }}) as forventet
from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
where
    opgjort_til_og_med != {{ dbt.last_day('opgjort_til_og_med', 'month') }}
    or extract(year from opgjort_til_og_med) != aar
    or registreret_pr < opgjort_til_og_med
