-- A variant with a letter's own landstal and inputs is that letter: the step of 100 per cent, a scenario that
-- changes nothing, the last figures of a change, and its first, which are the letter before.
with varianter as (
    select
        varianter.*,
        case
            when varianter.variantslags = 'aendring' and varianter.variant = '0' then breve.dokument_forrige
            else varianter.dokument
        end as talkilde
    from {{ ref('int_varianter_beregnet') }} as varianter
    inner join {{ ref('int_landstalsbreve_ordnet') }} as breve on varianter.dokument = breve.dokument
),

sammenholdt as (
    select
        varianter.dokument,
        varianter.variantslags || ' ' || varianter.variant || ', ' || breve.kommunenavn as raekke,
        varianter.fordelingstal_taeller,
        varianter.vaegt_landet,
        breve.fordelingstal_taeller as brevets_taeller,
        breve.vaegt_landet as brevets_vaegt_landet,
        max(
            case
                when
                    varianter.landstal = breve.landstal
                    and varianter.indbyggertal = breve.indbyggertal
                    and varianter.udenlandske_statsborgere = breve.udenlandske_statsborgere
                    and varianter.familiesammenfoerte = breve.familiesammenfoerte
                    then 0
                else 1
            end
        ) over (partition by varianter.variantslags, varianter.variant, varianter.dokument) as er_aendret
    from varianter
    inner join {{ ref('int_fordelingstal_beregnet') }} as breve
        on
            varianter.talkilde = breve.dokument
            and varianter.kommunekode = breve.kommunekode
)

select
    dokument,
    'int_varianter_beregnet' as tabel,
    raekke,
    'fordelingstal' as kolonne,
    {{ afrundet_broek('fordelingstal_taeller', 'vaegt_landet', 6, nul_af_nul=0) }} as beregnet,
    {{ afrundet_broek('brevets_taeller', 'brevets_vaegt_landet', 6, nul_af_nul=0) }} as forventet
from sammenholdt
where
    er_aendret = 0
    and (fordelingstal_taeller != brevets_taeller or vaegt_landet != brevets_vaegt_landet)
