{%- set aarstal = {
    'dateret': 'extract(year from dateret)',
    'befolkning_pr': 'extract(year from befolkning_pr)',
    'familiesammenfoert_aar': 'familiesammenfoert_aar',
    'asylansoegere_pr': 'extract(year from asylansoegere_pr)',
    'aftalefrist': 'extract(year from aftalefrist)',
    'fastsaettelsesfrist': 'extract(year from fastsaettelsesfrist)',
} -%}

{% for felt, aar in aarstal.items() %}
    select
        dokument,
        'landstalsbreve' as tabel,
        cast(null as integer) as raekke,
        '{{ felt }}' as kolonne,
        cast({{ felt }} as {{ dbt.type_string() }}) as trykt,
        'højst to år før '
        || cast(landstalsaar as {{ dbt.type_string() }})
        || ', og ikke efter det' as forventet
    from {{ ref('stg_kvoter__landstalsbreve') }}
    where {{ aar }} not between landstalsaar - 2 and landstalsaar
    {{ 'union all' if not loop.last }}
{% endfor %}
