{#- What a run says when it ends, to the person who started it. -#}

{# For every test that failed: its claim in words, and the rows that break it. They are asked for again, since
   dbt would keep them only in a schema of its own beside the four that the database has. #}
{% macro show_failing_rows(results) %}
    {%- for result in results if result.node.resource_type == 'test' and result.status in ('fail', 'warn') %}
        {%- do print('\nIKKE OPFYLDT: ' ~ (result.node.description or result.node.name) | trim) %}
        {%- do print('(test ' ~ result.node.name ~ ', rækker: ' ~ result.failures ~ ')') %}
        {%- set rows = 'select * from (\n' ~ result.node.compiled_code ~ '\n) as raekker' %}
        {%- set columns = run_query(rows ~ ' limit 0').column_names %}
        {%- set rows = run_query(rows ~ ' order by ' ~ columns | join(', ')) %}
        {%- do print_rows(rows.rename({'raekke': 'række', 'bemaerkning': 'bemærkning'})) %}
    {%- endfor %}
{% endmacro %}


{# The first ten rows as a table. A text with characters that could steer the terminal is shown by their codes;
   a table of agate's would print them. #}
{% macro print_rows(rows) %}
    {%- set steering = [] %}
    {%- for row in rows.rows %}
        {%- for cell in row.values() if cell is string and not cell.isprintable() %}
            {%- do steering.append(cell) %}
        {%- endfor %}
    {%- endfor %}
    {%- if not steering %}
        {%- do rows.print_table(max_rows=10, max_columns=none, max_column_width=100) %}
    {%- else %}
        {%- do print('| ' ~ rows.column_names | join(' | ') ~ ' |') %}
        {%- for row in rows.rows[:10] %}
            {%- set cells = [] %}
            {%- for cell in row.values() %}
                {%- do cells.append(tojson(cell) if cell in steering else cell) %}
            {%- endfor %}
            {%- do print('| ' ~ cells | join(' | ') ~ ' |') %}
        {%- endfor %}
    {%- endif %}
{% endmacro %}


{# After a build without failures: the marts, their number of rows, and where to ask them. #}
{% macro show_built(results) %}
    {%- set marts = [] %}
    {%- for result in results if result.node.resource_type == 'model' and result.node.schema == target.schema %}
        {%- do marts.append(result.node) %}
    {%- endfor %}
    {%- set failed = results | rejectattr('status', 'in', ('success', 'pass', 'no-op')) | list %}
    {%- if flags.WHICH == 'build' and marts and not failed %}
        {%- set counts %}
            {%- for mart in marts %}
            select
                '{{ mart.alias }}' as mart,
                cast(count(*) as {{ dbt.type_string() }}) as raekker
            from {{ mart.relation_name }}
            {{ 'union all' if not loop.last else 'order by mart' }}
            {%- endfor %}
        {%- endset %}
        {%- set place = target.path or target.dbname or target.name %}
        {%- do print('\nBygget uden fejl i ' ~ place ~ ', skemaet ' ~ target.schema ~ ':') %}
        {%- do run_query(counts).rename(['tabel', 'rækker']).print_table(max_rows=none, max_column_width=100) %}
    {%- endif %}
{% endmacro %}
