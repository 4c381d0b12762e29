"""What SQL cannot do: building and publishing, reading documents into the seeds, and writing the pages."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


class Stop(Exception):
    """What is wrong, in Danish, for the person who gave the command."""
