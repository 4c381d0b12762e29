with landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

regionskvoter as (
    select * from {{ ref('stg_kvoter__landstal_regionskvoter') }}
),

regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

regionsinddelinger as (
    select * from {{ ref('stg_kvoter__regionsinddelinger') }}
),

-- The division that has most of the printed regions; of several the oldest.
inddelinger as (
    select
        landstalsbreve.dokument,
        regionsinddelinger.inddeling,
        row_number() over (
            partition by landstalsbreve.dokument
            order by count(distinct regionskvoter.regionsnavn) desc, regionsinddelinger.inddeling asc
        ) as nummer
    from landstalsbreve
    cross join regionsinddelinger
    inner join regioner on regionsinddelinger.regionskode = regioner.regionskode
    left join regionskvoter
        on
            landstalsbreve.dokument = regionskvoter.dokument
            and regioner.regionsnavn = regionskvoter.regionsnavn
    group by landstalsbreve.dokument, regionsinddelinger.inddeling
),

versioner as (
    select
        *,
        coalesce(version = max(version) over (partition by landstalsaar), false) as er_gaeldende,
        coalesce(landstalsaar = max(landstalsaar) over (), false) as er_seneste_aar,
        first_value(dokument) over aarets_breve as dokument_foerste,
        lag(dokument) over aarets_breve as dokument_foer,
        lag(landstal) over aarets_breve as landstal_foer,
        lag(version) over aarets_breve as version_foer
    from landstalsbreve
    window aarets_breve as (partition by landstalsaar order by version nulls last, dokument nulls last)
),

ordnet as (
    select
        versioner.dokument,
        versioner.landstalsaar,
        versioner.version,
        versioner.er_gaeldende,
        versioner.er_gaeldende and versioner.er_seneste_aar as er_seneste,
        versioner.landstal,
        versioner.dateret,
        versioner.sagsnummer,
        foerste.befolkning_pr,
        foerste.familiesammenfoert_aar,
        foerste.asylansoegere_pr,
        versioner.aftalefrist,
        versioner.fastsaettelsesfrist,
        versioner.titel,
        versioner.udgiver,
        foerste.udlaendingedefinition,
        inddelinger.inddeling as regionsinddeling,
        versioner.dokument_foerste,
        versioner.dokument_foer,
        versioner.landstal_foer,
        versioner.version_foer,
        coalesce(versioner.dokument_foer, aaret_foer.dokument) as dokument_forrige
    from versioner
    inner join inddelinger on versioner.dokument = inddelinger.dokument and inddelinger.nummer = 1
    -- § 7, stk. 9: the figures of the year's first announcement
    inner join landstalsbreve as foerste on versioner.dokument_foerste = foerste.dokument
    left join versioner as aaret_foer
        on versioner.landstalsaar - 1 = aaret_foer.landstalsaar and aaret_foer.er_gaeldende
)

select * from ordnet
