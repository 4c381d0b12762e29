{#- How printed text becomes typed values. What does not have the form becomes NULL here, and a test
    on the reading names every such cell: nothing is lost in silence. -#}

{# A whole number with a point before every third digit ('653.664'), at most 9.999.999: more than the
   nation, and still an integer when all municipalities are summed. A stroke of any length is zero. #}
{% macro danish_integer(column) %}
case
    when {{ matches_pattern(column, '^(0|[1-9][0-9]{0,2}([.][0-9]{3})?|[1-9]([.][0-9]{3}){2})$') }}
        then cast(replace({{ column }}, '.', '') as integer)
    when {{ column }} in ('-', '–', '—') then 0
end
{% endmacro %}


{# A whole number in plain digits ('2024'), as row numbers and the metadata seeds have them. #}
{% macro plain_integer(column) %}
case
    when {{ matches_pattern(column, '^(0|[1-9][0-9]{0,8})$') }} then cast({{ column }} as integer)
end
{% endmacro %}


{# An ISO date ('2024-04-30') that exists in the calendar. #}
{% macro iso_date(column) %}
case
    when {{ matches_pattern(column, '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$') }} then {{ calendar_date(column) }}
end
{% endmacro %}


{#- The printed label of a row in a letter's tables: niveau, kommunekode and regionsnavn.
    regionssum: how the table prints a region's total row; a region label of another form is a
    heading ('overskrift') without numbers. -#}
{% macro parse_label(column, regionssum) %}
case
    when {{ matches_pattern(column, '^[0-9]{3} ') }} then 'kommune'
    when {{ column }} in (
        'Danmark i alt', 'Total (landstal)', 'Total (antal)', 'Total', 'I alt', 'Landstal', 'Landstal i alt',
        'Hele landet', 'Hele landet i alt', 'Landet i alt'
    ) then 'land'
    when {{ column }} like '{{ regionssum }}' then 'region'
    when {{ column }} like 'Region %' then 'overskrift'
end as niveau,
case
    when {{ matches_pattern(column, '^[0-9]{3} ') }} then substring({{ column }}, 1, 3)
end as kommunekode,
case
    when {{ column }} like 'Region %' then replace({{ column }}, ' i alt', '')
end as regionsnavn
{% endmacro %}
