with dokumenter as (
    select
        dokument,
        'landstalsbreve' as tabel,
        'landstal-' || cast(landstalsaar as {{ dbt.type_string() }}) as noegle
    from {{ ref('stg_kvoter__landstalsbreve') }}
    union all
    select
        dokument,
        'udsendelsesopgoerelser' as tabel,
        'udsendelser-' || cast(aar as {{ dbt.type_string() }}) as noegle
    from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
)

select
    dokument,
    tabel,
    cast(null as integer) as raekke,
    'dokument' as kolonne,
    dokument as trykt,
    'en nøgle, som begynder med ' || noegle as forventet
from dokumenter
where dokument not like noegle || '%'
