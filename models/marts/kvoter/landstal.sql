with landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

versioner as (
    select
        dokument,
        landstalsaar,
        version,
        coalesce(version = max(version) over (partition by landstalsaar), false) as er_gaeldende,
        landstal,
        dateret,
        sagsnummer,
        befolkning_pr,
        familiesammenfoert_aar,
        asylansoegere_pr,
        aftalefrist,
        fastsaettelsesfrist,
        titel,
        udgiver,
        udlaendingedefinition
    from landstalsbreve
)

select * from versioner
