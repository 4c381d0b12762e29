"""The whole calculation on many letters: the project's models, from staging to kommunekvoter, through dbt.

The raw tables are made up from the real letter and read from Parquet (variable raa_mappe).
"""

import sys
import tempfile
from pathlib import Path

import duckdb

from bench.maaling import Maaling, maal

ROD = Path(__file__).parents[1]
DBT = Path(sys.executable).with_name("dbt")
BREV = "landstal-2024"
FOERSTE_AAR = 3000

# A municipality's figures, as printed, in the letter of a year: between half and three halves of the real.
AENDRET = """
case
    when try_cast(replace({kolonne}, '.', '') as integer) is null then {kolonne}
    else replace(format('{{:,}}',
        replace({kolonne}, '.', '')::bigint * (500 + hash({etiket}, aar, '{kolonne}') % 1001)::bigint // 1000
    ), ',', '.')
end as {kolonne}
"""
# The tables of a letter, and what is made up in them.
TABELLER = {
    "landstalsbreve": (),
    "landstal_regionskvoter": (),
    "bilag_a_befolkning": ("indbyggertal", "udenlandske_statsborgere"),
    "bilag_a_familiesammenfoeringer": ("familiesammenfoeringer",),
    "bilag_b_kommunekvoter": (),
}


def skriv_breve(antal: int, mappe: Path) -> None:
    """The raw tables of so many letters of 98 municipalities, one Parquet file per table."""
    for fil in ROD.glob("seeds/*/*.csv"):
        tabel = duckdb.read_csv(str(fil), header=True, all_varchar=True)
        if fil.stem in TABELLER:
            udtryk = {
                "dokument": "'landstal-' || aar as dokument",
                "landstalsaar": "aar::text as landstalsaar",
            }
            for kolonne in TABELLER[fil.stem]:
                udtryk[kolonne] = AENDRET.format(kolonne=kolonne, etiket=tabel.columns[2])
            felter = ", ".join(udtryk.get(kolonne, kolonne) for kolonne in tabel.columns)
            aar = f"range({FOERSTE_AAR}, {FOERSTE_AAR + antal}) as aar(aar)"
            tabel = duckdb.sql(f"select {felter} from tabel, {aar} where dokument = '{BREV}'")
        tabel.to_parquet(str(mappe / f"{fil.stem}.parquet"))


def kontroller(database: Path, antal: int) -> None:
    """Every letter has its landstal, to the last person."""
    with duckdb.connect(str(database), read_only=True) as db:
        summer = db.sql(
            "select sum(kommunekvote_beregnet) from marts.kommunekvoter group by dokument"
        ).fetchall()
    assert summer == [(550,)] * antal, f"{antal} breve: {summer[:3]} ..."


def maal_breve(stoerrelser: tuple[int, ...] = (1, 10, 100, 1000), runder: int = 3) -> dict[int, Maaling]:
    """By number of letters: the cost of `dbt run`, whose parsing is done before."""
    with tempfile.TemporaryDirectory() as rod:
        kommandoer = {}
        for antal in stoerrelser:
            mappe = Path(rod, str(antal))
            mappe.mkdir()
            skriv_breve(antal, mappe)
            variable = f"{{raa_mappe: {mappe}}}"
            valg = ["--quiet", "--log-level-file", "none"]
            dbt = ["env", f"LANDSTAL_DUCKDB={mappe / 'b.duckdb'}", DBT, *valg]
            sted = ["--vars", variable, "--target-path", str(mappe / "target")]
            kommandoer[str(antal)] = [*map(str, dbt), "run", "--select", "+kommunekvoter", *sted]
        maal(kommandoer, runder=1, mappe=ROD)  # parses, and fills the database
        maalt = maal(kommandoer, runder=runder, mappe=ROD)
        for antal in stoerrelser:
            kontroller(Path(rod, str(antal), "b.duckdb"), antal)
    return {int(navn): maaling for navn, maaling in maalt.items()}
