with ventede as (
    select
        *,
        case
            when parameter = 'aendringsgraense' then 'personer'
            when parameter in ('aendring_til_og_med_graensen', 'aendring_over_graensen') then 'procent'
            when parameter in ('nedsat_landstal', 'forhoejet_landstal') then 'beregningsmaade'
        end as ventet_enhed
    from {{ ref('stg_kvoter__lovparametre') }}
)

select
    'lovparametre' as tabel,
    parameter as raekke,
    'enhed' as kolonne,
    enhed as trykt,
    coalesce(ventet_enhed, 'en kendt parameter: denne bruges ikke') as forventet
from ventede
where enhed is distinct from ventet_enhed
union all
select
    'lovparametre' as tabel,
    parameter as raekke,
    'vaerdi' as kolonne,
    vaerdi_trykt as trykt,
    case
        when ventet_enhed = 'beregningsmaade' then 'genberegning eller forholdsmaessig_aendring'
        else 'helt tal over 0 uden punktum'
    end as forventet
from ventede
where
    (ventet_enhed = 'beregningsmaade' and beregningsmaade is null)
    or (ventet_enhed != 'beregningsmaade' and coalesce(vaerdi, 0) = 0)
