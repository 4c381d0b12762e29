"""What the commands say: standard output that cannot fail, and that nothing in a document can steer."""

import os
import sys
import unicodedata
from io import TextIOWrapper


class Output(TextIOWrapper):
    """What the terminal cannot encode becomes '?'. Whoever has closed the pipe, as `head` does, hears no
    more, and the work goes on. Control and format characters are shown by their codes."""

    def write(self, text: str) -> int:
        try:
            super().write(visible(text))
        except OSError:
            self.close_ears()
        return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            self.close_ears()

    def close_ears(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def visible(text: str) -> str:
    def steers(character: str) -> bool:
        return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf")

    return "".join(ascii(c)[1:-1] if steers(c) else c for c in text)


def take_over() -> None:
    """Of the process's standard output, unless it was started without one."""
    if sys.stdout:
        old = sys.stdout
        sys.stdout = Output(old.detach(), old.encoding, "replace", line_buffering=old.line_buffering)
