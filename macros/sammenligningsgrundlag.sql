{# What two counts can be compared by: as they are when they cover the same number of months, else per
   month. #}
{% macro sammenligningsgrundlag(months, months_of_previous_year) %}
case
    when {{ months }} = {{ months_of_previous_year }} then 'samme_periode'
    else 'maanedsgennemsnit'
end
{%- endmacro %}
