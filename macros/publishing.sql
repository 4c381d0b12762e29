{#- Turns readers from the marts of the last good build to those of this one. Called when every test has passed
    (python -m landstal build); where an engine has nothing of the kind, readers read what is built. -#}
{% macro publish_marts() %}{{ adapter.dispatch('publish_marts')() }}{% endmacro %}

{% macro default__publish_marts() %}{% endmacro %}

{# PostgreSQL: in one transaction the rows of every table in the schema marts are replaced by those that were
   built beside it, in the target's schema. Rows, and not tables: who is in the middle of a query or of a
   transaction goes on seeing the old ones, nobody waits for anybody, and a view that somebody has made on a
   mart stays. Only a mart of another form than before, as with another version of the project, is made anew:
   that waits for those who read the marts, and a transaction that began before sees it empty.

   Foreign keys are for the programs that draw relations from them. Only the published marts have them: among
   those that are built they would break partial builds. Rows are deleted and inserted in their order.

   landstal_laeser may read the schema marts and nothing else; the role is created unless it is there. #}
{% macro postgres__publish_marts() %}
{%- set built_schema = target.schema -%}
{%- set nodes = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
{%- set marts = nodes | selectattr('schema', 'equalto', built_schema) | sort(attribute='alias') -%}
{%- set names = marts | map(attribute='alias') | list -%}
{%- set parents = {'regionskode': 'regioner', 'kommunekode': 'kommuner'} -%}
{%- set parent_names = parents.values() | list -%}
{%- set ordered_names = parent_names + names | reject('in', parent_names) | list -%}
{%- set shape -%}
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
            where conrelid = tabeller.oid and contype != 'f'
        ) as regler
    from pg_class as tabeller
    inner join pg_namespace as skemaer on tabeller.relnamespace = skemaer.oid
    where tabeller.relkind in ('r', 'p', 'v', 'm', 'f') and skemaer.nspname in ('marts', '{{ built_schema }}')
{%- endset -%}
{%- set differing_tables -%}
    with tabeller as ({{ shape }})

    select udgivne.tabel
    from tabeller as udgivne
    left join tabeller as nye on nye.skema = '{{ built_schema }}' and udgivne.tabel = nye.tabel
    where
        udgivne.skema = 'marts'
        and (
            udgivne.tabel not in ('{{ names | join("', '") }}')
            or (nye.kolonner, nye.regler) is distinct from (udgivne.kolonner, udgivne.regler)
        )
    order by udgivne.tabel
{%- endset -%}
{%- set differing = run_query(differing_tables).columns[0].values() -%}
{%- set foreign = differing | reject('in', names) | list -%}
{%- set changed = differing | select('in', names) | list -%}
{%- if foreign -%}
    {%- do exceptions.raise_compiler_error(
        "Skemaet marts har tabeller, som projektet ikke har: " ~ foreign | join(', ') ~ ". Flyt eller slet dem."
    ) -%}
{%- endif -%}
{%- set statements -%}
begin;
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
{% if changed %}
-- Half a second at a time: new readers wait behind a lock that is waited for, and after a whole second one
-- side of a deadlock is thrown out, which could be the reader.
set local lock_timeout = '500ms';
do $$
begin
    for forsoeg in 1..10 loop
        begin
            execute (
                select 'lock table ' || string_agg(oid::regclass::text, ', ' order by relname)
                from pg_class
                where relnamespace = 'marts'::regnamespace and relkind = 'r'
            );
            return;
        exception
            when lock_not_available then
                perform pg_sleep(0.5);
        end;
    end loop;
    raise 'Nogen læser i tabeller i marts, som skal laves om ({{ changed | join(', ') }}). Byg igen, når de er færdige.';
end
$$;
do $$
declare
    noegle record;
begin
    for noegle in
        select conrelid::regclass as tabel, conname
        from pg_constraint
        where contype = 'f' and connamespace = 'marts'::regnamespace
    loop
        execute format('alter table %s drop constraint %I', noegle.tabel, noegle.conname);
    end loop;
end
$$;
drop table marts.{{ changed | join(', marts.') }};
{% endif %}
{% for name in names %}
create table if not exists marts.{{ name }} (like {{ built_schema }}.{{ name }} including all);
{% endfor %}
{% for name in ordered_names | reverse %}
delete from marts.{{ name }};
{% endfor %}
{% for name in ordered_names %}
insert into marts.{{ name }} select * from {{ built_schema }}.{{ name }};
{% endfor %}
{% for mart in marts %}
{% for code, parent in parents.items() if code in mart.columns and mart.alias != parent %}
{% set key = mart.alias ~ '_' ~ code ~ '_fkey' %}
do $$
begin
    if not exists (
        select from pg_constraint where conname = '{{ key }}' and connamespace = 'marts'::regnamespace
    ) then
        alter table marts.{{ mart.alias }} add constraint {{ key }}
        foreign key ({{ code }}) references marts.{{ parent }};
    end if;
end
$$;
{% endfor %}
comment on table marts.{{ mart.alias }} is {{ postgres_escape_comment(mart.description) }};
{% for column in mart.columns.values() %}
comment on column marts.{{ mart.alias }}.{{ column.name }} is {{ postgres_escape_comment(column.description) }};
{% endfor %}
{% endfor %}
revoke all on schema marts from landstal_laeser;
revoke all on all tables in schema marts from landstal_laeser;
grant usage on schema marts to landstal_laeser;
grant select on all tables in schema marts to landstal_laeser;
do $$
declare
    laeser constant regrole := 'landstal_laeser';
    mere text;
begin
    select string_agg(ret, ', ' order by ret)
    into mere
    from (
        select 'medlem af ' || roleid::regrole as ret
        from pg_auth_members
        where member = laeser
        union all
        select 'mere end en almindelig rolle'
        from pg_roles
        where
            oid = laeser
            and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
        union all
        select 'create i databasen'
        where has_database_privilege(laeser, current_database(), 'create')
        union all
        select hvad || ' i skemaet ' || nspname
        from pg_namespace, unnest(array['create', 'usage']) as hvad
        where
            nspname not like 'pg\_%'
            and nspname != 'information_schema'
            and (hvad, nspname) not in (('usage', 'marts'), ('usage', 'public'))
            and has_schema_privilege(laeser, pg_namespace.oid, hvad)
        union all
        select hvad || ' i tabellen marts.' || relname
        from pg_class, unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as hvad
        where
            relnamespace = 'marts'::regnamespace
            and relkind in ('r', 'p')
            and case
                when hvad in ('insert', 'update', 'references')
                    then has_any_column_privilege(laeser, pg_class.oid, hvad)
                else has_table_privilege(laeser, pg_class.oid, hvad)
            end
    ) as rettigheder;
    if mere is not null then
        raise 'Rollen landstal_laeser har flere rettigheder end at læse marts: %', mere;
    end if;
end
$$;
commit;
{%- endset -%}
{%- do run_query(statements) -%}
{% endmacro %}
