-- What each chart must show, read from the marts without Superset. A chart's query follows its file's name;
-- columns are called what Superset calls them, and rows are in the order of the chart's table.

-- chart: landstal
select landstal as "Landstal"
from marts.landstal
where er_seneste;

-- chart: landstalsbreve
select landstalsaar, version, er_gaeldende, landstal, skal_aendres_under, skal_aendres_over, dateret, aftalefrist
from marts.landstal
order by landstalsaar desc, version desc;

-- chart: regionskvoter
select
    landstalsaar,
    regionsnavn,
    indbyggertal,
    fordelingstal_afrundet,
    regionskvote_offentliggjort,
    regionskvote_offentliggjort
    - case when beregningsmaade = 'forholdsmaessig_aendring' then regionskvote_forholdsmaessig else fordelingstal_afrundet end
        as uforklaret_tillaeg,
    kvote_pr_10000
from marts.regionskvoter
where er_seneste
order by landstalsaar desc, regionsnavn;

-- chart: kvote_pr_10000
select regionsnavn, kvote_pr_10000 as "Kvote pr. 10.000 indbyggere"
from marts.regionskvoter
where er_seneste;

-- chart: kommunekvoter
select
    landstalsaar,
    kommunenavn,
    regionsnavn,
    indbyggertal,
    kommunekvote as kommunekvote_offentliggjort,
    kommunekvote_beregnet,
    coalesce(kommunekvote_aftalt, kommunekvote) as kommunekvote_gaeldende,
    kvote_pr_10000,
    nulkvote_aarsag
from marts.kommuneandele
inner join
    (
        select dokument, kommunekode, kommunekvote_beregnet, kommunekvote_aftalt, nulkvote_aarsag
        from marts.kommunekvoter
    )
    using (dokument, kommunekode)
inner join (select kommunekode, sorteringsnoegle from marts.kommuner) using (kommunekode)
where er_seneste
order by landstalsaar desc, kommunekvote desc, sorteringsnoegle;

-- chart: kvotefoelsomhed
select distinct landstal_antaget, regionsnavn, cast(sum(kommunekvote_beregnet) as integer) as "Regionskvote"
from marts.kvotefoelsomhed
where er_seneste
group by landstal_pct, landstal_antaget, regionsnavn;

-- chart: udsendelser_maaned
select maaned, udsendelseskategori, antal as "Antal"
from marts.udsendelser_maaned
inner join (select distinct dokument, registreret_pr from marts.udsendelser_aar_til_aar) using (dokument)
qualify row_number() over (partition by maaned, udsendelseskategori order by registreret_pr desc) = 1;

-- chart: udsendelser_aar_til_aar
select
    dokument,
    udsendelseskategori,
    antal,
    maaneder_daekket,
    antal_forrige_aar,
    maaneder_daekket_forrige_aar,
    gennemsnit_pr_maaned,
    gennemsnit_pr_maaned_forrige_aar,
    aendring_pct,
    sammenligningsgrundlag
from marts.udsendelser_aar_til_aar
order by dokument desc, udsendelseskategori;

-- chart: nationaliteter
select
    dokument,
    nationalitet,
    antal_min,
    antal_max,
    antal_forrige_aar_min,
    antal_forrige_aar_max,
    gennemsnit_pr_maaned_min,
    gennemsnit_pr_maaned_max,
    gennemsnit_pr_maaned_forrige_aar_min,
    gennemsnit_pr_maaned_forrige_aar_max
from marts.udsendelser_nationalitet_aar_til_aar
order by dokument desc, antal_max desc, antal_min desc, nationalitet;

-- chart: afstemning
select
    dokument,
    tabel,
    count(*) as "Summer",
    count(*) filter (offentliggjort = beregnet) as "Stemmer",
    count(*) filter (offentliggjort <> beregnet) as "Stemmer ikke",
    max(abs(offentliggjort - beregnet)) as "Største forskel"
from marts.afstemning
group by dokument, tabel;
