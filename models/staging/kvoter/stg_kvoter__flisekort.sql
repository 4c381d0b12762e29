with kilde as (
    select * from {{ raa('flisekort') }}
),

laest as (
    select
        kommunekode,
        kort_navn,
        {{ heltal('flise_raekke') }} as flise_raekke,
        {{ heltal('flise_kolonne') }} as flise_kolonne
    from kilde
)

select * from laest
