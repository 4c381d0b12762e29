{# The rows of the model where the condition holds are exactly those given, compared as text. #}
{% test er_netop(model, hvor, kolonner, raekker) %}
with fundne as (
    select
        {%- for kolonne in kolonner %}
        cast({{ kolonne }} as {{ dbt.type_string() }}) as {{ kolonne }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }}
    where {{ hvor }}
),

ventede as (
    {%- for raekke in raekker %}
    select
        {%- for kolonne in kolonner %}
        '{{ raekke[loop.index0] }}' as {{ kolonne }}{{ ',' if not loop.last }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

forskelle as (
    select 'kun ventet' as forskel, mangler.*
    from (select * from ventede except select * from fundne) as mangler
    union all
    select 'kun fundet' as forskel, uventede.*
    from (select * from fundne except select * from ventede) as uventede
)

select * from forskelle
{% endtest %}
