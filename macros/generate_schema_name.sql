{# Schemas are exactly raw, staging and intermediate, and for the marts the target's own: no prefix. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
