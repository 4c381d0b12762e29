with kilde as (
    select * from {{ ref('raw_kodelister') }}
),

laest as (
    select
        kolonne,
        kode,
        etiket,
        {{ plain_integer('raekkefoelge') }} as raekkefoelge
    from kilde
)

select * from laest
