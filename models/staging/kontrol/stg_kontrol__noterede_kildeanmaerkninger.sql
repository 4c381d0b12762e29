with kilde as (
    select * from {{ ref('noterede_kildeanmaerkninger') }}
),

laest as (
    select
        dokument,
        tabel,
        {{ plain_integer('raekke') }} as raekke,
        felt,
        trykt_vaerdi,
        anvendt_vaerdi,
        forklaring
    from kilde
)

select * from laest
