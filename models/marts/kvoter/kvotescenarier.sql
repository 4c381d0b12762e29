with varianter as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'scenarie'
),

kommuneandele as (
    select * from {{ ref('kommuneandele') }}
),

trin as (
    select
        varianter.variant as scenarie,
        varianter.dokument,
        kommuneandele.landstalsaar,
        kommuneandele.er_gaeldende,
        kommuneandele.er_seneste,
        varianter.landstal as landstal_antaget,
        varianter.kommunekode,
        kommuneandele.kommunenavn,
        varianter.regionskode,
        kommuneandele.regionsnavn,
        varianter.indbyggertal,
        varianter.udenlandske_statsborgere,
        varianter.familiesammenfoerte,
        {{ steps_of_par4('varianter') | indent(8) }},
        varianter.regionskvote as regionskvote_beregnet,
        {{ rounded_fraction('varianter.kommunekvote_taeller', 'varianter.vaegt_i_alt', 6, zero_by_zero=0) }}
            as kommunekvote_eksakt,
        varianter.kommunekvote_beregnet,
        kommuneandele.kommunekvote as kommunekvote_offentliggjort,
        {{ zero_reason('varianter') | indent(8) }}
    from varianter
    inner join kommuneandele
        on
            varianter.dokument = kommuneandele.dokument
            and varianter.kommunekode = kommuneandele.kommunekode
)

select * from trin
