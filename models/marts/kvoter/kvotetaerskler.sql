with grundlag as (
    select * from {{ ref('int_kommunegrundlag_samlet') }}
),

vaerdier as (
    select * from {{ ref('int_kvotevaerdier_samlet') }}
),

aktuelle as (
    select * from vaerdier
    where vaerdi = aktuel_vaerdi
),

andre_kvoter as (
    select
        vaerdier.*,
        case
            when vaerdier.kommunekvote_beregnet > aktuelle.kommunekvote_beregnet then 'op'
            else 'ned'
        end as retning,
        abs(vaerdier.vaerdi - vaerdier.aktuel_vaerdi) as afstand
    from vaerdier
    inner join aktuelle
        on
            vaerdier.dokument = aktuelle.dokument
            and vaerdier.kommunekode = aktuelle.kommunekode
            and vaerdier.figur = aktuelle.figur
            and vaerdier.kommunekvote_beregnet != aktuelle.kommunekvote_beregnet
),

-- ikke reguleret: of two equally near the lower (Metodevalg 16)
efter_afstand as (
    select
        *,
        row_number() over (
            partition by dokument, kommunekode, figur, retning order by afstand asc, vaerdi asc
        ) as nummer
    from andre_kvoter
),

naermeste as (
    select * from efter_afstand
    where nummer = 1
),

taerskler as (
    {% for retning in ['op', 'ned'] %}
        select
            grundlag.dokument,
            grundlag.landstalsaar,
            grundlag.er_gaeldende,
            grundlag.er_seneste,
            grundlag.kommunekode,
            grundlag.kommunenavn,
            grundlag.regionskode,
            grundlag.regionsnavn,
            aktuelle.figur,
            '{{ retning }}' as retning,
            aktuelle.aktuel_vaerdi,
            aktuelle.kommunekvote_beregnet as kommunekvote_aktuel,
            naermeste.vaerdi as naermeste_vaerdi,
            naermeste.kommunekvote_beregnet as kommunekvote_naermeste,
            naermeste.afstand
        from aktuelle
        inner join grundlag
            on aktuelle.dokument = grundlag.dokument and aktuelle.kommunekode = grundlag.kommunekode
        left join naermeste
            on
                aktuelle.dokument = naermeste.dokument
                and aktuelle.kommunekode = naermeste.kommunekode
                and aktuelle.figur = naermeste.figur
                and naermeste.retning = '{{ retning }}'
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from taerskler
