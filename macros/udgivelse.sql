{#- Turns readers from the marts of the last good build to those of this one. Called when every test has passed
    (python -m udgiv); where an engine has nothing of the kind, readers read what is built. -#}
{% macro udgiv_marts() %}{{ adapter.dispatch('udgiv_marts')() }}{% endmacro %}

{% macro default__udgiv_marts() %}{% endmacro %}

{# PostgreSQL: in one transaction the rows of every table in the schema marts are replaced by those that were
   built beside it, in the target's schema. Rows, and not tables: who is in the middle of a query or of a
   transaction goes on seeing the old ones, nobody waits for anybody, and a view that somebody has made on a
   mart stays. Only a mart of another form is dropped and made anew; that waits for its readers.

   landstal_laeser may read the schema marts and nothing else; the role is created unless it is there. #}
{% macro postgres__udgiv_marts() %}
{%- set bygget = target.schema -%}
{%- set noder = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
{%- set marts = noder | selectattr('schema', 'equalto', bygget) | sort(attribute='alias') -%}
{%- set form -%}
    select
        skemaer.nspname as skema,
        tabeller.relname as tabel,
        (
            select array_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull) order by attnum)
            from pg_attribute
            where attrelid = tabeller.oid and attnum > 0 and not attisdropped
        ) as kolonner,
        (
            select array_agg(pg_get_constraintdef(oid) order by pg_get_constraintdef(oid))
            from pg_constraint
            where conrelid = tabeller.oid
        ) as regler
    from pg_class as tabeller
    inner join pg_namespace as skemaer on tabeller.relnamespace = skemaer.oid
    where tabeller.relkind in ('r', 'p') and skemaer.nspname in ('marts', '{{ bygget }}')
{%- endset -%}
{%- set andre -%}
    with tabeller as ({{ form }}),

    nye as (select * from tabeller where skema = '{{ bygget }}')

    select
        udgivne.tabel,
        nye.tabel is not null as er_mart
    from tabeller as udgivne
    left join nye on udgivne.tabel = nye.tabel
    where
        udgivne.skema = 'marts'
        and (nye.kolonner, nye.regler) is distinct from (udgivne.kolonner, udgivne.regler)
    order by udgivne.tabel
{%- endset -%}
{%- set fremmede, aendrede = [], [] -%}
{%- for tabel, er_mart in run_query(andre).rows -%}
    {%- do (aendrede if er_mart else fremmede).append(tabel) -%}
{%- endfor -%}
{%- if fremmede -%}
    {%- do exceptions.raise_compiler_error(
        "Skemaet marts har tabeller, som projektet ikke har: " ~ fremmede | join(', ') ~ ". Flyt eller slet dem."
    ) -%}
{%- endif -%}
{%- set udgivelse -%}
begin;
-- A drop waits at most so long for its readers, who would else in turn wait for it.
set local lock_timeout = '10s';
do $$
begin
    if to_regrole('landstal_laeser') is null then
        create role landstal_laeser;
    end if;
exception
    when insufficient_privilege then
        raise 'Rollen landstal_laeser findes ikke, og % må ikke oprette den: create role landstal_laeser',
            current_user;
end
$$;
create schema if not exists marts;
{% for tabel in aendrede %}
drop table marts.{{ tabel }};
{% endfor %}
{% for mart in marts %}
create table if not exists marts.{{ mart.alias }} (like {{ bygget }}.{{ mart.alias }} including all);
delete from marts.{{ mart.alias }};
insert into marts.{{ mart.alias }} select * from {{ bygget }}.{{ mart.alias }};
comment on table marts.{{ mart.alias }} is {{ postgres_escape_comment(mart.description) }};
{% for kolonne in mart.columns.values() %}
comment on column marts.{{ mart.alias }}.{{ kolonne.name }} is {{ postgres_escape_comment(kolonne.description) }};
{% endfor %}
{% endfor %}
revoke all on schema marts from landstal_laeser;
revoke all on all tables in schema marts from landstal_laeser;
grant usage on schema marts to landstal_laeser;
grant select on all tables in schema marts to landstal_laeser;
do $$
declare
    mere text;
begin
    select string_agg(format('%s på %s', ret, sted), ', ' order by sted, ret)
    into mere
    from (
        select ret, nspname as sted
        from pg_namespace, unnest(array['usage', 'create']) as ret
        where
            has_schema_privilege('landstal_laeser', pg_namespace.oid, ret)
            and (
                nspname in ('raw', 'staging', 'intermediate', '{{ bygget }}')
                or (nspname = 'marts' and ret = 'create')
            )
        union all
        select ret, 'marts.' || relname
        from pg_class, unnest(array['insert', 'update', 'delete', 'truncate']) as ret
        where
            relnamespace = 'marts'::regnamespace
            and relkind in ('r', 'p')
            and has_table_privilege('landstal_laeser', pg_class.oid, ret)
    ) as rettigheder;
    if mere is not null then
        raise 'Rollen landstal_laeser må mere end at læse marts: %', mere;
    end if;
end
$$;
commit;
{%- endset -%}
{%- do run_query(udgivelse) -%}
{% endmacro %}
