with kilde as (
    select * from {{ raa('landstal_regionskvoter') }}
),

laest as (
    select
        dokument,
        {{ heltal('raekke') }} as raekke,
        region as etiket,
        {{ laes_etiket('region', regionssum='Region %') }},
        antal as regionskvote_trykt,
        {{ dansk_heltal('antal') }} as regionskvote
    from kilde
)

select * from laest
