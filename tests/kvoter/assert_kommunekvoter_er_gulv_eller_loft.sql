with kvoter as (
    select
        dokument,
        'kommunekvoter' as tabel,
        kommunekode as raekke,
        kommunekvote_beregnet,
        kommunekvote_taeller,
        vaegt_i_alt
    from {{ ref('int_kommunekvoter_fordelt') }}
    union all
    select
        dokument,
        'int_varianter_fordelt' as tabel,
        variantslags || ' ' || variant || ', ' || kommunekode as raekke,
        kommunekvote_beregnet,
        kommunekvote_taeller,
        vaegt_i_alt
    from {{ ref('int_varianter_fordelt') }}
)

select
    dokument,
    tabel,
    raekke,
    'kommunekvote_beregnet' as kolonne,
    kommunekvote_beregnet as beregnet,
    {{ afrundet_broek('kommunekvote_taeller', 'vaegt_i_alt', 6) }} as forventet
from kvoter
where abs(kommunekvote_beregnet * vaegt_i_alt - kommunekvote_taeller) >= vaegt_i_alt and vaegt_i_alt > 0
