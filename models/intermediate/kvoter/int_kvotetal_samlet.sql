{% set tables = {
    'landstal_regionskvoter': {'regionskvote': 'antal'},
    'bilag_a_befolkning': {
        'indbyggertal': 'indbyggertal',
        'udenlandske_statsborgere': 'udenlandske_statsborgere',
        'asylansoegere': 'asylansoegere',
    },
    'bilag_a_familiesammenfoeringer': {'familiesammenfoerte': 'familiesammenfoeringer'},
    'bilag_b_kommunekvoter': {'kommunekvote': 'kommunekvote'},
} %}

with celler as (
    {% for tabel, alle_maal in tables.items() %}
        {% set is_last_table = loop.last %}
        {% for maal, felt in alle_maal.items() %}
            select
                dokument,
                '{{ tabel }}' as tabel,
                raekke,
                etiket,
                niveau,
                kommunekode,
                regionsnavn,
                '{{ felt }}' as felt,
                '{{ maal }}' as maal,
                {{ maal }}_trykt as trykt,
                {{ maal }} as antal
            from {{ ref('stg_kvoter__' ~ tabel) }}
            {{ 'union all' if not (is_last_table and loop.last) }}
        {% endfor %}
    {% endfor %}
),

kommuner as (
    select * from {{ ref('stg_kvoter__kommuner') }}
),

regioner as (
    select * from {{ ref('stg_kvoter__regioner') }}
),

kommuner_i_breve as (
    select * from {{ ref('int_kommuner_inddelt') }}
),

genkendt as (
    select
        celler.dokument,
        celler.tabel,
        celler.raekke,
        celler.etiket,
        celler.niveau,
        kommuner.kommunekode,
        kommuner.kommunenavn,
        coalesce(kommuner_i_breve.regionskode, regioner.regionskode) as regionskode,
        case
            when celler.niveau = 'kommune' then kommuner.kommunekode
            when celler.niveau = 'land' then 'DK'
            else regioner.regionskode
        end as noegle,
        celler.felt,
        celler.maal,
        celler.trykt,
        celler.antal
    from celler
    left join kommuner on celler.kommunekode = kommuner.kommunekode
    left join kommuner_i_breve
        on
            celler.dokument = kommuner_i_breve.dokument
            and celler.kommunekode = kommuner_i_breve.kommunekode
    left join regioner on celler.regionsnavn = regioner.regionsnavn
)

select * from genkendt
