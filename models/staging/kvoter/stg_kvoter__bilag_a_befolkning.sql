with kilde as (
    select * from {{ ref('bilag_a_befolkning') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('raekke') }} as raekke,
        kommune as etiket,
        {{ parse_label('kommune', regionssum='Region %') }},
        indbyggertal as indbyggertal_trykt,
        {{ danish_integer('indbyggertal') }} as indbyggertal,
        udenlandske_statsborgere as udenlandske_statsborgere_trykt,
        {{ danish_integer('udenlandske_statsborgere') }} as udenlandske_statsborgere,
        asylansoegere as asylansoegere_trykt,
        {{ danish_integer('asylansoegere') }} as asylansoegere
    from kilde
)

select * from laest
