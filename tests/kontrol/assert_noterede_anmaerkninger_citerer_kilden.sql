with celler as (
    select
        dokument,
        tabel,
        raekke,
        felt,
        trykt
    from {{ ref('int_kvotetal_samlet') }}
    union all
    select
        dokument,
        tabel,
        raekke,
        case when tabel = 'landstal_regionskvoter' then 'region' else 'kommune' end as felt,
        etiket as trykt
    from {{ ref('int_kvotetal_samlet') }}
    union all
    select
        dokument,
        tabel,
        raekke,
        felt,
        trykt
    from {{ ref('int_udsendelsestal_samlet') }}
    union all
    select
        dokument,
        tabel,
        raekke,
        case when tabel = 'udsendelser_tabel_1' then 'udsendelseskategori' else 'nationalitet' end as felt,
        etiket as trykt
    from {{ ref('int_udsendelsestal_samlet') }}
)

select
    noterede.dokument,
    noterede.tabel,
    noterede.raekke,
    noterede.felt as kolonne,
    noterede.trykt_vaerdi as trykt,
    'at cellen står sådan i det dokument' as forventet
from {{ ref('stg_kontrol__noterede_kildeanmaerkninger') }} as noterede
left join celler
    on
        noterede.dokument = celler.dokument
        and (
            noterede.tabel = 'brevtekst'
            or (
                noterede.tabel = celler.tabel
                and noterede.raekke = celler.raekke
                and noterede.felt = celler.felt
                and noterede.trykt_vaerdi is not distinct from celler.trykt
            )
        )
where celler.dokument is null
