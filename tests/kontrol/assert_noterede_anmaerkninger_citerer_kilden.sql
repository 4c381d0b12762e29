with kvotetal as (
    select
        tal.*,
        -- § 7, stk. 9
        case
            when tal.tabel like 'bilag_a_%' and tal.niveau = 'kommune' then foerste.antal
            else tal.antal
        end as brugt
    from {{ ref('int_kvotetal_samlet') }} as tal
    left join {{ ref('int_landstalsbreve_ordnet') }} as breve on tal.dokument = breve.dokument
    left join {{ ref('int_kvotetal_samlet') }} as foerste
        on
            breve.dokument_foerste = foerste.dokument
            and tal.tabel = foerste.tabel
            and tal.maal = foerste.maal
            and tal.kommunekode = foerste.kommunekode
),

celler as (
    {% for tal in ['kvotetal', ref('int_udsendelsestal_samlet')] %}
        select
            dokument,
            tabel,
            raekke,
            felt,
            trykt,
            {{ 'brugt' if loop.first else 'antal' }} as antal,
            cast({{ 'brugt' if loop.first else 'antal' }} as {{ dbt.type_string() }}) as brugt
        from {{ tal }}
        union all
    {% endfor %}
    select distinct
        dokument,
        tabel,
        raekke,
        case when tabel = 'landstal_regionskvoter' then 'region' else 'kommune' end as felt,
        etiket as trykt,
        cast(null as integer) as antal,
        case when niveau = 'kommune' then kommunekode || ' ' || kommunenavn else etiket end as brugt
    from {{ ref('int_kvotetal_samlet') }}
    union all
    select distinct
        dokument,
        tabel,
        raekke,
        case when tabel = 'udsendelser_tabel_1' then 'udsendelseskategori' else 'nationalitet' end as felt,
        etiket as trykt,
        cast(null as integer) as antal,
        case when tabel = 'udsendelser_tabel_1' then udsendelseskategori else nationalitet end as brugt
    from {{ ref('int_udsendelsestal_samlet') }}
)

select
    noterede.dokument,
    noterede.tabel,
    noterede.raekke,
    noterede.felt as kolonne,
    case when celler.dokument is null then noterede.trykt_vaerdi else noterede.anvendt_vaerdi end as trykt,
    case
        when celler.dokument is null then 'at cellen står sådan i det dokument'
        else 'anvendt_vaerdi som i beregningen: ' || coalesce(celler.brugt, 'tom celle')
    end as forventet
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
where
    celler.dokument is null
    or (
        noterede.tabel != 'brevtekst'
        and noterede.anvendt_vaerdi is distinct from celler.brugt
        and coalesce({{ danish_integer('noterede.anvendt_vaerdi') }} != celler.antal, true)
    )
