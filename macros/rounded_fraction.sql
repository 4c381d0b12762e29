{#- The fraction factor * numerator / denominator as a decimal, rounded half away from zero. Only integers are
    divided, so the last digit is right on every engine.
    numerator: integer of any sign; denominator: integer >= 0; decimals: 0 to 10.
    factor: the unit, as 1000 for a rate per 1,000.
    zero_by_zero: the value when the denominator is 0; NULL unless told. -#}
{% macro rounded_fraction(numerator, denominator, decimals, factor=1, zero_by_zero='null') %}
{%- set n = 'cast(' ~ numerator ~ ' as ' ~ type_integer38() ~ ')' -%}
{%- set d = 'cast(' ~ denominator ~ ' as ' ~ type_integer38() ~ ')' -%}
{%- set scaled = '2 * ' ~ factor * 10 ** decimals ~ ' * abs(' ~ n ~ ')' -%}
cast(
    case
        when {{ d }} = 0 then {{ zero_by_zero }}
        else cast(
            case when {{ n }} < 0 then -1 else 1 end
            * {{ integer_division(scaled ~ ' + ' ~ d, 'nullif(2 * ' ~ d ~ ', 0)') }}
            as decimal(20, 0)
        ) * {{ '0.' ~ '0' * (decimals - 1) ~ '1' if decimals else 1 }}
    end as decimal(18, {{ decimals }})
)
{%- endmacro %}
