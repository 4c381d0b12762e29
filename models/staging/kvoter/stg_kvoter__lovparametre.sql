with kilde as (
    select * from {{ ref('lovparametre') }}
),

laest as (
    select
        parameter,
        {{ iso_date('gaelder_fra') }} as gaelder_fra,
        vaerdi as vaerdi_trykt,
        {{ plain_integer('vaerdi') }} as vaerdi,
        case when vaerdi in ('genberegning', 'forholdsmaessig_aendring') then vaerdi end as beregningsmaade,
        enhed,
        hjemmel
    from kilde
)

select * from laest
