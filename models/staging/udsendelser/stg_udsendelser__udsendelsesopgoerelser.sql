with kilde as (
    select * from {{ raa('udsendelsesopgoerelser') }}
),

laest as (
    select
        dokument,
        {{ heltal('aar') }} as aar,
        {{ iso_dato('opgjort_til_og_med') }} as opgjort_til_og_med,
        cast(extract(month from {{ iso_dato('opgjort_til_og_med') }}) as integer) as maaneder_daekket,
        {{ iso_dato('registreret_pr') }} as registreret_pr,
        titel,
        udgiver
    from kilde
)

select * from laest
