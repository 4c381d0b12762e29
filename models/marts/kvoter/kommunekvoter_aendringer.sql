{%- set forholdsmaessigt = 'kvoter.kommunekvote_eksakt - kvoter.kommunekvote_foer' -%}
{%- set alle_maal = calculation_inputs() -%}

with varianter as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
    where beregning = 'aendring'
),

landstal as (
    select * from {{ ref('landstal') }}
),

kommunekvoter as (
    select * from {{ ref('kommunekvoter') }}
),

afrundede as (
    select
        *,
        {{ rounded_fraction('fordelingstal_taeller', 'vaegt_landet', 6, zero_by_zero=0) }} as fordelingstal
    from varianter
),

-- Variant 0 has the figures of the letter before, the last variant this letter's.
fordelingstal as (
    select
        dokument,
        {% for maal in alle_maal %}
            max(case when variant = '0' then {{ maal }} end) as {{ maal }}_forrige,
            max(case when variant = '{{ alle_maal | length }}' then {{ maal }} end) as {{ maal }},
        {% endfor %}
        max(case when variant = '0' then fordelingstal end) as fordelingstal_0,
        {% for maal in alle_maal %}
            max(case when variant = '{{ loop.index }}' then fordelingstal end)
                as fordelingstal_{{ loop.index }},
        {% endfor %}
        kommunekode
    from afrundede
    group by dokument, kommunekode
),

aendringer as (
    select
        kvoter.dokument,
        landstal.dokument_forrige,
        kvoter.landstalsaar,
        kvoter.er_gaeldende,
        kvoter.er_seneste,
        kvoter.kommunekode,
        kvoter.kommunenavn,
        kvoter.regionskode,
        kvoter.regionsnavn,
        kvoter.beregningsmaade,
        forrige.kommunekvote_beregnet as kommunekvote_beregnet_forrige,
        kvoter.kommunekvote_beregnet,
        {% for maal in alle_maal %}
            fordelingstal.{{ maal }}_forrige,
            fordelingstal.{{ maal }},
            fordelingstal.{{ maal }} - fordelingstal.{{ maal }}_forrige as {{ maal }}_aendring,
        {% endfor %}
        {% for maal in alle_maal %}
            cast(
                case
                    when kvoter.beregningsmaade = 'forholdsmaessig_aendring'
                        then {{ forholdsmaessigt if loop.first else 0 }}
                    else
                        fordelingstal.fordelingstal_{{ loop.index }}
                        - fordelingstal.fordelingstal_{{ loop.index0 }}
                end as decimal(18, 6)
            ) as bidrag_{{ maal }},
        {% endfor %}
        kvoter.kommunekvote_beregnet - forrige.kommunekvote_beregnet as kommunekvote_aendring
    from kommunekvoter as kvoter
    inner join landstal on kvoter.dokument = landstal.dokument
    inner join kommunekvoter as forrige
        on
            landstal.dokument_forrige = forrige.dokument
            and kvoter.kommunekode = forrige.kommunekode
    inner join fordelingstal
        on
            kvoter.dokument = fordelingstal.dokument
            and kvoter.kommunekode = fordelingstal.kommunekode
),

med_rest as (
    select
        *,
        cast(
            kommunekvote_aendring - bidrag_landstal - bidrag_indbyggertal - bidrag_udenlandske_statsborgere
            - bidrag_familiesammenfoerte as decimal(18, 6)
        ) as bidrag_rest
    from aendringer
)

select * from med_rest
