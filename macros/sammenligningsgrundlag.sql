{# What two counts can be compared by: as they are when they cover the same number of months, else per
   month. #}
{% macro sammenligningsgrundlag(maaneder, maaneder_forrige_aar) %}
case
    when {{ maaneder }} = {{ maaneder_forrige_aar }} then 'samme_periode'
    else 'maanedsgennemsnit'
end
{%- endmacro %}
