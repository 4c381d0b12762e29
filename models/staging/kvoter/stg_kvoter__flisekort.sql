with kilde as (
    select * from {{ ref('flisekort') }}
),

laest as (
    select
        kommunekode,
        kort_navn,
        {{ plain_integer('flise_raekke') }} as flise_raekke,
        {{ plain_integer('flise_kolonne') }} as flise_kolonne
    from kilde
)

select * from laest
