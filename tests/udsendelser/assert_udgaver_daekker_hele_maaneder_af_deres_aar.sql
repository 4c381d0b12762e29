select
    dokument,
    'udsendelsesopgoerelser' as tabel,
    aar,
    opgjort_til_og_med,
    registreret_pr,
    'sidste dag i en måned i udgavens år, ikke efter registreringsdagen' as forventet
from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
where
    opgjort_til_og_med != {{ dbt.last_day('opgjort_til_og_med', 'month') }}
    or extract(year from opgjort_til_og_med) != aar
    or registreret_pr < opgjort_til_og_med
