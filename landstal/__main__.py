"""The project's commands: `python -m landstal build [target] | read FILE | site`.

Exit status 0: done. 1: something is wrong, with a reason, and nothing has changed. 2: usage.
"""

import os
import sys
from importlib import import_module

from landstal import output

COMMANDS = {
    "build": (
        "landstal.publish.build",
        "bygger, kontrollerer og udgiver tallene, hvis noget er ændret; [target] er en motor i profiles.yml",
    ),
    "read": ("landstal.reader.command", "indlæser et dokument i seeds; read --help viser alle valg"),
    "site": ("landstal.site.command", "skriver de udgivne tal som websider i site/"),
}


def usage() -> str:
    return "\n".join(
        [
            "Brug: python -m landstal build [target] [--force] | read FIL | site",
            *(f"  {name:6} {purpose}" for name, (_, purpose) in COMMANDS.items()),
        ]
    )


def main(arguments: list[str]) -> int:
    """Imports only what the command needs: dbt alone takes two seconds."""
    name, *rest = arguments or [""]
    if name in ("-h", "--help"):
        print(usage())
        return 0
    if name not in COMMANDS:
        print(usage(), file=sys.stderr)
        print(f"\n{name} kendes ikke." if name else "\nKommandoen mangler.", file=sys.stderr)
        return 2
    return import_module(COMMANDS[name][0]).main(rest)


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"  # else Python 3.14 colours what --help says
    output.take_over()
    sys.exit(main(sys.argv[1:]))
