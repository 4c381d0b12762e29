with landstalsvaerdier as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'landstalsvaerdi'
),

familievaerdier as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning = 'familievaerdi'
),

grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

samlet as (
    select
        landstalsvaerdier.dokument,
        landstalsvaerdier.kommunekode,
        'landstal' as figur,
        landstalsvaerdier.landstal as vaerdi,
        grundlag.landstal as aktuel_vaerdi,
        landstalsvaerdier.kommunekvote_beregnet
    from landstalsvaerdier
    inner join grundlag
        on
            landstalsvaerdier.dokument = grundlag.dokument
            and landstalsvaerdier.kommunekode = grundlag.kommunekode
    union all
    select
        familievaerdier.dokument,
        familievaerdier.kommunekode,
        'familiesammenfoerte' as figur,
        familievaerdier.familiesammenfoerte as vaerdi,
        grundlag.familiesammenfoerte as aktuel_vaerdi,
        familievaerdier.kommunekvote_beregnet
    from familievaerdier
    inner join grundlag
        on
            familievaerdier.dokument = grundlag.dokument
            and familievaerdier.kommunekode = grundlag.kommunekode
    -- Of a region's municipalities the one whose number is varied.
    where
        familievaerdier.variant
        = familievaerdier.kommunekode || ' '
        || cast(familievaerdier.familiesammenfoerte as {{ dbt.type_string() }})
)

select * from samlet
