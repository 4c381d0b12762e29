{#- BEK 550 of 3 May 2022, § 4, stk. 2 to 5, in whole numbers: a list of CTEs, one per paragraph, of which the
    last is `fordelingstal`. Multiplied by P·F every step up to stk. 4 is an integer; none is rounded.

    relation   CTE or relation with one row per calculation and municipality: landstal, indbyggertal,
               udenlandske_statsborgere, familiesammenfoerte, and the last three with _landet (landssummer)
    beregning  columns that name one calculation

    Yields the columns of the relation and
      naevner                           P·F, the denominator of the next three
      fordelingsandel_taeller           stk. 2
      beregnet_fordelingstal_taeller    stk. 3
      foreloebigt_fordelingstal_taeller stk. 4
      vaegt                             the same, and 0 where it is negative
      vaegt_landet                      their sum, the denominator of the next
      fordelingstal_taeller             stk. 5
      fordelingstal_afrundet            its nearest whole number. -#}
{% macro fordelingstal_efter_par4(relation, beregning) %}
-- § 4, stk. 2
fordelingsandele as (
    select
        *,
        indbyggertal_landet * udenlandske_statsborgere_landet as naevner,
        2 * indbyggertal * udenlandske_statsborgere_landet
        - udenlandske_statsborgere * indbyggertal_landet as fordelingsandel_taeller
    from {{ relation }}
),

-- § 4, stk. 3
beregnede_fordelingstal as (
    select
        *,
        fordelingsandel_taeller
        * (landstal + familiesammenfoerte_landet) as beregnet_fordelingstal_taeller
    from fordelingsandele
),

-- § 4, stk. 4
foreloebige_fordelingstal as (
    select
        *,
        beregnet_fordelingstal_taeller
        - familiesammenfoerte * naevner as foreloebigt_fordelingstal_taeller
    from beregnede_fordelingstal
),

-- § 4, stk. 5
positive_fordelingstal as (
    select
        *,
        case
            when foreloebigt_fordelingstal_taeller < 0 then 0
            else foreloebigt_fordelingstal_taeller
        end as vaegt
    from foreloebige_fordelingstal
),

vaegte as (
    select
        *,
        sum(vaegt) over (partition by {{ beregning | join(', ') }}) as vaegt_landet
    from positive_fordelingstal
),

fordelingstal as (
    select
        *,
        landstal * vaegt as fordelingstal_taeller,
        -- ikke reguleret: nearest whole number, a half up (Valg 5). Weights are all 0 only when the
        -- landstal is 0, and then everybody's number is 0.
        cast({{ afrundet_broek('landstal * vaegt', 'vaegt_landet', 0, nul_af_nul=0) }} as integer)
            as fordelingstal_afrundet
    from vaegte
)
{%- endmacro %}


{# The figures that a quota is calculated from; a change from one letter to the next is taken apart in this
   order (Valg 11). #}
{% macro kvotens_tal() %}
    {{- return(['landstal', 'indbyggertal', 'udenlandske_statsborgere', 'familiesammenfoerte']) -}}
{% endmacro %}


{# The sums over the nation that § 4 divides by, as columns; beregning as above. #}
{% macro landssummer(beregning) %}
{%- for maal in kvotens_tal() if maal != 'landstal' -%}
sum(cast({{ maal }} as {{ type_heltal38() }})) over (partition by {{ beregning | join(', ') }}) as {{ maal }}_landet
{{- ',\n' if not loop.last }}
{%- endfor %}
{%- endmacro %}


{# The steps of § 4 as decimals for display, in statutory order, from a relation that fordelingstal_efter_par4
   has yielded. #}
{% macro trin_i_par4(fra) -%}
{{ afrundet_broek(fra ~ '.indbyggertal', fra ~ '.indbyggertal_landet', 10) }} as befolkningsandel,
{{ afrundet_broek(fra ~ '.udenlandske_statsborgere', fra ~ '.udenlandske_statsborgere_landet', 10) }}
    as udlaendingeandel,
{{ afrundet_broek(fra ~ '.fordelingsandel_taeller', fra ~ '.naevner', 10) }} as fordelingsandel,
{{ afrundet_broek(fra ~ '.beregnet_fordelingstal_taeller', fra ~ '.naevner', 6) }} as beregnet_fordelingstal,
{{ afrundet_broek(fra ~ '.foreloebigt_fordelingstal_taeller', fra ~ '.naevner', 6) }}
    as foreloebigt_fordelingstal,
{{ afrundet_broek(fra ~ '.fordelingstal_taeller', fra ~ '.vaegt_landet', 6, nul_af_nul=0) }} as fordelingstal,
{{ fra }}.fordelingstal_afrundet
{%- endmacro %}


{# Why a quota is 0, from the quota and the foreløbigt fordelingstal. #}
{% macro nulkvote_aarsag(kvote, foreloebigt_fordelingstal) -%}
-- ikke reguleret: a quota of 0 without a negative number (Valg 3)
case
    when {{ kvote }} > 0 then null
    when {{ foreloebigt_fordelingstal }} < 0 then 'negativt_fordelingstal'
    else 'afrunding'
end as nulkvote_aarsag
{%- endmacro %}
