with varianter as (
    select * from {{ ref('int_varianter_fordelt') }}
    where variantslags = 'scenarie'
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
        varianter.landstal as landstal_antaget,
        varianter.kommunekode,
        kommuneandele.kommunenavn,
        varianter.regionskode,
        varianter.indbyggertal,
        varianter.udenlandske_statsborgere,
        varianter.familiesammenfoerte,
        {{ trin_i_par4('varianter') | indent(8) }},
        varianter.regionskvote_beregnet,
        {{ afrundet_broek('varianter.kommunekvote_taeller', 'varianter.vaegt_i_alt', 6, nul_af_nul=0) }}
            as kommunekvote_eksakt,
        varianter.kommunekvote_beregnet,
        kommuneandele.kommunekvote as kommunekvote_offentliggjort,
        {{ nulkvote_aarsag(
            'varianter.kommunekvote_beregnet', 'varianter.foreloebigt_fordelingstal_taeller'
        ) | indent(8) }}
    from varianter
    inner join kommuneandele
        on
            varianter.dokument = kommuneandele.dokument
            and varianter.kommunekode = kommuneandele.kommunekode
)

select * from trin
