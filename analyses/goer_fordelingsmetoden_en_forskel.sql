{%- set one_calculation = ['beregning', 'variant', 'dokument'] -%}
{%- set largest_population = 'indbyggertal desc nulls last' -%}
{#- What is counted, of which rows, and when a method's quota does. -#}
{%- set counts = [
    ('som i Bilag B', "beregning = 'brev'", 'method = offentliggjort'),
    ('ikke ens', "beregning = 'landstalstrin'", 'stoerste_broek != sainte_lague'),
    ('falder', 'landstal > landstal_foer', 'method < method_foer'),
    ('trods større tal', 'landstal > landstal_foer and fordelingstal > fordelingstal_foer', 'method < method_foer'),
] -%}

with stoerste_broek as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning in ('brev', 'landstalstrin')
),

regionssummer as (
    select
        beregning,
        variant,
        dokument,
        regionskode,
        landstal as antal,
        sum(indbyggertal) as indbyggertal,
        sum(vaegt) as vaegt
    from stoerste_broek
    group by beregning, variant, dokument, regionskode, landstal
),

regionskvoter as (
    {{ sainte_lague(
        'regionssummer',
        partition_by=one_calculation,
        order_by=[largest_population, 'regionskode asc nulls last'],
    ) | indent(4) }}
),

-- A letter's regional quotas are those it publishes.
kommuner as (
    select
        stoerste_broek.beregning,
        stoerste_broek.variant,
        stoerste_broek.dokument,
        stoerste_broek.kommunekode,
        stoerste_broek.regionskode,
        stoerste_broek.landstal,
        stoerste_broek.indbyggertal,
        stoerste_broek.vaegt,
        {{ rounded_fraction(
            'stoerste_broek.fordelingstal_taeller', 'stoerste_broek.vaegt_landet', 6, zero_by_zero=0
        ) }} as fordelingstal,
        stoerste_broek.kommunekvote_beregnet as stoerste_broek,
        kommuneandele.kommunekvote as offentliggjort,
        case
            when stoerste_broek.beregning = 'brev' then stoerste_broek.regionskvote else regionskvoter.tildelt
        end as antal
    from stoerste_broek
    inner join regionskvoter
        on
            stoerste_broek.beregning = regionskvoter.beregning
            and stoerste_broek.variant = regionskvoter.variant
            and stoerste_broek.dokument = regionskvoter.dokument
            and stoerste_broek.regionskode = regionskvoter.regionskode
    inner join {{ ref('kommuneandele') }} as kommuneandele
        on
            stoerste_broek.dokument = kommuneandele.dokument
            and stoerste_broek.kommunekode = kommuneandele.kommunekode
),

kommunekvoter as (
    {{ sainte_lague(
        'kommuner',
        partition_by=one_calculation + ['regionskode'],
        order_by=[largest_population, 'kommunekode asc nulls last'],
    ) | indent(4) }}
),

trin as (
    select
        beregning,
        dokument,
        kommunekode,
        landstal,
        fordelingstal,
        offentliggjort,
        stoerste_broek,
        tildelt as sainte_lague,
        lag(landstal) over kommunens_trin as landstal_foer,
        lag(fordelingstal) over kommunens_trin as fordelingstal_foer,
        lag(stoerste_broek) over kommunens_trin as stoerste_broek_foer,
        lag(tildelt) over kommunens_trin as sainte_lague_foer
    from kommunekvoter
    window kommunens_trin as (partition by beregning, dokument, kommunekode order by landstal nulls last)
),

optalt as (
    {% for kvoter, rows, when in counts %}
        select
            dokument,
            {{ loop.index }} as nummer,
            '{{ kvoter }}' as kvoter,
            count(*) as ud_af,
            count(case when {{ when | replace('method', 'stoerste_broek') }} then 1 end) as stoerste_broek,
            count(case when {{ when | replace('method', 'sainte_lague') }} then 1 end) as sainte_lague
        from trin
        where {{ rows }}
        group by dokument
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    dokument,
    kvoter,
    ud_af,
    stoerste_broek,
    sainte_lague
from optalt
order by dokument nulls last, nummer nulls last
