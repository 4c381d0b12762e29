{# Schemas are exactly raw, staging, intermediate and marts: no prefix from the target. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
