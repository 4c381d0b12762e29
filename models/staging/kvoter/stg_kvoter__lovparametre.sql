with kilde as (
    select * from {{ ref('lovparametre') }}
),

laest as (
    select
        parameter,
        {{ iso_date('gaelder_fra') }} as gaelder_fra,
        {{ plain_integer('vaerdi') }} as vaerdi,
        enhed,
        hjemmel
    from kilde
)

select * from laest
