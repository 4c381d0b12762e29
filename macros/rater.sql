{# Foreign citizens and reunified family members per 1,000 inhabitants and the quota per 10,000, as columns of
   four decimals, from a relation with the three figures. #}
{% macro rater(fra, kvote) -%}
{{ afrundet_broek(fra ~ '.udenlandske_statsborgere', fra ~ '.indbyggertal', 4, faktor=1000) }}
    as udlaendinge_pr_1000,
{{ afrundet_broek(fra ~ '.familiesammenfoerte', fra ~ '.indbyggertal', 4, faktor=1000) }}
    as familiesammenfoerte_pr_1000,
{{ afrundet_broek(kvote, fra ~ '.indbyggertal', 4, faktor=10000) }} as kvote_pr_10000
{%- endmacro %}
