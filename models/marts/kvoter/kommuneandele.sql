with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

landstal as (
    select * from {{ ref('landstal') }}
),

andele as (
    select
        grundlag.dokument,
        landstal.landstalsaar,
        landstal.er_gaeldende,
        grundlag.kommunekode,
        grundlag.kommunenavn,
        grundlag.regionskode,
        grundlag.indbyggertal,
        grundlag.udenlandske_statsborgere,
        grundlag.asylansoegere,
        grundlag.familiesammenfoerte,
        grundlag.kommunekvote,
        {{ afrundet_broek('grundlag.indbyggertal', 'grundlag.indbyggertal_regionen', 10) }}
            as andel_af_region,
        {{ afrundet_broek('grundlag.indbyggertal', 'grundlag.indbyggertal_landet', 10) }} as andel_af_landet,
        {{ afrundet_broek('grundlag.asylansoegere', 'grundlag.indbyggertal', 4, faktor=1000) }}
            as asylansoegere_pr_1000,
        {{ rater('grundlag', 'grundlag.kommunekvote') | indent(8) }}
    from grundlag
    inner join landstal on grundlag.dokument = landstal.dokument
)

select * from andele
