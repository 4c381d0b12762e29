"""What a build is made from, and whether any of it has changed since what is published was built."""

import hashlib
from pathlib import Path

from landstal.lock import SETS

FOLDERS = ("landstal", "macros", "models", "seeds", "tests")
NOT_READ = ("tests/golden/", "tests/python/")
FILES = ("dbt_project.yml", "profiles.yml", "requirements.txt")
OUTPUTS = ("published/datapackage.json", "target/manifest.json")
RECORD = SETS / "inputs"  # of the last good build, if none has begun since


def fingerprint(root: Path) -> str:
    """A hash of the names and contents of all that a build reads."""
    files = [root / name for name in FILES]
    files += [path for folder in FOLDERS for path in root.joinpath(folder).rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for file in sorted(files):
        name = file.relative_to(root).as_posix()
        if not name.startswith(NOT_READ) and "__pycache__" not in name:
            digest.update(f"{hashlib.sha256(file.read_bytes()).hexdigest()} {name}\n".encode())
    return digest.hexdigest()


def state(root: Path, inputs: str, database: Path) -> str:
    """The database's time tells whether somebody has built in it since, as plain `dbt build` does."""
    built = (root / database).stat()
    return f"{inputs} {(root / 'published').readlink()} {database} {built.st_size} {built.st_mtime_ns}"


def are_built(root: Path, inputs: str, database: Path) -> bool:
    """Whether the published set and the database, whose path is relative to `root`, came of these inputs."""
    return (
        all((root / name).exists() for name in (RECORD, *OUTPUTS, database))
        and (root / "published").is_symlink()
        and (root / RECORD).read_text(encoding="utf-8") == state(root, inputs, database)
    )


def record(root: Path, inputs: str, database: Path) -> None:
    """After `forget`: a link that somebody has planted meanwhile is not followed."""
    with (root / RECORD).open("x", encoding="utf-8") as file:
        file.write(state(root, inputs, database))


def forget(root: Path) -> None:
    """Before a build, so that the next one builds again, whatever stops this one."""
    (root / RECORD).unlink(missing_ok=True)
