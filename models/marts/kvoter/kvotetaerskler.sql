with beregninger as (
    select * from {{ ref('int_kommunekvoter_fordelt') }}
    where beregning in ('landstalsvaerdi', 'familievaerdi')
),

grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

figurer as (
    {% for figur in ['landstal', 'familiesammenfoerte'] %}
        {% for retning in ['op', 'ned'] %}
            select
                '{{ figur }}' as figur,
                '{{ retning }}' as retning,
                grundlag.*,
                grundlag.{{ figur }} as aktuel_vaerdi
            from grundlag
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

vaerdier as (
    select
        dokument,
        kommunekode,
        'landstal' as figur,
        landstal as vaerdi,
        kommunekvote_beregnet
    from beregninger
    where beregning = 'landstalsvaerdi'
    union all
    -- Of a region's municipalities the one whose number is varied.
    select
        dokument,
        kommunekode,
        'familiesammenfoerte' as figur,
        familiesammenfoerte as vaerdi,
        kommunekvote_beregnet
    from beregninger
    where
        beregning = 'familievaerdi'
        and variant = kommunekode || ' ' || cast(familiesammenfoerte as {{ dbt.type_string() }})
),

naermeste as (
    select
        figurer.*,
        aktuelle.kommunekvote_beregnet as kommunekvote_aktuel,
        andre.vaerdi,
        andre.kommunekvote_beregnet,
        -- ikke reguleret: of two equally near the lower
        row_number() over (
            partition by figurer.dokument, figurer.kommunekode, figurer.figur, figurer.retning
            order by abs(andre.vaerdi - figurer.aktuel_vaerdi) asc nulls last, andre.vaerdi asc nulls last
        ) as nummer
    from figurer
    left join vaerdier as aktuelle
        on
            figurer.dokument = aktuelle.dokument
            and figurer.kommunekode = aktuelle.kommunekode
            and figurer.figur = aktuelle.figur
            and figurer.aktuel_vaerdi = aktuelle.vaerdi
    left join vaerdier as andre
        on
            figurer.dokument = andre.dokument
            and figurer.kommunekode = andre.kommunekode
            and figurer.figur = andre.figur
            and (
                (figurer.retning = 'op' and aktuelle.kommunekvote_beregnet < andre.kommunekvote_beregnet)
                or (figurer.retning = 'ned' and aktuelle.kommunekvote_beregnet > andre.kommunekvote_beregnet)
            )
),

taerskler as (
    select
        dokument,
        landstalsaar,
        er_gaeldende,
        er_seneste,
        kommunekode,
        kommunenavn,
        regionskode,
        regionsnavn,
        figur,
        retning,
        aktuel_vaerdi,
        kommunekvote_aktuel,
        vaerdi as naermeste_vaerdi,
        kommunekvote_beregnet as kommunekvote_naermeste,
        abs(vaerdi - aktuel_vaerdi) as afstand
    from naermeste
    where nummer = 1
)

select * from taerskler
