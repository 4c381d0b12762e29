"""What SQL cannot do: building and publishing, reading documents into the seeds, and writing the pages."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


class Stop(Exception):
    """What is wrong, in Danish, for the person who gave the command."""


def visible(text: str) -> str:
    """A line for the terminal: a character without a shape of its own is written as its code."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
