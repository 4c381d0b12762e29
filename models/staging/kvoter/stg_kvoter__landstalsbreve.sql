with kilde as (
    select * from {{ ref('landstalsbreve') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('landstalsaar') }} as landstalsaar,
        {{ plain_integer('version') }} as version,
        {{ plain_integer('landstal') }} as landstal,
        {{ iso_date('dateret') }} as dateret,
        sagsnummer,
        {{ iso_date('befolkning_pr') }} as befolkning_pr,
        {{ plain_integer('familiesammenfoert_aar') }} as familiesammenfoert_aar,
        {{ iso_date('asylansoegere_pr') }} as asylansoegere_pr,
        {{ iso_date('aftalefrist') }} as aftalefrist,
        {{ iso_date('fastsaettelsesfrist') }} as fastsaettelsesfrist,
        titel,
        udgiver,
        udlaendingedefinition
    from kilde
)

select * from laest
