{%- set landets_maal = calculation_inputs() | reject('equalto', 'landstal') | list -%}

with landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

aendringsregler as (
    select * from {{ ref('int_aendringsregler_fundet') }}
),

fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
    where beregning = 'brev'
),

landssummer as (
    select
        dokument,
        beregningsmaade,
        {% for maal in landets_maal %}
            cast(sum({{ maal }}) as integer) as {{ maal }},
        {% endfor %}
        cast(sum(fordelingstal_afrundet) as integer) as fordelingstal_afrundet
    from fordelingstal
    group by dokument, beregningsmaade
),

landstal as (
    select
        landstalsbreve.dokument,
        landstalsbreve.landstalsaar,
        landstalsbreve.version,
        landstalsbreve.er_gaeldende,
        landstalsbreve.er_seneste,
        landstalsbreve.dokument_forrige,
        landssummer.beregningsmaade,
        landstalsbreve.landstal,
        landstalsbreve.landstal_foer,
        aendringsregler.skal_aendres_under,
        aendringsregler.skal_aendres_over,
        landstalsbreve.dateret,
        landstalsbreve.sagsnummer,
        landstalsbreve.befolkning_pr,
        landstalsbreve.familiesammenfoert_aar,
        landstalsbreve.asylansoegere_pr,
        landstalsbreve.aftalefrist,
        landstalsbreve.fastsaettelsesfrist,
        landstalsbreve.titel,
        landstalsbreve.udgiver,
        landstalsbreve.udlaendingedefinition,
        landstalsbreve.regionsinddeling,
        {% for maal in landets_maal %}
            landssummer.{{ maal }},
        {% endfor %}
        landssummer.fordelingstal_afrundet,
        landstalsbreve.landstal - coalesce(landssummer.fordelingstal_afrundet, landstalsbreve.landstal)
            as uforklaret_tillaeg,
        {{ rates('landssummer', 'landstalsbreve.landstal') | indent(8) }}
    from landstalsbreve
    left join aendringsregler on landstalsbreve.dokument = aendringsregler.dokument
    inner join landssummer on landstalsbreve.dokument = landssummer.dokument
)

select * from landstal
