with kilde as (
    select * from {{ ref('landstalstrin') }}
),

laest as (
    select {{ plain_integer('procent') }} as procent
    from kilde
)

select * from laest
