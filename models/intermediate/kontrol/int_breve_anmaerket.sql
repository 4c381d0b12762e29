{%- set regler = {
    'dateret': ['extract(year from dateret) >= landstalsaar',
        'Landstallet meddeles senest den 1. maj året før det år, det gælder; brevet er dateret i selve året. Datoen rettes ikke, og landstalsåret holdes for sig.'],
    'udlaendingedefinition': ["udlaendingedefinition not like '%oprindelse%'",
        'Bekendtgørelsens § 8, stk. 2, tæller indvandrere med ikke-vestlig oprindelse, dog ikke dem med ophold for studie eller arbejde. Brevets overskrift siger det anderledes; hvem der er talt, kan ikke ses. Tallene bruges, som de er trykt.'],
    'sagsnummer': ["substring(sagsnummer, 1, 2) != substring(cast(extract(year from dateret) as " ~ dbt.type_string() ~ "), 3, 2)",
        'Sagen er oprettet et andet år, end brevet er dateret.'],
    'befolkning_pr': ['extract(year from befolkning_pr) < extract(year from dateret)',
        'Befolkningen er opgjort et tidligere år end brevets datering.'],
    'familiesammenfoert_aar': ['familiesammenfoert_aar < extract(year from dateret) - 1',
        'Familiesammenføringerne er fra et tidligere år end året før brevets datering.'],
    'asylansoegere_pr': ['extract(year from asylansoegere_pr) < extract(year from dateret)',
        'Asylansøgerne er talt op et tidligere år end brevets datering.'],
    'aftalefrist': ['aftalefrist < dateret',
        'Fristen for at meddele en aftale om kommunekvoter ligger før brevets datering.'],
    'fastsaettelsesfrist': ['fastsaettelsesfrist < dateret',
        'Fristen for at fastsætte kommunekvoter ligger før brevets datering.'],
} -%}

with landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

kommuner as (
    select * from {{ ref('int_kommuner_inddelt') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

brevets_oplysninger as (
    {% for felt, (regel, forklaring) in regler.items() %}
        select
            dokument,
            'landstalsbreve' as tabel,
            cast(null as integer) as raekke,
            '{{ felt }}' as felt,
            cast({{ felt }} as {{ dbt.type_string() }}) as trykt_vaerdi,
            cast({{ felt }} as {{ dbt.type_string() }}) as anvendt_vaerdi,
            '{{ forklaring }}' as forklaring
        from landstalsbreve
        -- A landstal is changed when it is, and may be in the year itself.
        where version = 1 and {{ regel }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

kodenaboer as (
    select
        dokument,
        kommunekode,
        regionskode,
        lag(regionskode) over brevets_kommuner as regionskode_foer,
        lead(regionskode) over brevets_kommuner as regionskode_efter
    from kommuner
    window brevets_kommuner as (partition by dokument order by kommunekode nulls last)
),

anmaerkninger as (
    select * from brevets_oplysninger
    union all
    select
        kvotetal.dokument,
        kvotetal.tabel,
        kvotetal.raekke,
        'kommune' as felt,
        kvotetal.etiket as trykt_vaerdi,
        kodenaboer.regionskode as anvendt_vaerdi,
        'Kommunekoderne før og efter hører til andre regioner: regionen slås op og udledes ikke af koden.'
            as forklaring
    from kvotetal
    inner join kodenaboer
        on kvotetal.dokument = kodenaboer.dokument and kvotetal.kommunekode = kodenaboer.kommunekode
    where
        kvotetal.maal = 'indbyggertal'
        and kodenaboer.regionskode != kodenaboer.regionskode_foer
        and kodenaboer.regionskode != kodenaboer.regionskode_efter
)

select * from anmaerkninger
