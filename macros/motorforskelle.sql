{#- What the engines write differently, one dispatched macro each. -#}

{% macro type_heltal38() %}{{ return(adapter.dispatch('type_heltal38')()) }}{% endmacro %}

{# In Spark a product or sum of these is one too: exact up to 38 digits, and in ANSI mode it raises above. #}
{% macro default__type_heltal38() %}decimal(38, 0){% endmacro %}

{# DuckDB divides decimals as doubles; its 128-bit integer stays exact. #}
{% macro duckdb__type_heltal38() %}hugeint{% endmacro %}


{% macro heltalsdivision(dividend, divisor) %}
    {{- return(adapter.dispatch('heltalsdivision')(dividend, divisor)) -}}
{% endmacro %}

{% macro default__heltalsdivision(dividend, divisor) %}div({{ dividend }}, {{ divisor }}){% endmacro %}

{% macro duckdb__heltalsdivision(dividend, divisor) %}
    {{- return(i_64_bit_om_muligt(dividend, '//', divisor)) -}}
{% endmacro %}


{% macro heltalsrest(dividend, divisor) %}
    {{- return(adapter.dispatch('heltalsrest')(dividend, divisor)) -}}
{% endmacro %}

{% macro default__heltalsrest(dividend, divisor) %}(({{ dividend }}) % ({{ divisor }})){% endmacro %}

{% macro duckdb__heltalsrest(dividend, divisor) %}
    {{- return(i_64_bit_om_muligt(dividend, '%', divisor)) -}}
{% endmacro %}

{# DuckDB divides 128 bits a hundred times slower than 64. So each row is divided in 64 bits when both
   numbers fit, which gives the same; else, the try_cast being NULL, in the type they have. #}
{% macro i_64_bit_om_muligt(dividend, tegn, divisor) %}
    {%- set smalle = 'try_cast(' ~ dividend ~ ' as bigint) ' ~ tegn ~ ' try_cast(' ~ divisor ~ ' as bigint)' -%}
    {{- return('coalesce(' ~ smalle ~ ', (' ~ dividend ~ ') ' ~ tegn ~ ' (' ~ divisor ~ '))') -}}
{% endmacro %}


{# Spark's own div yields a bigint and drops, even in ANSI mode, the digits that it has no room for. What is left
   without the remainder divides evenly: the quotient is exact up to 32 digits, and raises above. #}
{% macro spark__heltalsdivision(dividend, divisor) -%}
    {%- set t = 'cast(' ~ dividend ~ ' as ' ~ type_heltal38() ~ ')' -%}
    cast(({{ t }} - {{ t }} % ({{ divisor }})) / ({{ divisor }}) as {{ type_heltal38() }})
{%- endmacro %}


{% macro passer_moenster(udtryk, moenster) %}
    {{- return(adapter.dispatch('passer_moenster')(udtryk, moenster)) -}}
{% endmacro %}

{% macro default__passer_moenster(udtryk, moenster) %}({{ udtryk }} ~ '{{ moenster }}'){% endmacro %}

{# In DuckDB ~ matches the whole text, in PostgreSQL any part of it. #}
{% macro duckdb__passer_moenster(udtryk, moenster) %}
    {{- "regexp_matches(" ~ udtryk ~ ", '" ~ moenster ~ "')" -}}
{% endmacro %}

{# Spark has no operator ~ for it. #}
{% macro spark__passer_moenster(udtryk, moenster) %}({{ udtryk }} rlike '{{ moenster }}'){% endmacro %}


{% macro indstil_motor() %}{{ return(adapter.dispatch('indstil_motor')()) }}{% endmacro %}

{% macro default__indstil_motor() %}{% endmacro %}

{# dbt-spark turns ANSI mode off before every statement, whatever the profile says: integers would wrap, and what
   does not fit a decimal become NULL. On again, or no build; quotients as heltalsdivision needs them; and a
   ${…} in a text is text. #}
{% macro spark__indstil_motor() %}
    {%- if execute %}
        {%- do adapter.config.credentials.server_side_parameters.update({
            'spark.sql.ansi.enabled': 'true',
            'spark.sql.decimalOperations.allowPrecisionLoss': 'true',
            'spark.sql.variable.substitute': 'false'
        }) %}
        {%- if run_query('set spark.sql.ansi.enabled').rows[0][1] != 'true' %}
            {%- do exceptions.raise_compiler_error('Spark regner ikke i ANSI-tilstand.') %}
        {%- endif %}
    {%- endif %}
{% endmacro %}
