{#- Columns that more than one model of the quotas has. -#}

{# The figures that a quota is calculated from; a change from one letter to the next is taken apart in this
   order (Metodevalg 11). #}
{% macro calculation_inputs() %}
    {{- return(['landstal', 'indbyggertal', 'udenlandske_statsborgere', 'familiesammenfoerte']) -}}
{% endmacro %}


{# The steps of § 4 as decimals for display, in statutory order, from a relation with the columns of
   int_fordelingstal_beregnet. #}
{% macro steps_of_par4(relation) -%}
{{ rounded_fraction(relation ~ '.indbyggertal', relation ~ '.indbyggertal_landet', 10) }} as befolkningsandel,
{{ rounded_fraction(relation ~ '.udenlandske_statsborgere', relation ~ '.udenlandske_statsborgere_landet', 10) }}
    as udlaendingeandel,
{{ rounded_fraction(relation ~ '.fordelingsandel_taeller', relation ~ '.naevner', 10) }} as fordelingsandel,
{{ rounded_fraction(relation ~ '.beregnet_fordelingstal_taeller', relation ~ '.naevner', 6) }}
    as beregnet_fordelingstal,
{{ rounded_fraction(relation ~ '.foreloebigt_fordelingstal_taeller', relation ~ '.naevner', 6) }}
    as foreloebigt_fordelingstal,
{{ rounded_fraction(relation ~ '.fordelingstal_taeller', relation ~ '.vaegt_landet', 6, zero_by_zero=0) }}
    as fordelingstal,
{{ relation }}.fordelingstal_afrundet
{%- endmacro %}


{# Why a quota is 0, from a relation with the columns of int_kommunekvoter_fordelt. #}
{% macro zero_reason(relation) -%}
-- ikke reguleret: a quota of 0 without a negative number (Metodevalg 3)
case
    when {{ relation }}.kommunekvote_beregnet > 0 then null
    when {{ relation }}.foreloebigt_fordelingstal_taeller < 0 then 'negativt_fordelingstal'
    when {{ relation }}.beregningsmaade = 'forholdsmaessig_aendring' and {{ relation }}.kommunekvote_foer = 0
        then 'nulkvote_foer'
    else 'afrunding'
end as nulkvote_aarsag
{%- endmacro %}


{# Foreign citizens and reunified family members per 1,000 inhabitants and the quota per 10,000, as columns of
   four decimals, from a relation with the three figures. #}
{% macro rates(relation, kvote) -%}
{{ rounded_fraction(relation ~ '.udenlandske_statsborgere', relation ~ '.indbyggertal', 4, factor=1000) }}
    as udlaendinge_pr_1000,
{{ rounded_fraction(relation ~ '.familiesammenfoerte', relation ~ '.indbyggertal', 4, factor=1000) }}
    as familiesammenfoerte_pr_1000,
{{ rounded_fraction(kvote, relation ~ '.indbyggertal', 4, factor=10000) }} as kvote_pr_10000
{%- endmacro %}


{# The mart that shows a letter's calculation, or another of this kind. #}
{% macro mart_of_calculation(of_letter, beregning) -%}
{%- if of_letter %}'kommunekvoter'{% else -%}
case {{ beregning }}
    when 'scenarie' then 'kvotescenarier'
    when 'aendring' then 'kommunekvoter_aendringer'
    else 'kvotefoelsomhed'
end
{%- endif -%}
{%- endmacro %}


{# Whether a row is of a letter, or of a calculation at other figures that a test of those is to hold. Where a figure
   takes every value to find the nearest, a test would take longer than all else. DuckDB does not calculate what an
   inequality excludes, but what a list does. #}
{% macro is_calculation(of_letter) -%}
{{ "beregning = 'brev'" if of_letter
    else "beregning != 'brev' and beregning != 'landstalsvaerdi' and beregning != 'familievaerdi'" }}
{%- endmacro %}
