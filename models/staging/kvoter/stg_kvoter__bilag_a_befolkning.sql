with kilde as (
    select * from {{ raa('bilag_a_befolkning') }}
),

laest as (
    select
        dokument,
        {{ heltal('raekke') }} as raekke,
        kommune as etiket,
        {{ laes_etiket('kommune', regionssum='Region %') }},
        indbyggertal as indbyggertal_trykt,
        {{ dansk_heltal('indbyggertal') }} as indbyggertal,
        udenlandske_statsborgere as udenlandske_statsborgere_trykt,
        {{ dansk_heltal('udenlandske_statsborgere') }} as udenlandske_statsborgere,
        asylansoegere as asylansoegere_trykt,
        {{ dansk_heltal('asylansoegere') }} as asylansoegere
    from kilde
)

select * from laest
