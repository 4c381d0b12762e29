{#- Twice the square root of a whole number: exact where it is whole, else the odd number nearest to it. It compares
    with every even number as twice the root itself does, so that what is rounded afterwards is rounded as the root
    would be.
    number: integer38 >= 1. Its floating-point root is less than 1 away below 2 ** 100, and one square on each
    side tells the rest. -#}
{% macro twice_square_root(number) %}
{%- set root = 'cast(floor(sqrt(' ~ number ~ ')) as bigint)' -%}
{%- set root = 'cast(' ~ root ~ ' as ' ~ type_integer38() ~ ')' -%}
2 * {{ root }} + cast(
    {%- for step in [-1, 0, 1] %}
    {{ '+ ' if not loop.first }}sign({{ number }} - ({{ root }} + {{ step }}) * ({{ root }} + {{ step }}))
    {%- endfor %}
    as integer
)
{%- endmacro %}
