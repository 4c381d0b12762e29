with kilde as (
    select * from {{ ref('landstal_regionskvoter') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('raekke') }} as raekke,
        region as etiket,
        {{ parse_label('region', regionssum='Region %') }},
        antal as regionskvote_trykt,
        {{ danish_integer('antal') }} as regionskvote
    from kilde
)

select * from laest
