"""dbt, started in this process: once, and so that nothing goes on when this process is killed."""

import os
from collections.abc import Callable
from typing import Any

from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

Listener = Callable[[EventMsg], None]


def invoke(
    *arguments: str, manifest: Manifest | None = None, listener: Listener | None = None
) -> dbtRunnerResult:
    """One dbt command with these arguments, without log and output of dbt's own. `manifest`: that of an earlier
    'parse', which saves another; `listener` gets every event."""
    quiet = ("--log-level", "none", "--log-level-file", "none")
    return dbtRunner(manifest=manifest, callbacks=[listener] if listener else []).invoke([*quiet, *arguments])


def drop_user_settings() -> None:
    """Takes DBT_ variables out of the environment: another profile, tests left out, or telemetry."""
    for name in [name for name in os.environ if name.startswith("DBT_")]:
        del os.environ[name]


def failing_nodes(results: Any) -> list[Any]:
    """The results of nodes, tests apart, that did not pass; failed tests explain themselves."""
    return [
        result
        for result in results or []
        if result.status in ("error", "fail")
        and hasattr(result, "node")
        and result.node.resource_type != "test"
    ]
