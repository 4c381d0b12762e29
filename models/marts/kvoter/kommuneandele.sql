with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

andele as (
    select
        grundlag.dokument,
        grundlag.landstalsaar,
        grundlag.er_gaeldende,
        grundlag.er_seneste,
        grundlag.kommunekode,
        grundlag.kommunenavn,
        grundlag.regionskode,
        grundlag.regionsnavn,
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
)

select * from andele
