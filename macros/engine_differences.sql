{#- What the engines write differently, one dispatched macro each. -#}

{% macro type_integer38() %}{{ return(adapter.dispatch('type_integer38')()) }}{% endmacro %}

{# In Spark a product or sum of these is one too: exact up to 38 digits, and in ANSI mode it raises above. #}
{% macro default__type_integer38() %}decimal(38, 0){% endmacro %}

{# DuckDB divides decimals as doubles; its 128-bit integer stays exact. #}
{% macro duckdb__type_integer38() %}hugeint{% endmacro %}


{% macro integer_division(dividend, divisor) %}
    {{- return(adapter.dispatch('integer_division')(dividend, divisor)) -}}
{% endmacro %}

{% macro default__integer_division(dividend, divisor) %}div({{ dividend }}, {{ divisor }}){% endmacro %}

{% macro duckdb__integer_division(dividend, divisor) %}
    {{- return(in_64_bits_if_possible(dividend, '//', divisor)) -}}
{% endmacro %}


{% macro integer_remainder(dividend, divisor) %}
    {{- return(adapter.dispatch('integer_remainder')(dividend, divisor)) -}}
{% endmacro %}

{% macro default__integer_remainder(dividend, divisor) %}(({{ dividend }}) % ({{ divisor }})){% endmacro %}

{% macro duckdb__integer_remainder(dividend, divisor) %}
    {{- return(in_64_bits_if_possible(dividend, '%', divisor)) -}}
{% endmacro %}

{# DuckDB divides 128 bits a hundred times slower than 64. So each row is divided in 64 bits when both
   numbers fit, which gives the same; else, the try_cast being NULL, in the type they have. #}
{% macro in_64_bits_if_possible(dividend, operator, divisor) %}
    {%- set narrow = 'try_cast(' ~ dividend ~ ' as bigint) ' ~ operator ~ ' try_cast(' ~ divisor ~ ' as bigint)' -%}
    {{- return('coalesce(' ~ narrow ~ ', (' ~ dividend ~ ') ' ~ operator ~ ' (' ~ divisor ~ '))') -}}
{% endmacro %}


{# Spark's own div yields a bigint and drops, even in ANSI mode, the digits that it has no room for. What is left
   without the remainder divides evenly: the quotient is exact up to 32 digits, and raises above. #}
{% macro spark__integer_division(dividend, divisor) -%}
    {%- set t = 'cast(' ~ dividend ~ ' as ' ~ type_integer38() ~ ')' -%}
    cast(({{ t }} - {{ t }} % ({{ divisor }})) / ({{ divisor }}) as {{ type_integer38() }})
{%- endmacro %}


{# The date of a text like '2024-04-30', NULL if the calendar has no such day. #}
{% macro calendar_date(text) %}{{ return(adapter.dispatch('calendar_date')(text)) }}{% endmacro %}

{% macro default__calendar_date(text) %}try_cast({{ text }} as date){% endmacro %}

{# PostgreSQL's cast stops at a day that does not exist. #}
{% macro postgres__calendar_date(text) %}
{%- set first_of_month = 'cast(substring(' ~ text ~ ", 1, 7) || '-01' as date)" -%}
case
    when {{ matches_pattern(text, '-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$') }}
        then case
            when cast(substring({{ text }}, 9, 2) as integer) <= extract(day from {{ dbt.last_day(first_of_month, 'month') }})
                then cast({{ text }} as date)
        end
end
{% endmacro %}


{% macro matches_pattern(expression, pattern) %}
    {{- return(adapter.dispatch('matches_pattern')(expression, pattern)) -}}
{% endmacro %}

{% macro default__matches_pattern(expression, pattern) %}({{ expression }} ~ '{{ pattern }}'){% endmacro %}

{# In DuckDB ~ matches the whole text, in PostgreSQL any part of it. #}
{% macro duckdb__matches_pattern(expression, pattern) %}
    {{- "regexp_matches(" ~ expression ~ ", '" ~ pattern ~ "')" -}}
{% endmacro %}

{# Spark has no operator ~ for it. #}
{% macro spark__matches_pattern(expression, pattern) %}({{ expression }} rlike '{{ pattern }}'){% endmacro %}


{% macro configure_engine() %}{{ return(adapter.dispatch('configure_engine')()) }}{% endmacro %}

{% macro default__configure_engine() %}{% endmacro %}

{# dbt-spark turns ANSI mode off before every statement, whatever the profile says: integers would wrap, and what
   does not fit a decimal become NULL. On again, or no build; quotients as integer_division needs them; and a
   ${…} in a text is text. #}
{% macro spark__configure_engine() %}
    {%- if execute %}
        {%- do adapter.config.credentials.server_side_parameters.update({
            'spark.sql.ansi.enabled': 'true',
            'spark.sql.decimalOperations.allowPrecisionLoss': 'true',
            'spark.sql.variable.substitute': 'false'
        }) %}
        {%- if run_query('set spark.sql.ansi.enabled').rows[0][1] != 'true' %}
            {%- do exceptions.raise_compiler_error('Spark kører ikke i ANSI-tilstand.') %}
        {%- endif %}
    {%- endif %}
{% endmacro %}


{# Joined to every row of the relation before it: the whole numbers from first to last, first <= last, as the column
   `name`. Both ends may be columns of the relation. #}
{% macro cross_join_integers(first, last, name) %}
    {{- return(adapter.dispatch('cross_join_integers')(first, last, name)) -}}
{% endmacro %}

{% macro default__cross_join_integers(first, last, name) %}
cross join lateral generate_series({{ first }}, {{ last }}) as numbers ({{ name }})
{%- endmacro %}

{% macro duckdb__cross_join_integers(first, last, name) %}
cross join unnest(range({{ first }}, {{ last }} + 1)) as numbers ({{ name }})
{%- endmacro %}

{% macro spark__cross_join_integers(first, last, name) %}
lateral view explode(sequence({{ first }}, {{ last }})) numbers as {{ name }}
{%- endmacro %}
