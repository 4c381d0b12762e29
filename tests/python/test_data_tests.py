"""Every data test names the rows that break it, and no others. What breaks it is planted in the tables that
it reads, also what no seed can bring about."""

from pathlib import Path

import pytest
import yaml

from tests.python.test_bad_data import CASES

NUMBERS, DATES = ["x", "1.000", "-1", "007", "1000000000"], ["2023-02-29", "30. april 2024", "2024-4-30"]
# By argument of felter_kan_laeses: a cell that can be read, and cells that cannot.
CELLS = {
    "integers": ("0", NUMBERS),
    "positive_integers": ("1", [*NUMBERS, "0"]),
    "dates": ("2024-02-29", DATES),
    "texts": ("x", ["", " "]),
}


def instances_of(warehouse, kind: str) -> list[dict]:
    found = [n for n in warehouse.nodes.values() if (n.get("test_metadata") or {}).get("name") == kind]
    assert found
    return found


def relation(warehouse, test: dict) -> tuple[str, str]:
    """Schema and name of the table that a generic test is about."""
    kind, _, name = test["attached_node"].split(".")
    node = warehouse.seeds[name] if kind == "seed" else warehouse.nodes[test["attached_node"]]
    return node["schema"], node["alias"]


def named_rows(warehouse, test: dict, *statements: str) -> list[dict]:
    """What the test answers when these, in which {table} is its table without keys and checks, have run."""
    schema, name = relation(warehouse, test)
    table, db = f"{schema}.{name}", warehouse.db
    db.begin()
    try:
        db.execute(f"create or replace table {table} as from {table}")
        for statement in statements:
            db.execute(statement.format(table=table))
        return warehouse.failing_rows(test)
    finally:
        db.rollback()


def has_rows(warehouse, test: dict) -> bool:
    schema, name = relation(warehouse, test)
    return bool(warehouse.db.execute(f"from {schema}.{name} limit 1").fetchone())


LAST_ROW = "where rowid = (select max(rowid) from {table})"


def insert(row: dict[str, str | None]) -> str:
    cells = ("null" if cell is None else "'" + cell + "'" for cell in row.values())
    return f"insert into {{table}} ({', '.join(row)}) values ({', '.join(cells)})"


def check_key(warehouse, test: dict) -> None:
    """A row twice is named, and none that is another in one column."""
    columns = test["test_metadata"]["kwargs"]["columns"]
    twice = dict.fromkeys(columns, "x")
    others = [twice | {column: "y"} for column in columns]
    row = {"tabel": relation(warehouse, test)[1], "raekke": ", ".join(twice.values()), "trykt": "2 gange"}
    assert named_rows(warehouse, test, *map(insert, [twice, twice, *others])) == [
        row | {"forventet": "én gang"}
    ]
    assert len(named_rows(warehouse, test, f"insert into {{table}} from {{table}} {LAST_ROW}")) == 1


def check_reference(warehouse, test: dict) -> None:
    arguments = test["test_metadata"]["kwargs"]
    key, column, field = (arguments[name] for name in ("key", "column", "field"))
    row = {key: "2099-01-01"} | {column: "findes ikke"}  # a date too is a text where a key is
    (found,) = named_rows(warehouse, test, insert(row))
    assert (found["tabel"], str(found["raekke"])) == (relation(warehouse, test)[1], row[key])
    assert (found["kolonne"], found["trykt"]) == (column, "findes ikke")
    assert found["forventet"].startswith("en værdi, som står i ")
    assert found["forventet"].endswith(f", kolonnen {field}")
    another = f"select * replace ('findes ikke' as {column}) from {{table}} {LAST_ROW}"
    changed = f"set {column} = 'findes ikke' {LAST_ROW}"
    for planted in (f"insert into {{table}} {another}", f"update {{table}} {changed}"):
        found = [(row["kolonne"], row["trykt"]) for row in named_rows(warehouse, test, planted)]
        assert found == [(column, "findes ikke")] * has_rows(warehouse, test)


def check_form(warehouse, test: dict) -> None:
    """Every cell that cannot be read, and every empty one that is not optional."""
    arguments = test["test_metadata"]["kwargs"]
    fields = {
        field: (prefix, *cells)
        for kind, cells in CELLS.items()
        for prefix in ("", "optional_")
        for field in arguments.get(prefix + kind, [])
    }
    right = {field: cell for field, (_, cell, _) in fields.items()}
    for field, (optional, _, wrong) in fields.items():
        for cell in (*wrong, None):
            expected = [(field, "(tom)" if cell is None else cell)]
            if cell is None and optional and "optional" not in arguments:
                expected = []
            found = named_rows(warehouse, test, insert(right | {field: cell}))
            assert [(row["kolonne"], row["trykt"]) for row in found] == expected
            assert all(row["tabel"] == relation(warehouse, test)[1] for row in found)
        found = named_rows(warehouse, test, f"update {{table}} set {field} = '{wrong[0]}' {LAST_ROW}")
        expected = [(field, wrong[0])] * has_rows(warehouse, test)
        assert [(row["kolonne"], row["trykt"]) for row in found] == expected
    if "optional" in arguments:  # the test of the letters: what only a first version must have
        without = {field: None for field, (optional, *_) in fields.items() if optional}
        assert named_rows(warehouse, test, insert(right | without | {"version": "2"})) == []


def check_exact_rows(warehouse, test: dict) -> None:
    """Each row that is gone is named in every column, and each cell that is another."""
    arguments = test["test_metadata"]["kwargs"]
    columns, condition, keys = arguments["columns"], arguments["condition"], arguments.get("keys", 1)
    gone = named_rows(warehouse, test, f"delete from {{table}} where {condition}")
    assert len(gone) == len(arguments["rows"]) * len(columns)
    assert {row["beregnet"] for row in gone} == {"(mangler)"}
    names = [" ".join(map(str, row[:keys])) for row in arguments["rows"]]
    assert sorted(row["raekke"] for row in gone) == sorted(names * len(columns))
    if columns[keys - 1] not in condition:  # one that is not to be there
        more = f"select * replace ('x' as {columns[keys - 1]}) from {{table}} where {condition} limit 1"
        extra = named_rows(warehouse, test, f"insert into {{table}} {more}")
        assert [row["kolonne"] for row in extra] == columns
        assert all(row["raekke"].endswith("x") for row in extra)
        assert {row["forventet"] for row in extra} == {"(ingen række)"}
    wanted = [str(cell) for row in arguments["rows"] for cell in row]
    assert sorted(row["forventet"] for row in gone) == sorted(wanted)
    for column in (column for column in columns[keys:] if column not in condition):
        change = f"create or replace table {{table}} as select * replace (null as {column}) from {{table}}"
        changed = named_rows(warehouse, test, change)
        assert {(row["raekke"], row["kolonne"]) for row in changed} == {(name, column) for name in names}


CHECKS = {
    "noegle_er_entydig": check_key,
    "findes_i": check_reference,
    "felter_kan_laeses": check_form,
    "er_netop": check_exact_rows,
}


@pytest.mark.parametrize("kind", CHECKS)
def test_hver_datatest_navngiver_netop_sin_raekke(warehouse, kind):
    for test in instances_of(warehouse, kind):
        CHECKS[kind](warehouse, test)


CELLS_READ = {
    "-": 0,
    "–": 0,  # noqa: RUF001
    "—": 0,
    "0": 0,
    "7": 7,
    "45": 45,
    "120": 120,
    "1.234": 1_234,
    "9.876.543": 9_876_543,
}
CELLS_READ |= dict.fromkeys(["01", "1234", "1.23", "1,234", "1.234.56", "12.345.678", "x", "-1", "1 234"])


def test_hver_talkolonne_laeses_paa_dansk_form(warehouse):
    """Every cell of every column of figures in staging, and nothing else."""
    for seed in warehouse.seeds.values():
        columns = list(seed["config"]["column_types"])
        if columns[1:2] != ["raekke"]:
            continue
        (model,) = (
            node
            for node in warehouse.nodes.values()
            if node["schema"] == "staging" and seed["unique_id"] in node["depends_on"]["nodes"]
        )
        for cell, read in CELLS_READ.items():
            warehouse.db.begin()
            try:
                row = ["d", "1", "101 x", *[cell] * (len(columns) - 3)]
                marks = ", ".join("?" * len(row))
                warehouse.db.execute(f"insert into raw.{seed['alias']} values ({marks})", row)
                answer = warehouse.db.execute(f"from ({model['compiled_code']}) where dokument = 'd'")
                types = {name: kind for name, kind, *_ in answer.description}
                (found,) = (dict(zip(types, cells, strict=True)) for cells in answer.fetchall())
            finally:
                warehouse.db.rollback()
            figures = [found[name] for name, kind in types.items() if kind == "INTEGER" and name != "raekke"]
            assert figures and set(figures) == {read}, (seed["name"], cell)


PLANTED = yaml.safe_load(Path(__file__).with_name("planted_rows.txt").read_text(encoding="utf-8"))


def node_of(warehouse, name: str) -> dict:
    return next(node for node in warehouse.nodes.values() if node["name"] == name)


def check_planted(warehouse, entry: dict) -> None:
    """All that the test answers, each row as its cells in one text."""
    warehouse.db.begin()
    try:
        warehouse.db.execute(entry["sql"])
        rows = warehouse.failing_rows(node_of(warehouse, entry["test"]))
    finally:
        warehouse.db.rollback()
    found = [" | ".join("" if cell is None else str(cell) for cell in row.values()) for row in rows]
    assert sorted(found) == sorted(entry["rows"])


@pytest.mark.parametrize("entry", PLANTED, ids=lambda entry: entry["test"])
def test_en_plantet_raekke_navngives(warehouse, entry):
    check_planted(warehouse, entry)


def test_hver_datatest_fanger_noget_som_ingen_anden_fanger(warehouse, monkeypatch):
    """What is planted for it fails, once at least, in no other test that reads a table planted in."""
    tests = {name: node for name, node in warehouse.nodes.items() if node["resource_type"] == "test"}
    nodes = (*warehouse.seeds.values(), *warehouse.nodes.values())
    tables = {f"{node['schema']}.{node['alias']}": node["unique_id"] for node in nodes}
    failing_rows, alone, sql = warehouse.failing_rows, set(), ""

    def rows_and_whether_alone(test):
        name, rows = test["unique_id"], failing_rows(test)
        planted = {*warehouse.read_by(name), *(node for table, node in tables.items() if table in sql)}
        others = (tests[n] for n in tests if n != name and planted.intersection(warehouse.read_by(n)))
        if rows and name not in alone and not any(map(failing_rows, others)):
            alone.add(name)
        return rows

    monkeypatch.setattr(warehouse, "failing_rows", rows_and_whether_alone)
    for kind, check in CHECKS.items():
        for test in instances_of(warehouse, kind):
            check(warehouse, test)
    for entry in PLANTED:
        sql = entry["sql"]
        check_planted(warehouse, entry)
    assert [test["name"] for name, test in tests.items() if name not in alone] == []


# By the test that a note of a cell lets pass: a case of it, and the cell's column where the test says none.
NOTED = {
    "assert_kommuner_staar_i_kodeorden": ("to naboers etiketter byttet om", "kommune"),
    "assert_nationaliteter_staar_efter_faldende_antal": ("nationaliteter i forkert orden", "nationalitet"),
    "assert_kommuner_uden_asylcenter_er_trykt_ens": ("nul i en tom celle", ""),
    "assert_kommunekvoter_genfinder_bilag_b": ("to kvoter byttet om", ""),
    "assert_et_land_staar_en_gang_i_hver_tabel": ("et land to gange i en tabel", "nationalitet"),
}


def check_notes(built, warehouse, project_copy, name: str) -> None:
    """Only a note of the very cell, as it is printed, lets a row pass."""
    case, column = NOTED[name]
    CASES[case][0](project_copy)
    test, notes = node_of(warehouse, name), "staging.stg_kontrol__noterede_kildeanmaerkninger"
    fields = ("dokument", "tabel", "raekke", "felt", "trykt_vaerdi")
    with warehouse.rebuilt(project_copy.changed_seeds(built)) as failures:
        for row in failures[name]:
            cell = [row["dokument"], row["tabel"], row["raekke"], row.get("kolonne", column), row["trykt"]]
            for other in (None, *range(len(cell))):
                note = list(cell)
                if other is not None:
                    note[other] = 999 if fields[other] == "raekke" else "x"
                marks = f"insert into {notes} ({', '.join(fields)}) values (?, ?, ?, ?, ?)"
                warehouse.db.execute(f"create or replace temp table before as from {notes}")
                warehouse.db.execute(marks, note)
                assert (row in warehouse.failing_rows(test)) == (other is not None)
                warehouse.db.execute(f"create or replace table {notes} as from before")


@pytest.mark.parametrize("name", NOTED)
def test_kun_en_note_om_cellen_selv_lader_den_passere(built, warehouse, project_copy, name):
    check_notes(built, warehouse, project_copy, name)


def test_hver_datatest_har_sine_sager(warehouse):
    """It is of a kind in CHECKS, or has planted rows and, unless it is of the calculation, a damaged seed;
    and a note where one lets a row pass."""
    tests = {node["name"]: node for node in warehouse.nodes.values() if node["resource_type"] == "test"}
    kinds = {name: node.get("test_metadata") or {"name": "", "kwargs": {}} for name, node in tests.items()}
    others = {name for name, kind in kinds.items() if kind["name"] not in CHECKS}
    of_seeds = {name for name in others if "letters" not in kinds[name]["kwargs"]}
    assert others <= {entry["test"] for entry in PLANTED} <= tests.keys()
    assert of_seeds <= {test for _, test, _ in CASES.values()} <= tests.keys()
    notes = node_of(warehouse, "stg_kontrol__noterede_kildeanmaerkninger")["unique_id"]
    readers = {name for name, node in tests.items() if notes in warehouse.read_by(node["unique_id"])}
    assert NOTED.keys() == readers - {"assert_noterede_anmaerkninger_citerer_kilden"}
