with kilde as (
    select * from {{ ref('raw_kvotescenarier') }}
),

laest as (
    select
        scenarie,
        dokument,
        {{ plain_integer('landstal') }} as landstal
    from kilde
)

select * from laest
