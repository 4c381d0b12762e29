{# The codes that a column may have are those of the checks in the marts' contracts, each in its quotes. #}
{% set koder = [] %}
{% for node in graph.nodes.values() if execute and node.resource_type == 'model' %}
    {% for column in node.columns.values() %}
        {% for constraint in column.constraints %}
            {% set fundet = modules.re.fullmatch('\w+ in \((.+)\)', constraint.expression or '') %}
            {% if fundet %}
                {% for kode in fundet[1].split(', ') %}{% do koder.append((column.name, kode)) %}{% endfor %}
            {% endif %}
        {% endfor %}
    {% endfor %}
{% endfor %}
with ventede as (
    {%- for kolonne, kode in koder | unique | sort %}
        select
            '{{ kolonne }}' as kolonne,
            {{ kode }} as kode
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

kodelister as (
    select * from {{ ref('stg_kontrol__kodelister') }}
)

select
    'kodelister' as tabel,
    coalesce(ventede.kolonne, kodelister.kolonne) || ', '
    || coalesce(ventede.kode, kodelister.kode) as raekke,
    'kode' as kolonne,
    coalesce(kodelister.kode, '(mangler)') as trykt,
    coalesce(ventede.kode, 'en kode, som kolonnen kan have') as forventet
from ventede
full outer join kodelister
    on ventede.kolonne = kodelister.kolonne and ventede.kode = kodelister.kode
where ventede.kode is null or kodelister.kode is null
