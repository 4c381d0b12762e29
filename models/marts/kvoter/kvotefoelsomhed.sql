with varianter as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'landstalstrin'
),

kommuneandele as (
    select * from {{ ref('kommuneandele') }}
),

regioner as (
    select * from {{ ref('regioner') }}
),

kvoter as (
    select
        varianter.dokument,
        kommuneandele.landstalsaar,
        kommuneandele.er_gaeldende,
        cast(varianter.variant as integer) as landstal_pct,
        varianter.landstal as landstal_antaget,
        varianter.kommunekode,
        kommuneandele.kommunenavn,
        varianter.regionskode,
        regioner.regionsnavn,
        varianter.indbyggertal,
        {{ rounded_fraction('varianter.fordelingstal_taeller', 'varianter.vaegt_landet', 6, zero_by_zero=0) }}
            as fordelingstal,
        varianter.regionskvote as regionskvote_beregnet,
        {{ rounded_fraction('varianter.kommunekvote_taeller', 'varianter.vaegt_i_alt', 6, zero_by_zero=0) }}
            as kommunekvote_eksakt,
        varianter.kommunekvote_beregnet,
        kommuneandele.kommunekvote as kommunekvote_offentliggjort
    from varianter
    inner join kommuneandele
        on
            varianter.dokument = kommuneandele.dokument
            and varianter.kommunekode = kommuneandele.kommunekode
    inner join regioner on varianter.regionskode = regioner.regionskode
)

select * from kvoter
