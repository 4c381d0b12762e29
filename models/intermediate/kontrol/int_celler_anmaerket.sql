with landstalsbreve as (
    select * from {{ ref('int_landstalsbreve_ordnet') }}
),

kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
),

stavemaader as (
    select distinct
        dokument,
        tabel,
        raekke,
        'kommune' as felt,
        etiket as trykt_vaerdi,
        kommunekode || ' ' || kommunenavn as anvendt_vaerdi,
        'Trykt navn afviger fra kommunens officielle navn; kommunekoden er nøglen.' as forklaring
    from kvotetal
    where niveau = 'kommune' and etiket != kommunekode || ' ' || kommunenavn
),

-- § 7, stk. 9
andre_tal as (
    select
        aendrede.dokument,
        aendrede.tabel,
        aendrede.raekke,
        aendrede.felt,
        aendrede.trykt as trykt_vaerdi,
        foerste.trykt as anvendt_vaerdi,
        'Tallet er et andet end i årets første brev; dets tal bruges hele året (§ 7, stk. 9).' as forklaring
    from kvotetal as aendrede
    inner join landstalsbreve on aendrede.dokument = landstalsbreve.dokument
    inner join kvotetal as foerste
        on
            landstalsbreve.dokument_foerste = foerste.dokument
            and aendrede.tabel = foerste.tabel
            and aendrede.maal = foerste.maal
            and aendrede.kommunekode = foerste.kommunekode
    where
        aendrede.tabel in ('bilag_a_befolkning', 'bilag_a_familiesammenfoeringer')
        and aendrede.antal is distinct from foerste.antal
),

tegn as (
    select
        dokument,
        tabel,
        felt,
        case
            when trykt is null then 'tom celle'
            when trykt in ('-', '–', '—') then trykt
            when trykt like '%.%' then '.'
        end as tegn
    from kvotetal
    where niveau != 'overskrift'
    union all
    select
        dokument,
        tabel,
        felt,
        case
            when antal is null then 'tom måned'
            when trykt in ('-', '–', '—') then trykt
        end as tegn
    from udsendelsestal
),

tegnbrug as (
    select
        dokument,
        tabel,
        cast(null as integer) as raekke,
        felt,
        case when tegn not like 'tom %' then tegn end as trykt_vaerdi,
        case when tegn in ('-', '–', '—') then '0' end as anvendt_vaerdi,
        case tegn
            when '.' then 'Punktum skiller tusinder'
            when 'tom celle' then 'Tom celle betyder, at der ikke er noget center på listen: ukendt, ikke nul'
            when 'tom måned' then 'Måneden er ikke opgjort endnu: ukendt, ikke nul'
            else 'Streg betyder nul'
        end || ' (antal celler: ' || cast(count(*) as {{ dbt.type_string() }}) || ').' as forklaring
    from tegn
    where tegn is not null
    group by dokument, tabel, felt, tegn
),

anmaerkninger as (
    select * from stavemaader
    union all
    select * from andre_tal
    union all
    select * from tegnbrug
)

select * from anmaerkninger
