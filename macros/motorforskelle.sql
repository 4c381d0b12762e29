{#- What the engines write differently, one dispatched macro each. -#}

{% macro type_heltal38() %}{{ return(adapter.dispatch('type_heltal38')()) }}{% endmacro %}

{% macro default__type_heltal38() %}decimal(38, 0){% endmacro %}

{# DuckDB divides decimals as doubles; its 128-bit integer stays exact. #}
{% macro duckdb__type_heltal38() %}hugeint{% endmacro %}


{% macro heltalsdivision(dividend, divisor) %}
    {{- return(adapter.dispatch('heltalsdivision')(dividend, divisor)) -}}
{% endmacro %}

{% macro default__heltalsdivision(dividend, divisor) %}div({{ dividend }}, {{ divisor }}){% endmacro %}

{% macro duckdb__heltalsdivision(dividend, divisor) %}(({{ dividend }}) // ({{ divisor }})){% endmacro %}


{% macro passer_moenster(udtryk, moenster) %}
    {{- return(adapter.dispatch('passer_moenster')(udtryk, moenster)) -}}
{% endmacro %}

{% macro default__passer_moenster(udtryk, moenster) %}({{ udtryk }} ~ '{{ moenster }}'){% endmacro %}

{# In DuckDB ~ matches the whole text, in PostgreSQL any part of it. #}
{% macro duckdb__passer_moenster(udtryk, moenster) %}
    {{- "regexp_matches(" ~ udtryk ~ ", '" ~ moenster ~ "')" -}}
{% endmacro %}
