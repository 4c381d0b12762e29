with udmeldt as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'landstalstrin'
),

aendret as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'landstalsaendring'
),

kommuneandele as (
    select * from {{ ref('kommuneandele') }}
),

kvoter as (
    select
        udmeldt.dokument,
        kommuneandele.landstalsaar,
        kommuneandele.er_gaeldende,
        kommuneandele.er_seneste,
        cast(udmeldt.variant as integer) as landstal_pct,
        udmeldt.landstal as landstal_antaget,
        udmeldt.kommunekode,
        kommuneandele.kommunenavn,
        udmeldt.regionskode,
        kommuneandele.regionsnavn,
        udmeldt.indbyggertal,
        {{ rounded_fraction('udmeldt.fordelingstal_taeller', 'udmeldt.vaegt_landet', 6, zero_by_zero=0) }}
            as fordelingstal,
        udmeldt.regionskvote as regionskvote_beregnet,
        {{ rounded_fraction('udmeldt.kommunekvote_taeller', 'udmeldt.vaegt_i_alt', 6, zero_by_zero=0) }}
            as kommunekvote_eksakt,
        udmeldt.kommunekvote_beregnet,
        kommuneandele.kommunekvote as kommunekvote_offentliggjort,
        aendret.regionskvote as regionskvote_ved_aendring,
        aendret.kommunekvote_beregnet as kommunekvote_ved_aendring
    from udmeldt
    inner join aendret
        on
            udmeldt.dokument = aendret.dokument
            and udmeldt.variant = aendret.variant
            and udmeldt.kommunekode = aendret.kommunekode
    inner join kommuneandele
        on
            udmeldt.dokument = kommuneandele.dokument
            and udmeldt.kommunekode = kommuneandele.kommunekode
)

select * from kvoter
