with celler as (
    select * from {{ ref('int_celler_anmaerket') }}
),

breve as (
    select * from {{ ref('int_breve_anmaerket') }}
),

noterede as (
    select * from {{ ref('stg_kontrol__noterede_kildeanmaerkninger') }}
),

regionskvoter as (
    select * from {{ ref('regionskvoter') }}
),

tillaeg as (
    select
        dokument,
        'landstal_regionskvoter' as tabel,
        cast(null as integer) as raekke,
        'antal' as felt,
        cast(regionskvote_offentliggjort as {{ dbt.type_string() }}) as trykt_vaerdi,
        cast(regionskvote_offentliggjort as {{ dbt.type_string() }}) as anvendt_vaerdi,
        regionsnavn || case
            when beregningsmaade = 'forholdsmaessig_aendring' then ': den forholdsmæssige ændring giver '
            else ': kommunernes fordelingstal, hver afrundet til nærmeste hele tal, giver '
        end || cast(regionskvote_offentliggjort - uforklaret_tillaeg as {{ dbt.type_string() }})
        || '. Bekendtgørelsen har ingen regel om afrunding; den offentliggjorte regionskvote bruges.'
            as forklaring
    from regionskvoter
    where uforklaret_tillaeg != 0
),

anmaerkninger as (
    {% for kilde in ['celler', 'breve', 'noterede', 'tillaeg'] %}
        select
            dokument,
            tabel,
            raekke,
            felt,
            trykt_vaerdi,
            anvendt_vaerdi,
            forklaring
        from {{ kilde }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from anmaerkninger
