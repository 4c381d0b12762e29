with kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

landstalsbreve as (
    select * from {{ ref('stg_kvoter__landstalsbreve') }}
),

kommunesummer as (
    select
        dokument,
        -- The regional quotas are the totals of Bilag B's municipal quotas.
        case when maal = 'kommunekvote' then 'regionskvote' else maal end as maal_sum,
        maal,
        regionskode,
        coalesce(sum(antal), 0) as beregnet
    from kvotetal
    where niveau = 'kommune'
    group by dokument, maal, regionskode
),

regionssummer as (
    select
        trykte.dokument,
        trykte.tabel,
        trykte.niveau,
        trykte.noegle,
        trykte.maal,
        trykte.antal as offentliggjort,
        kommunesummer.beregnet
    from kvotetal as trykte
    left join kommunesummer
        on
            trykte.dokument = kommunesummer.dokument
            and trykte.regionskode = kommunesummer.regionskode
            and trykte.maal in (kommunesummer.maal, kommunesummer.maal_sum)
    where trykte.niveau = 'region'
),

landssummer as (
    select
        trykte.dokument,
        trykte.tabel,
        trykte.niveau,
        trykte.noegle,
        trykte.maal,
        max(trykte.antal) as offentliggjort,
        sum(regionssummer.offentliggjort) as beregnet
    from kvotetal as trykte
    left join regionssummer
        on
            trykte.dokument = regionssummer.dokument
            and trykte.tabel = regionssummer.tabel
            and trykte.maal = regionssummer.maal
    where trykte.niveau = 'land'
    group by trykte.dokument, trykte.tabel, trykte.niveau, trykte.noegle, trykte.maal
),

afstemt as (
    select * from regionssummer
    union all
    select * from landssummer
    union all
    select
        landstalsbreve.dokument,
        'landstalsbreve' as tabel,
        'land' as niveau,
        'DK' as noegle,
        'landstal' as maal,
        landstalsbreve.landstal as offentliggjort,
        sum(regionssummer.offentliggjort) as beregnet
    from landstalsbreve
    left join regionssummer
        on
            landstalsbreve.dokument = regionssummer.dokument
            and regionssummer.maal = 'regionskvote'
    group by landstalsbreve.dokument, landstalsbreve.landstal
)

select * from afstemt
