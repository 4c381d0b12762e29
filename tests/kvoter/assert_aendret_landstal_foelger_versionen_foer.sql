-- A changed landstal is calculated from the version before, by the order in force on its date.
select
    breve.dokument,
    'landstalsbreve' as tabel,
    cast(null as integer) as raekke,
    case when breve.version - 1 = breve.version_foer then 'dateret' else 'dokument' end as kolonne,
    case
        when breve.version - 1 = breve.version_foer then cast(breve.dateret as {{ dbt.type_string() }})
        else breve.dokument
    end as trykt,
    case
        when breve.version - 1 = breve.version_foer
            then 'en dato, hvor en bekendtgørelse om ændrede landstal gælder, tidligst 2008-02-15'
        else
            'at version ' || cast(breve.version - 1 as {{ dbt.type_string() }}) || ' af landstallet for '
            || cast(breve.landstalsaar as {{ dbt.type_string() }}) || ' er indlæst først'
    end as forventet
from {{ ref('int_landstalsbreve_ordnet') }} as breve
left join {{ ref('int_aendringsregler_fundet') }} as regler on breve.dokument = regler.dokument
where
    breve.version > 1
    and (breve.version - 1 is distinct from breve.version_foer or regler.naar_landstal_nedsaettes is null)
