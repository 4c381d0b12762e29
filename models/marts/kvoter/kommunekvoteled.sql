{#- What each step is called, what the number is after it, and where the law says so. -#}
{%- set alle_led = [
    ('befolkning', 'befolkningstal', 'BEK 550 § 4, stk. 2-3'),
    ('udlaendinge', 'beregnet_fordelingstal', 'BEK 550 § 4, stk. 2-3'),
    ('familiesammenfoerte', 'foreloebigt_fordelingstal', 'BEK 550 § 4, stk. 4'),
    ('negative_tal', 'fordelingstal', 'BEK 550 § 4, stk. 5'),
    ('regionskvote', 'kommunekvote_eksakt', 'integrationsloven § 8, stk. 3'),
    ('hele_personer', 'kommunekvote_beregnet', 'ikke reguleret'),
] -%}

with kommunekvoter as (
    select * from {{ ref('kommunekvoter') }}
),

fordelingstal as (
    select * from {{ ref('int_fordelingstal_beregnet') }}
    where beregning = 'brev'
),

trin as (
    select
        kommunekvoter.*,
        {{ rounded_fraction(
            'fordelingstal.indbyggertal'
            ~ ' * (fordelingstal.landstal + fordelingstal.familiesammenfoerte_landet)',
            'fordelingstal.indbyggertal_landet',
            6,
        ) }} as befolkningstal
    from kommunekvoter
    inner join fordelingstal
        on
            kommunekvoter.dokument = fordelingstal.dokument
            and kommunekvoter.kommunekode = fordelingstal.kommunekode
),

led as (
    {% for led, efter, hjemmel in alle_led %}
        {% set foer = alle_led[loop.index0 - 1][1] if loop.index0 else '0' %}
        select
            dokument,
            landstalsaar,
            er_gaeldende,
            kommunekode,
            kommunenavn,
            regionskode,
            {{ loop.index }} as lednummer,
            '{{ led }}' as led,
            '{{ hjemmel }}' as hjemmel,
            cast({{ foer }} as decimal(18, 6)) as foer,
            cast({{ efter }} - {{ foer }} as decimal(18, 6)) as bidrag,
            cast({{ efter }} as decimal(18, 6)) as efter
        from trin
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from led
