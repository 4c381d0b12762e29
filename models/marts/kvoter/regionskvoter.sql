with fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
    where beregning = 'brev'
),

beregnede as (
    select * from {{ ref('int_regionskvoter_fordelt') }}
    where beregning = 'brev'
),

grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

kommunekvoter as (
    select * from {{ ref('kommunekvoter') }}
),

regionssummer as (
    select
        fordelingstal.dokument,
        grundlag.landstalsaar,
        grundlag.er_gaeldende,
        grundlag.er_seneste,
        fordelingstal.regionskode,
        grundlag.regionsnavn,
        fordelingstal.beregningsmaade,
        cast(sum(fordelingstal.indbyggertal) as integer) as indbyggertal,
        cast(sum(fordelingstal.udenlandske_statsborgere) as integer) as udenlandske_statsborgere,
        cast(coalesce(sum(grundlag.asylansoegere), 0) as integer) as asylansoegere,
        cast(sum(fordelingstal.familiesammenfoerte) as integer) as familiesammenfoerte,
        sum(fordelingstal.fordelingstal_taeller) as fordelingstal_taeller,
        max(fordelingstal.vaegt_landet) as vaegt_landet,
        cast(sum(fordelingstal.fordelingstal_afrundet) as integer) as fordelingstal_afrundet,
        cast(sum(kommunekvoter.kommunekvote_foer) as integer) as regionskvote_foer,
        max(kommunekvoter.regionskvote_offentliggjort) as regionskvote,
        cast(max(kommunekvoter.regionskvote_offentliggjort) - sum(kommunekvoter.kommunekvote_hele) as integer)
            as personer_til_stoerste_rest,
        cast(sum(kommunekvoter.kommunekvote_beregnet) as integer) as kommunekvote_beregnet,
        cast(sum(kommunekvoter.kommunekvote_offentliggjort) as integer) as kommunekvote_offentliggjort,
        cast(sum(kommunekvoter.kommunekvote_aftalt) as integer) as kommunekvote_aftalt
    from fordelingstal
    inner join kommunekvoter
        on
            fordelingstal.dokument = kommunekvoter.dokument
            and fordelingstal.kommunekode = kommunekvoter.kommunekode
    inner join grundlag
        on
            fordelingstal.dokument = grundlag.dokument
            and fordelingstal.kommunekode = grundlag.kommunekode
    group by
        fordelingstal.dokument,
        grundlag.landstalsaar,
        grundlag.er_gaeldende,
        grundlag.er_seneste,
        fordelingstal.regionskode,
        grundlag.regionsnavn,
        fordelingstal.beregningsmaade
),

kvoter as (
    select
        regionssummer.dokument,
        regionssummer.landstalsaar,
        regionssummer.er_gaeldende,
        regionssummer.er_seneste,
        regionssummer.regionskode,
        regionssummer.regionsnavn,
        regionssummer.beregningsmaade,
        regionssummer.indbyggertal,
        regionssummer.udenlandske_statsborgere,
        regionssummer.asylansoegere,
        regionssummer.familiesammenfoerte,
        {{ rounded_fraction(
            'regionssummer.fordelingstal_taeller', 'regionssummer.vaegt_landet', 6, zero_by_zero=0
        ) }} as fordelingstal,
        regionssummer.fordelingstal_afrundet,
        regionssummer.regionskvote_foer,
        case
            when
                regionssummer.beregningsmaade = 'forholdsmaessig_aendring'
                then beregnede.regionskvote_beregnet
        end as regionskvote_forholdsmaessig,
        regionssummer.regionskvote as regionskvote_offentliggjort,
        regionssummer.regionskvote
        - coalesce(regionssummer.fordelingstal_afrundet, beregnede.regionskvote_beregnet)
            as uforklaret_tillaeg,
        regionssummer.personer_til_stoerste_rest,
        regionssummer.kommunekvote_beregnet,
        regionssummer.kommunekvote_offentliggjort,
        regionssummer.kommunekvote_aftalt,
        {{ rates('regionssummer', 'regionssummer.regionskvote') | indent(8) }}
    from regionssummer
    inner join beregnede
        on regionssummer.dokument = beregnede.dokument and regionssummer.regionskode = beregnede.regionskode
)

select * from kvoter
