{#- What dbt-spark leaves undone: it calls these macros of its own by dispatch. -#}

{# With ANSI mode on, an ordinary cast raises where the text has not the form. #}
{% macro spark__safe_cast(field, type) %}try_cast({{ field }} as {{ type }}){% endmacro %}


{% macro spark_string(text) -%}
    '{{ text | replace('\\', '\\\\') | replace("'", "\\'") }}'
{%- endmacro %}


{# All cells are text; dbt-spark knows no type `text`. #}
{% macro spark__create_csv_table(model, agate_table) %}
    {%- set sql %}
        create table {{ this }} (
            {%- for column in agate_table.column_names %}
            {{ column }} string{{ ',' if not loop.last }}
            {%- endfor %}
        ) {{ file_format_clause() }}
    {%- endset %}
    {%- do run_query(sql) %}
    {{- return(sql) }}
{% endmacro %}


{# dbt-spark writes an empty cell as the text None, and escapes no quote. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set sql %}
        insert into {{ this }} values
        {%- for row in agate_table.rows %}
        (
            {%- for cell in row %}
            {{- 'null' if cell is none else spark_string(cell) }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset %}
    {%- do run_query(sql) %}
    {{- return(sql) }}
{% endmacro %}


{# dbt-spark lets a table have the types and no descriptions of its query; here it has those of the contract. #}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') %}
    {%- if temporary or not config.get('contract').enforced %}
        {{- return(dbt.spark__create_table_as(temporary, relation, compiled_code, language)) }}
    {%- endif %}
    {%- do get_assert_columns_equivalent(compiled_code) %}
    {%- set table_sql %}
        create table {{ relation }} (
            {%- for column in model.columns.values() %}
            {{ column.name }} {{ column.data_type }} comment {{ spark_string(column.description) }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        )
        {{ file_format_clause() }}
        {{ partition_cols(label='partitioned by') }}
        {{ location_clause() }}
        comment {{ spark_string(model.description) }}
    {%- endset %}
    {%- do run_query(table_sql) %}
    insert into {{ relation }}
    {{ get_select_subquery(compiled_code) }}
{% endmacro %}


{# Spark enforces no constraint: every one of the contract is counted here, and a mart that breaks one goes. #}
{% macro spark__persist_constraints(relation, model) %}
    {%- set rules = [] %}
    {%- for column in model.columns.values() %}
        {%- for rule in column.constraints %}
            {%- do rules.append((rule, rule.columns or [column.name])) %}
        {%- endfor %}
    {%- endfor %}
    {%- for rule in model.constraints %}
        {%- do rules.append((rule, rule.columns)) %}
    {%- endfor %}
    {%- if not rules or not config.get('contract').enforced %}{{ return('') }}{% endif %}

    {%- set counts %}
        select
            {%- for rule, columns in rules %}
            {%- set missing = columns | join(' is null or ') ~ ' is null' %}
            {%- if rule.type == 'not_null' %}
            count(case when {{ missing }} then 1 end)
            {%- elif rule.type == 'check' %}
            count(case when not ({{ rule.expression }}) then 1 end)
            {%- elif rule.type == 'primary_key' %}
            count(*) - count(distinct {{ columns | join(', ') }})
            {%- elif rule.type == 'unique' %}
            count(case when not ({{ missing }}) then 1 end) - count(distinct {{ columns | join(', ') }})
            {%- else %}
            {{ exceptions.raise_compiler_error(relation ~ ': ' ~ rule.type ~ ' kan ikke kontrolleres på Spark.') }}
            {%- endif %} as krav_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ relation }}
    {%- endset %}
    {%- set broken_counts = run_query(counts).rows[0] %}
    {%- set broken = [] %}
    {%- for rule, columns in rules %}
        {%- if broken_counts[loop.index0] %}
            {%- set what = rule.expression or columns | join(', ') %}
            {%- do broken.append(rule.type ~ ' (' ~ what ~ '), rækker: ' ~ broken_counts[loop.index0]) %}
        {%- endif %}
    {%- endfor %}
    {%- if broken %}
        {%- do adapter.drop_relation(relation) %}
        {%- do exceptions.raise_compiler_error(relation ~ ' bryder sin kontrakt: ' ~ broken | join('; ')) %}
    {%- endif %}
{% endmacro %}
