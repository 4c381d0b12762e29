{#- The columns of the removals tables, in the documents' order. -#}

{% macro months() %}
    {{- return(['jan', 'feb', 'mar', 'apr', 'maj', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dec']) -}}
{% endmacro %}

{% macro udsendelseskategorier() %}
    {{- return(['ledsaget', 'paaset', 'rejst_selv', 'i_alt']) -}}
{% endmacro %}
