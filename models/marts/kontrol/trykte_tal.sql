with kvotetal as (
    select * from {{ ref('int_kvotetal_samlet') }}
),

udsendelsestal as (
    select * from {{ ref('int_udsendelsestal_samlet') }}
),

trykte_tal as (
    {% for kilde in ['kvotetal', 'udsendelsestal'] %}
        select
            dokument,
            tabel,
            raekke,
            felt,
            etiket,
            {{ 'kommunekode' if kilde == 'kvotetal' else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
                as kommunekode,
            trykt as trykt_vaerdi,
            antal as anvendt_vaerdi
        from {{ kilde }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from trykte_tal
