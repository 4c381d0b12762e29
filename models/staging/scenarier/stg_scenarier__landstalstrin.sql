with kilde as (
    select * from {{ raa('landstalstrin') }}
),

laest as (
    select {{ heltal('procent') }} as procent
    from kilde
)

select * from laest
