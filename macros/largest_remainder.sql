{#- Largest remainder (Hamilton, Hare-Niemeyer; in Danish største brøks metode) in whole numbers: shares out
    antal on the units of each group in proportion to vaegt. A unit gets the whole part of its exact share
    antal * vaegt / vaegt_i_alt; what is then left goes, one each, to the largest remainders. No fraction is
    formed: the whole part is the quotient of an integer division and the remainder its rest, so a tie is a tie.

    relation      CTE or relation, read once, with one row per unit and integer columns vaegt (>= 0) and antal
                  (>= 0, the same in the whole group)
    partition_by  columns that name the group
    order_by      order by terms that break a tie in the remainder; must be unique in the group
    weight_type   type of vaegt_i_alt and rest. bigint halves the cost of many rows, and is safe when no
                  group's weights sum to more than 2^63 - 1: then 0 <= rest < vaegt_i_alt fits too, and
                  antal * vaegt is formed in 38 digits in any case. A larger sum is an error of the cast,
                  never another number.

    Yields the columns of the relation and
      vaegt_i_alt  the group's sum of vaegt
      hele         whole part of the exact share, integer
      rest         remainder, in units of 1 / vaegt_i_alt
      tildelt      the allocation, integer; sums to antal in every group.
    A group of weight 0 has nobody to give to: tildelt is 0 when antal is 0, else NULL.

    Another method: sainte_lague, which is called in the same way. -#}
{% macro largest_remainder(relation, partition_by, order_by, weight_type=type_integer38()) %}
{%- set group_columns = partition_by | join(', ') -%}
select
    quotients.*,
    case
        when antal = 0 then 0
        else hele + case
            when
                row_number() over (
                    partition by {{ group_columns }}
                    order by rest desc nulls last, {{ order_by | join(', ') }}
                ) <= antal - sum(hele) over (partition by {{ group_columns }})
                then 1
            else 0
        end
    end as tildelt
from (
    {{ exact_shares(relation, partition_by, weight_type) | indent(4) }}
) as quotients
{% endmacro %}
