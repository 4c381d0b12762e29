with landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

versioner as (
    select
        *,
        coalesce(version = max(version) over (partition by landstalsaar), false) as er_gaeldende,
        lag(dokument) over (
            partition by landstalsaar order by version nulls last, dokument nulls last
        ) as dokument_forrige_version
    from landstalsbreve
),

ordnet as (
    select
        versioner.dokument,
        versioner.landstalsaar,
        versioner.version,
        versioner.er_gaeldende,
        versioner.landstal,
        versioner.dateret,
        versioner.sagsnummer,
        versioner.befolkning_pr,
        versioner.familiesammenfoert_aar,
        versioner.asylansoegere_pr,
        versioner.aftalefrist,
        versioner.fastsaettelsesfrist,
        versioner.titel,
        versioner.udgiver,
        versioner.udlaendingedefinition,
        coalesce(versioner.dokument_forrige_version, aaret_foer.dokument) as dokument_forrige
    from versioner
    left join versioner as aaret_foer
        on versioner.landstalsaar - 1 = aaret_foer.landstalsaar and aaret_foer.er_gaeldende
)

select * from ordnet
