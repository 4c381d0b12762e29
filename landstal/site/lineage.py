"""The lineage pages, each one file that opens without a server, made by the tools' own commands:
`python -m landstal.site.lineage FOLDER` in the folder of a project that has just been built.

- `index.html`: dbt's documentation, with its graph. `index.html#!/model/<id>` opens a model.
- `kolonner.html`: the lineage of every column (dbt-colibri). `kolonner.html?model=<id>&column=<name>` with
  `&focus=true&parents=all&children=all&hideSidebars=true` shows all of one column's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from landstal import Stop, dbt

WORK = Path("target/lineage")  # relative, as are then the paths that dbt writes into its page
# A way back to the report; and dbt's menu above its page, not beside it, on a narrow screen.
FOOT = """
<a href="../index.html" style="position: fixed; right: 1rem; top: .5rem; z-index: 9999; \
padding: .4rem .8rem; font: 14px sans-serif; color: #fff; background: #12304f">Til rapporten</a>
<style>@media (max-width: 800px) { .app.app-row { min-width: 0; flex-direction: column } \
.app-menu { width: 100% !important; flex: none !important; height: 45% } }</style>
"""


def write(folder: Path) -> None:
    """Writes the two pages into a new folder; Stop, with what a tool says, if one of them fails."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    run_dbt()
    run_colibri()
    folder.mkdir(parents=True)
    for page, name in ((WORK / "static_index.html", "index.html"), (WORK / "index.html", "kolonner.html")):
        html = page.read_text(encoding="utf-8").replace(str(Path.cwd()), ".")
        (folder / name).write_text(html + FOOT, encoding="utf-8")


def run_dbt() -> None:
    """Has dbt write its page and artifacts, without the unit tests, which would clutter the graph."""

    def invoke(*arguments: str, **settings: Any) -> Any:
        answer = dbt.invoke(*arguments, "--target-path", str(WORK), **settings)
        if not answer.success:
            raise Stop(f"dbt mislykkedes: {answer.exception}")
        return answer.result

    parsed = Path("target/partial_parse.msgpack")
    if parsed.exists():  # of the build: saves parsing all files again
        shutil.copy(parsed, WORK)
    manifest = invoke("parse")
    manifest.unit_tests.clear()
    invoke("docs", "generate", "--static", manifest=manifest)


def run_colibri() -> None:
    answer = subprocess.run(
        [
            Path(sys.executable).with_name("colibri"),
            *("generate", "--disable-telemetry", "--output-dir", WORK),
            *("--manifest", WORK / "manifest.json", "--catalog", WORK / "catalog.json"),
        ],
        env=os.environ | {"DBT_COLIBRI_NO_VERSION_CHECK": "1"},  # it would ask a server
        capture_output=True,
        text=True,
    )
    unread = WORK / "colibri-parsing-errors.json"
    if answer.returncode or unread.exists():
        reason = unread.read_text(encoding="utf-8") if unread.exists() else answer.stdout + answer.stderr
        raise Stop(f"colibri generate mislykkedes: {reason}")


def main(arguments: list[str]) -> int:
    dbt.drop_user_settings()
    try:
        write(Path(arguments[0]))
    except Stop as reason:
        print(reason)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
