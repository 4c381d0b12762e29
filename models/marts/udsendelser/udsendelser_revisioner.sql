with maaneder as (
    select * from {{ ref('udsendelser_maaned') }}
),

opgoerelser as (
    select * from {{ ref('stg_udsendelser__udsendelsesopgoerelser') }}
),

udgaver as (
    select
        maaneder.maaned,
        maaneder.udsendelseskategori,
        maaneder.dokument,
        maaneder.antal,
        opgoerelser.registreret_pr,
        row_number() over (
            partition by maaneder.maaned, maaneder.udsendelseskategori
            order by opgoerelser.registreret_pr asc nulls last, maaneder.dokument asc nulls last
        ) as nummer,
        count(*) over (partition by maaneder.maaned, maaneder.udsendelseskategori) as antal_udgaver
    from maaneder
    inner join opgoerelser on maaneder.dokument = opgoerelser.dokument
),

revisioner as (
    select
        foerste.maaned,
        foerste.udsendelseskategori,
        foerste.antal as antal_foerste,
        seneste.antal as antal_seneste,
        seneste.antal - foerste.antal as revision,
        foerste.dokument as dokument_foerste,
        foerste.registreret_pr as registreret_pr_foerste,
        seneste.dokument as dokument_seneste,
        seneste.registreret_pr as registreret_pr_seneste,
        cast(foerste.antal_udgaver as integer) as antal_udgaver
    from udgaver as foerste
    inner join udgaver as seneste
        on
            foerste.maaned = seneste.maaned
            and foerste.udsendelseskategori = seneste.udsendelseskategori
            and foerste.antal_udgaver = seneste.nummer
    where foerste.nummer = 1
)

select * from revisioner
