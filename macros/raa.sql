{# A table as it was printed: the seed of that name, or, with the variable raa_mappe, the source of that name.
   A seed is loaded statement by statement, which is slow beyond some thousand rows. #}
{% macro raa(tabel) %}
    {{- return(source('raw', tabel) if var('raa_mappe', none) is not none else ref(tabel)) -}}
{% endmacro %}
