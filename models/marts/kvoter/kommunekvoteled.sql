{#- What each step is called, what the number is after it, and where the law says so. -#}
{%- set hele_personer = ('hele_personer', 'kommunekvote_beregnet', 'ikke fastlagt i reglerne') -%}
{%- set beregnede_led = [
    ('befolkning', 'befolkningstal', 'BEK 550 § 4, stk. 2-3'),
    ('udlaendinge', 'beregnet_fordelingstal', 'BEK 550 § 4, stk. 2-3'),
    ('familiesammenfoerte', 'foreloebigt_fordelingstal', 'BEK 550 § 4, stk. 4'),
    ('negative_tal', 'fordelingstal', 'BEK 550 § 4, stk. 5'),
    ('regionskvote', 'kommunekvote_eksakt', 'BEK 550 § 7, stk. 2-5'),
    hele_personer,
] -%}
{%- set forholdsmaessige_led = [
    ('kvote_foer', 'kommunekvote_foer', 'BEK 550 § 7, stk. 8'),
    ('forholdsmaessig_aendring', 'kommunekvote_eksakt', 'BEK 550 § 7, stk. 8'),
    hele_personer,
] -%}

with kommunekvoter as (
    select * from {{ ref('kommunekvoter') }}
),

led as (
    {% for alle_led, er_lig in [(beregnede_led, '!='), (forholdsmaessige_led, '=')] %}
        {% set er_sidste_maade = loop.last %}
        {% for led, efter, hjemmel in alle_led %}
            {% set foer = alle_led[loop.index0 - 1][1] if loop.index0 else '0' %}
            select
                dokument,
                landstalsaar,
                er_gaeldende,
                er_seneste,
                kommunekode,
                kommunenavn,
                regionskode,
                regionsnavn,
                {{ loop.index }} as lednummer,
                '{{ led }}' as led,
                '{{ hjemmel }}' as hjemmel,
                cast({{ foer }} as decimal(18, 6)) as foer,
                cast({{ efter }} - {{ foer }} as decimal(18, 6)) as bidrag,
                cast({{ efter }} as decimal(18, 6)) as efter
            from kommunekvoter
            where beregningsmaade {{ er_lig }} 'forholdsmaessig_aendring'
            {{ 'union all' if not (er_sidste_maade and loop.last) }}
        {% endfor %}
    {% endfor %}
)

select * from led
