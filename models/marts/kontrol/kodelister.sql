with kodelister as (
    select * from {{ ref('stg_kontrol__kodelister') }}
),

betegnelser as (
    select
        kolonne,
        kode,
        etiket,
        raekkefoelge
    from kodelister
)

select * from betegnelser
