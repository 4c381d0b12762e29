{#- Largest remainder (Hamilton, Hare-Niemeyer) in whole numbers: shares out antal on the units of
    each group in proportion to vaegt. A unit gets the whole part of its exact share
    antal * vaegt / vaegt_i_alt; what is then left goes, one each, to the largest remainders.
    No fraction is formed: the whole part is the quotient of an integer division and the remainder
    its rest, so a tie is a tie.

    relation  CTE or relation with one row per unit and integer columns vaegt (>= 0) and antal
              (>= 0, the same in the whole group), both of type_heltal38
    gruppe    columns that name the group
    orden     order by terms that break a tie in the remainder; must be unique in the group

    Yields the columns of the relation and
      vaegt_i_alt  the group's sum of vaegt
      hele         whole part of the exact share
      rest         remainder, in units of 1 / vaegt_i_alt
      tildelt      the allocation, integer; sums to antal in every group.
    A group of weight 0 has nobody to give to: tildelt is 0 when antal is 0, else NULL. -#}
{% macro stoerste_rest(relation, gruppe, orden) %}
{%- set grupperet = gruppe | join(', ') -%}
select
    kvotienter.*,
    case
        when antal = 0 then 0
        else cast(
            hele
            + case
                when
                    row_number() over (
                        partition by {{ grupperet }}
                        order by rest desc nulls last, {{ orden | join(', ') }}
                    ) <= antal - sum(hele) over (partition by {{ grupperet }})
                    then 1
                else 0
            end as integer
        )
    end as tildelt
from (
    select
        enheder.*,
        grupper.vaegt_i_alt,
        {{ heltalsdivision('antal * vaegt', 'nullif(vaegt_i_alt, 0)') }} as hele,
        (antal * vaegt) % nullif(vaegt_i_alt, 0) as rest
    from {{ relation }} as enheder
    inner join (
        select
            {{ grupperet }},
            cast(sum(vaegt) as {{ type_heltal38() }}) as vaegt_i_alt
        from {{ relation }}
        group by {{ grupperet }}
    ) as grupper
        on
            {%- for kolonne in gruppe %}
            {{ 'and ' if not loop.first }}enheder.{{ kolonne }} = grupper.{{ kolonne }}
            {%- endfor %}
) as kvotienter
{% endmacro %}
