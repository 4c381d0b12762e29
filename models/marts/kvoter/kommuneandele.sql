with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

andele as (
    select
        grundlag.dokument,
        landstalsbreve.landstalsaar,
        landstalsbreve.er_gaeldende,
        grundlag.kommunekode,
        grundlag.kommunenavn,
        grundlag.regionskode,
        grundlag.indbyggertal,
        grundlag.udenlandske_statsborgere,
        grundlag.asylansoegere,
        grundlag.familiesammenfoerte,
        grundlag.kommunekvote,
        {{ rounded_fraction('grundlag.indbyggertal', 'grundlag.indbyggertal_regionen', 10) }}
            as andel_af_region,
        {{ rounded_fraction('grundlag.indbyggertal', 'grundlag.indbyggertal_landet', 10) }}
            as andel_af_landet,
        {{ rounded_fraction('grundlag.asylansoegere', 'grundlag.indbyggertal', 4, factor=1000) }}
            as asylansoegere_pr_1000,
        {{ rates('grundlag', 'grundlag.kommunekvote') | indent(8) }}
    from grundlag
    inner join landstalsbreve on grundlag.dokument = landstalsbreve.dokument
)

select * from andele
