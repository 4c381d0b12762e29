with kilde as (
    select * from {{ raa('landstalsbreve') }}
),

laest as (
    select
        dokument,
        {{ heltal('landstalsaar') }} as landstalsaar,
        {{ heltal('version') }} as version,
        {{ heltal('landstal') }} as landstal,
        {{ iso_dato('dateret') }} as dateret,
        sagsnummer,
        {{ iso_dato('befolkning_pr') }} as befolkning_pr,
        {{ heltal('familiesammenfoert_aar') }} as familiesammenfoert_aar,
        {{ iso_dato('asylansoegere_pr') }} as asylansoegere_pr,
        {{ iso_dato('aftalefrist') }} as aftalefrist,
        {{ iso_dato('fastsaettelsesfrist') }} as fastsaettelsesfrist,
        titel,
        udgiver,
        udlaendingedefinition
    from kilde
)

select * from laest
