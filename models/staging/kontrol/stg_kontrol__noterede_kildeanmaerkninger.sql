with kilde as (
    select * from {{ raa('noterede_kildeanmaerkninger') }}
),

laest as (
    select
        dokument,
        tabel,
        {{ heltal('raekke') }} as raekke,
        felt,
        trykt_vaerdi,
        anvendt_vaerdi,
        forklaring
    from kilde
)

select * from laest
