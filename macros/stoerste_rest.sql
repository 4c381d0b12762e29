{#- Largest remainder (Hamilton, Hare-Niemeyer) in whole numbers: shares out antal on the units of
    each group in proportion to vaegt. A unit gets the whole part of its exact share
    antal * vaegt / vaegt_i_alt; what is then left goes, one each, to the largest remainders.
    No fraction is formed: the whole part is the quotient of an integer division and the remainder
    its rest, so a tie is a tie.

    relation  CTE or relation with one row per unit and integer columns vaegt (>= 0) and antal
              (>= 0, the same in the whole group)
    gruppe    columns that name the group
    orden     order by terms that break a tie in the remainder; must be unique in the group
    vaegttype type of vaegt_i_alt and rest. bigint halves the cost of many rows, and is safe when no
              group's weights sum to more than 2^63 - 1: then 0 <= rest < vaegt_i_alt fits too, and
              antal * vaegt is formed in 38 digits in any case. A larger sum is an error of the cast,
              never another number.

    Yields the columns of the relation and
      vaegt_i_alt  the group's sum of vaegt
      hele         whole part of the exact share, integer
      rest         remainder, in units of 1 / vaegt_i_alt
      tildelt      the allocation, integer; sums to antal in every group.
    A group of weight 0 has nobody to give to: tildelt is 0 when antal is 0, else NULL. -#}
{% macro stoerste_rest(relation, gruppe, orden, vaegttype=type_heltal38()) %}
{%- set grupperet = gruppe | join(', ') -%}
{%- set taeller = 'cast(antal as ' ~ type_heltal38() ~ ') * vaegt' -%}
{%- set naevner = 'nullif(vaegt_i_alt, 0)' -%}
select
    kvotienter.*,
    case
        when antal = 0 then 0
        else hele + case
            when
                row_number() over (
                    partition by {{ grupperet }}
                    order by rest desc nulls last, {{ orden | join(', ') }}
                ) <= antal - sum(hele) over (partition by {{ grupperet }})
                then 1
            else 0
        end
    end as tildelt
from (
    select
        enheder.*,
        grupper.vaegt_i_alt,
        cast({{ heltalsdivision(taeller, naevner) }} as integer) as hele,
        cast({{ heltalsrest(taeller, naevner) }} as {{ vaegttype }}) as rest
    from {{ relation }} as enheder
    inner join (
        select
            {{ grupperet }},
            cast(sum(vaegt) as {{ vaegttype }}) as vaegt_i_alt
        from {{ relation }}
        group by {{ grupperet }}
    ) as grupper
        on
            {%- for kolonne in gruppe %}
            {{ 'and ' if not loop.first }}enheder.{{ kolonne }} = grupper.{{ kolonne }}
            {%- endfor %}
) as kvotienter
{% endmacro %}
