with kilde as (
    select * from {{ raa('lovparametre') }}
),

laest as (
    select
        parameter,
        {{ iso_dato('gaelder_fra') }} as gaelder_fra,
        {{ heltal('vaerdi') }} as vaerdi,
        enhed,
        hjemmel
    from kilde
)

select * from laest
