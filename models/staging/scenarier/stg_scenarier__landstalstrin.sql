with kilde as (
    select * from {{ ref('landstalstrin') }}
),

laest as (
    select {{ heltal('procent') }} as procent
    from kilde
)

select * from laest
