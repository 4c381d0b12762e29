with enheder as (
    select
        *,
        case
            when parameter = 'aendringsgraense' then 'personer'
            when parameter in ('aendring_til_og_med_graensen', 'aendring_over_graensen') then 'procent'
        end as ventet_enhed
    from {{ ref('stg_kvoter__lovparametre') }}
)

select
    'lovparametre' as tabel,
    parameter as raekke,
    'enhed' as kolonne,
    enhed as trykt,
    coalesce(ventet_enhed, 'en kendt parameter: denne bruges ikke') as forventet
from enheder
where enhed is distinct from ventet_enhed
