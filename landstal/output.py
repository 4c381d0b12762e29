"""What the commands say: standard output that cannot fail, and that nothing in a document can steer."""

import os
import sys
from io import TextIOWrapper


class Output(TextIOWrapper):
    """What the terminal cannot encode becomes '?'. Whoever has closed the pipe, as `head` does, hears no
    more, and the work goes on. What has no shape of its own is shown by its code."""

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


def visible(text: str, kept: str = "\n\t") -> str:
    """The text with the code of each character that has no shape of its own, but those that are kept."""
    return "".join(c if c.isprintable() or c in kept else ascii(c)[1:-1] for c in text)


def take_over() -> None:
    """Of the process's standard output, unless it was started without one."""
    if sys.stdout:
        old = sys.stdout
        sys.stdout = Output(old.detach(), old.encoding, "replace", line_buffering=old.line_buffering)
