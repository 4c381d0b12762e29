{#- The fraction faktor * taeller / naevner as a decimal with so many decimals, rounded half away from
    zero. Only integers are divided, so the last digit is right on every engine.
    taeller: integer of any sign; naevner: integer >= 0; decimaler: 0 to 10.
    faktor: the unit, as 1000 for a rate per 1,000.
    nul_af_nul: the value when naevner is 0; NULL unless told. -#}
{% macro afrundet_broek(taeller, naevner, decimaler, faktor=1, nul_af_nul='null') %}
{%- set t = 'cast(' ~ taeller ~ ' as ' ~ type_heltal38() ~ ')' -%}
{%- set n = 'cast(' ~ naevner ~ ' as ' ~ type_heltal38() ~ ')' -%}
{%- set skaleret = '2 * ' ~ faktor * 10 ** decimaler ~ ' * abs(' ~ t ~ ')' -%}
cast(
    case
        when {{ n }} = 0 then {{ nul_af_nul }}
        else cast(
            case when {{ t }} < 0 then -1 else 1 end
            * {{ heltalsdivision(skaleret ~ ' + ' ~ n, 'nullif(2 * ' ~ n ~ ', 0)') }}
            as decimal(20, 0)
        ) * {{ '0.' ~ '0' * (decimaler - 1) ~ '1' if decimaler else 1 }}
    end as decimal(18, {{ decimaler }})
)
{%- endmacro %}
