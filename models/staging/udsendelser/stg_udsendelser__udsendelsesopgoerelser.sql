with kilde as (
    select * from {{ ref('udsendelsesopgoerelser') }}
),

laest as (
    select
        dokument,
        {{ plain_integer('aar') }} as aar,
        {{ iso_date('opgjort_til_og_med') }} as opgjort_til_og_med,
        cast(extract(month from {{ iso_date('opgjort_til_og_med') }}) as integer) as maaneder_daekket,
        {{ iso_date('registreret_pr') }} as registreret_pr,
        titel,
        udgiver
    from kilde
)

select * from laest
