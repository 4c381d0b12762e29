with kilde as (
    select * from {{ raa('kvotescenarier') }}
),

laest as (
    select
        scenarie,
        dokument,
        {{ heltal('landstal') }} as landstal
    from kilde
)

select * from laest
