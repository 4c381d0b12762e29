with seneste as (
    select dokument
    from {{ ref('udsendelser_aar_til_aar') }}
    where udsendelseskategori = 'i_alt'
    order by opgjort_til_og_med desc nulls last, registreret_pr desc nulls last, dokument desc nulls last
    limit 1
)

select
    nationaliteter.nationalitet,
    nationaliteter.gennemsnit_pr_maaned_min as nu_mindst,
    nationaliteter.gennemsnit_pr_maaned_max as nu_hoejst,
    nationaliteter.gennemsnit_pr_maaned_forrige_aar_min as foer_mindst,
    nationaliteter.gennemsnit_pr_maaned_forrige_aar_max as foer_hoejst,
    case
        when
            nationaliteter.antal_min * nationaliteter.maaneder_daekket_forrige_aar
            > nationaliteter.antal_forrige_aar_max * nationaliteter.maaneder_daekket
            then 'flere'
        when
            nationaliteter.antal_max * nationaliteter.maaneder_daekket_forrige_aar
            < nationaliteter.antal_forrige_aar_min * nationaliteter.maaneder_daekket
            then 'færre'
        when
            nationaliteter.antal_min = nationaliteter.antal_max
            and nationaliteter.antal_forrige_aar_min = nationaliteter.antal_forrige_aar_max
            then 'uændret'
        else 'kan ikke afgøres'
    end as udvikling
from {{ ref('udsendelser_nationalitet_aar_til_aar') }} as nationaliteter
inner join seneste on nationaliteter.dokument = seneste.dokument
where nationaliteter.nationalitet != 'Øvrige'
order by nationaliteter.gennemsnit_pr_maaned_max desc nulls last, nationaliteter.nationalitet asc nulls last
