with kilde as (
    select * from {{ raa('bilag_a_familiesammenfoeringer') }}
),

laest as (
    select
        dokument,
        {{ heltal('raekke') }} as raekke,
        kommune as etiket,
        {{ laes_etiket('kommune', regionssum='Region % i alt') }},
        familiesammenfoeringer as familiesammenfoerte_trykt,
        {{ dansk_heltal('familiesammenfoeringer') }} as familiesammenfoerte
    from kilde
)

select * from laest
