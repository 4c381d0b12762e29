with kilde as (
    select * from {{ ref('kvotescenarier') }}
),

laest as (
    select
        scenarie,
        dokument,
        {{ heltal('landstal') }} as landstal
    from kilde
)

select * from laest
