{#- What dbt-spark leaves undone: it calls these macros of its own by dispatch. -#}

{# With ANSI mode on, an ordinary cast raises where the text has not the form. #}
{% macro spark__safe_cast(field, type) %}try_cast({{ field }} as {{ type }}){% endmacro %}


{% macro spark_string(tekst) -%}
    '{{ tekst | replace('\\', '\\\\') | replace("'", "\\'") }}'
{%- endmacro %}


{# All cells are text; dbt-spark knows no type `text`. #}
{% macro spark__create_csv_table(model, agate_table) %}
    {%- set sql %}
        create table {{ this }} (
            {%- for kolonne in agate_table.column_names %}
            {{ kolonne }} string{{ ',' if not loop.last }}
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
        {%- for raekke in agate_table.rows %}
        (
            {%- for celle in raekke %}
            {{- 'null' if celle is none else spark_string(celle) }}{{ ', ' if not loop.last }}
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
    {%- set tabel %}
        create table {{ relation }} (
            {%- for kolonne in model.columns.values() %}
            {{ kolonne.name }} {{ kolonne.data_type }} comment {{ spark_string(kolonne.description) }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        )
        {{ file_format_clause() }}
        {{ partition_cols(label='partitioned by') }}
        {{ location_clause() }}
        comment {{ spark_string(model.description) }}
    {%- endset %}
    {%- do run_query(tabel) %}
    insert into {{ relation }}
    {{ get_select_subquery(compiled_code) }}
{% endmacro %}


{# Spark enforces no constraint: every one of the contract is counted here, and a mart that breaks one goes. #}
{% macro spark__persist_constraints(relation, model) %}
    {%- set krav = [] %}
    {%- for kolonne in model.columns.values() %}
        {%- for regel in kolonne.constraints %}
            {%- do krav.append((regel, regel.columns or [kolonne.name])) %}
        {%- endfor %}
    {%- endfor %}
    {%- for regel in model.constraints %}
        {%- do krav.append((regel, regel.columns)) %}
    {%- endfor %}
    {%- if not krav or not config.get('contract').enforced %}{{ return('') }}{% endif %}

    {%- set optaelling %}
        select
            {%- for regel, kolonner in krav %}
            {%- set tomme = kolonner | join(' is null or ') ~ ' is null' %}
            {%- if regel.type == 'not_null' %}
            count(case when {{ tomme }} then 1 end)
            {%- elif regel.type == 'check' %}
            count(case when not ({{ regel.expression }}) then 1 end)
            {%- elif regel.type == 'primary_key' %}
            count(*) - count(distinct {{ kolonner | join(', ') }})
            {%- elif regel.type == 'unique' %}
            count(case when not ({{ tomme }}) then 1 end) - count(distinct {{ kolonner | join(', ') }})
            {%- else %}
            {{ exceptions.raise_compiler_error(relation ~ ': ' ~ regel.type ~ ' kan ikke kontrolleres på Spark.') }}
            {%- endif %} as krav_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ relation }}
    {%- endset %}
    {%- set antal = run_query(optaelling).rows[0] %}
    {%- set brudte = [] %}
    {%- for regel, kolonner in krav %}
        {%- if antal[loop.index0] %}
            {%- set hvad = regel.expression or kolonner | join(', ') %}
            {%- do brudte.append(regel.type ~ ' (' ~ hvad ~ '), rækker: ' ~ antal[loop.index0]) %}
        {%- endif %}
    {%- endfor %}
    {%- if brudte %}
        {%- do adapter.drop_relation(relation) %}
        {%- do exceptions.raise_compiler_error(relation ~ ' bryder sin kontrakt: ' ~ brudte | join('; ')) %}
    {%- endif %}
{% endmacro %}
