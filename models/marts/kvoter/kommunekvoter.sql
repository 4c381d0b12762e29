with fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
),

kommunekvoter as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
),

landstal as (
    select * from {{ ref('landstal') }}
),

trin as (
    select
        fordelingstal.dokument,
        landstal.landstalsaar,
        landstal.er_gaeldende,
        fordelingstal.kommunekode,
        fordelingstal.kommunenavn,
        fordelingstal.regionskode,
        {{ afrundet_broek('fordelingstal.indbyggertal', 'fordelingstal.indbyggertal_landet', 10) }}
            as befolkningsandel,
        {{ afrundet_broek(
            'fordelingstal.udenlandske_statsborgere', 'fordelingstal.udenlandske_statsborgere_landet', 10
        ) }} as udlaendingeandel,
        {{ afrundet_broek('fordelingstal.fordelingsandel_taeller', 'fordelingstal.naevner', 10) }}
            as fordelingsandel,
        {{ afrundet_broek('fordelingstal.beregnet_fordelingstal_taeller', 'fordelingstal.naevner', 6) }}
            as beregnet_fordelingstal,
        {{ afrundet_broek('fordelingstal.foreloebigt_fordelingstal_taeller', 'fordelingstal.naevner', 6) }}
            as foreloebigt_fordelingstal,
        {{ afrundet_broek(
            'fordelingstal.fordelingstal_taeller', 'fordelingstal.vaegt_landet', 6, nul_af_nul=0
        ) }} as fordelingstal,
        fordelingstal.fordelingstal_afrundet,
        {{ afrundet_broek(
            'kommunekvoter.kommunekvote_taeller', 'kommunekvoter.vaegt_i_alt', 6, nul_af_nul=0
        ) }} as kommunekvote_eksakt,
        kommunekvoter.kommunekvote_beregnet,
        fordelingstal.kommunekvote as kommunekvote_offentliggjort,
        kommunekvoter.kommunekvote_beregnet - fordelingstal.kommunekvote as afvigelse,
        -- ikke reguleret: a quota of 0 without a negative number (Valg 3)
        case
            when kommunekvoter.kommunekvote_beregnet > 0 then null
            when fordelingstal.foreloebigt_fordelingstal_taeller < 0 then 'negativt_fordelingstal'
            else 'afrunding'
        end as nulkvote_aarsag
    from fordelingstal
    inner join kommunekvoter
        on
            fordelingstal.dokument = kommunekvoter.dokument
            and fordelingstal.kommunekode = kommunekvoter.kommunekode
    inner join landstal on fordelingstal.dokument = landstal.dokument
)

select * from trin
