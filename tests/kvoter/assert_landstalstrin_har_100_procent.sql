-- depends_on: {{ ref('kommuneandele') }}: as the other tests of the scenarios, it stops no letter.
-- Without it nothing shows that the calculation at other landstal is the letter's own.
select
    'landstalstrin' as tabel,
    '100' as raekke,
    'procent' as kolonne,
    '(mangler)' as trykt,
    'rækken 100: brevets eget landstal' as forventet
from {{ ref('stg_scenarier__landstalstrin') }}
having coalesce(max(case when procent = 100 then 1 end), 0) = 0
