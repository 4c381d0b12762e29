{#- The exact shares antal * vaegt / vaegt_i_alt of the units of each group in whole numbers, for a method that
    makes whole persons of them. The parameters are those of largest_remainder.

    Yields the columns of the relation and
      vaegt_i_alt  the group's sum of vaegt
      hele         whole part of the exact share, integer; NULL in a group of weight 0
      rest         remainder, in units of 1 / vaegt_i_alt; NULL in a group of weight 0. -#}
{% macro exact_shares(relation, partition_by, weight_type=type_integer38()) %}
{%- set group_columns = partition_by | join(', ') -%}
{%- set numerator = 'cast(antal as ' ~ type_integer38() ~ ') * vaegt' -%}
{%- set denominator = 'nullif(vaegt_i_alt, 0)' -%}
select
    units.*,
    cast({{ integer_division(numerator, denominator) }} as integer) as hele,
    cast({{ integer_remainder(numerator, denominator) }} as {{ weight_type }}) as rest
from (
    select
        *,
        cast(sum(vaegt) over (partition by {{ group_columns }}) as {{ weight_type }}) as vaegt_i_alt
    from {{ relation }}
) as units
{%- endmacro %}
