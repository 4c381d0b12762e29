with dokumenter as (
    select
        dokument,
        'landstalsbreve' as tabel,
        'landstalsaar' as kolonne,
        landstalsaar as aar
    from {{ ref('stg_kvoter__landstalsbreve') }}
    union all
    select
        dokument,
        'udsendelsesopgoerelser' as tabel,
        'aar' as kolonne,
        aar
    from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
)

select
    dokument,
    tabel,
    cast(null as integer) as raekke,
    kolonne,
    aar as trykt,
    'året, som dokumentnøglen nævner' as forventet
from dokumenter
where dokument not like '%' || cast(aar as {{ dbt.type_string() }}) || '%'
