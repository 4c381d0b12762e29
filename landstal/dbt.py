"""dbt, started in this process, so that nothing goes on when this process is killed.

dbt is imported when it is first needed: that alone takes a second and a half.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg


def invoke(
    *arguments: str,
    manifest: "Manifest | None" = None,
    listener: "Callable[[EventMsg], None] | None" = None,
) -> "dbtRunnerResult":
    """One dbt command with these arguments, without log and output of dbt's own. `manifest` is that of an
    earlier 'parse', which saves another; `listener` gets every event. DuckDB's file is closed afterwards."""
    from dbt.cli.main import dbtRunner

    quiet = ("--log-level", "none", "--log-level-file", "none")
    runner = dbtRunner(manifest=manifest, callbacks=[listener] if listener else [])
    try:
        return runner.invoke([*quiet, *arguments])
    finally:
        close_database()


def drop_user_settings() -> None:
    """Takes DBT_ variables out of the environment: another profile, tests left out, or telemetry."""
    for name in [name for name in os.environ if name.startswith("DBT_")]:
        del os.environ[name]


def failing_nodes(results: Any) -> list[Any]:
    """The results of nodes that did not pass, but for tests that found something: they explain themselves."""
    return [
        result
        for result in results or []
        if result.status in ("error", "fail")
        and hasattr(result, "node")
        and (result.status == "error" or result.node.resource_type != "test")
    ]


def close_database() -> None:
    """dbt would keep DuckDB's file open until the process ends, and so keep out whoever gets the lock next.
    Its own close_all_connections only forgets the file."""
    if duckdb := sys.modules.get("dbt.adapters.duckdb.connections"):
        manager = duckdb.DuckDBConnectionManager
        if manager._ENV:
            manager._ENV.close()
        manager.close_all_connections()
