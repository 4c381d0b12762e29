{#- Sainte-Laguë (Webster; divisors 1, 3, 5, ...) in whole numbers: shares out antal on the units of each group in
    proportion to vaegt. A unit has the quotients vaegt / 1, vaegt / 3, vaegt / 5, ...; the antal largest of the
    group get one each. So all weights are divided by one number and rounded to nearest, and when there is one more
    to share out nobody gets fewer, as somebody may by largest_remainder.

    relation, partition_by, order_by and weight_type are those of largest_remainder, and so are the columns that
    it yields; order_by breaks a tie of quotients. A group of weight 0 has nobody to give to: tildelt is 0 when
    antal is 0, else NULL.

    How: the quotients of at least vaegt_i_alt / (2 * antal) are as many as the exact shares rounded to nearest, a
    half up. These sum to antal and a surplus, which may be negative and is at most half a seat per unit. The limit
    is the last quotient, counted from there, that loses its seat, or gets one: it is among the nearest
    abs(surplus) of each unit, counted by unit_number, of which every group has more. Each unit then gets the seats
    above the limit, and one at the limit as far as antal goes.

    Exact: quotients are ordered by their whole part and then by floor(m * what is left of them), where m is the
    square of a number that no divisor exceeds. Two different fractions a / b and c / d differ by at least
    1 / (b * d) >= 1 / m, so that these floors differ in the same order; equal fractions have equal floors.

    Sizes: of n units, 2 * (antal + n) * vaegt and (2 * antal + n) ** 3 must fit 38 digits, on Spark also vaegt
    itself 32. They do for every integer antal when vaegt is at most 10^28 and n at most 10^9. What does not
    fit is an error, never another number.
    Cost: up to n * abs(surplus) quotients are sorted. -#}
{% macro sainte_lague(relation, partition_by, order_by, weight_type=type_integer38()) %}
{%- set group_columns = partition_by | join(', ') -%}
{%- set integer38 = type_integer38() -%}
{%- set scaled_remainder = integer_remainder('vaegt', 'divisor') ~ ' * largest_divisor * largest_divisor' -%}
{#- The limit is an exact share's when no seat has to move. -#}
{%- set weight = 'coalesce(limits.limit_weight, cast(vaegt_i_alt as ' ~ integer38 ~ '))' -%}
{%- set divisor = 'coalesce(limits.limit_divisor, 2 * cast(antal as ' ~ integer38 ~ '))' -%}
{%- set dividend = 'vaegt * ' ~ divisor ~ ' + ' ~ weight -%}
{%- set twice_weight = 'nullif(2 * ' ~ weight ~ ', 0)' -%}
{%- set seats_above = integer_division(dividend ~ ' - 1', twice_weight) -%}
with exact_shares as (
    {{ exact_shares(relation, partition_by, weight_type) | indent(4) }}
),

nearest as (
    select
        {{ group_columns }},
        cast(antal as {{ integer38 }}) as antal,
        cast(vaegt as {{ integer38 }}) as vaegt,
        cast(hele as {{ integer38 }}) + case when rest >= vaegt_i_alt - rest then 1 else 0 end as seats
    from exact_shares
),

surpluses as (
    select
        nearest.*,
        sum(seats) over (partition by {{ group_columns }}) - antal as surplus,
        2 * antal + count(*) over (partition by {{ group_columns }}) as largest_divisor,
        row_number() over (partition by {{ group_columns }} order by vaegt nulls last) as unit_number
    from nearest
),

numbers as (
    select distinct unit_number as number
    from surpluses
    where unit_number <= abs(surplus)
),

candidates as (
    select
        units.*,
        case when units.surplus > 0 then 1 else -1 end as direction,
        2 * units.seats
        - case when units.surplus > 0 then 1 else -1 end * (2 * numbers.number - 1) as divisor
    from surpluses as units
    inner join numbers on numbers.number <= abs(units.surplus)
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by {{ group_columns }}
            order by
                direction * {{ integer_division('vaegt', 'divisor') }},
                direction * {{ integer_division(scaled_remainder, 'divisor') }}
        ) as place
    from candidates
    where divisor > 0
),

limits as (
    select
        {%- for column in partition_by %}
        {{ column }} as limit_{{ column }},
        {%- endfor %}
        vaegt as limit_weight,
        divisor as limit_divisor
    from ranked
    where place = abs(surplus)
)

select
    exact_shares.*,
    case
        when antal = 0 then 0
        else cast({{ seats_above }} + case
            when
                row_number() over (
                    partition by {{ group_columns }}
                    order by
                        {{ integer_remainder(dividend, twice_weight) }} nulls last,
                        {{ order_by | join(', ') }}
                ) <= antal - sum({{ seats_above }}) over (partition by {{ group_columns }})
                then 1
            else 0
        end as integer)
    end as tildelt
from exact_shares
{#- Every limit has its group. A left join would do, but PostgreSQL, expecting a row or two, would rank all
    candidates again for each unit. #}
full join limits
    on
        {%- for column in partition_by %}
        {{ 'and ' if not loop.first }}exact_shares.{{ column }} = limits.limit_{{ column }}
        {%- endfor %}
{% endmacro %}
