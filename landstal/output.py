"""What the commands say: standard output that cannot fail, and that nothing in a document can steer; and the
Danish of what argparse and the operating system say in English."""

import argparse
import errno
import os
import sys
from io import TextIOWrapper

OS_ERRORS = {
    errno.EACCES: "adgang nægtet",
    errno.EPERM: "adgang nægtet",
    errno.EROFS: "drevet er skrivebeskyttet",
    errno.ENOENT: "filen eller mappen findes ikke",
    errno.EISDIR: "det er en mappe",
    errno.ENOTDIR: "en del af stien er ikke en mappe",
    errno.EEXIST: "der findes allerede en fil eller mappe med det navn",
    errno.ENOTEMPTY: "mappen er ikke tom",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.ELOOP: "linket fører i ring",
    errno.ENOSPC: "disken er fuld",
    errno.EDQUOT: "den tildelte plads på disken er brugt op",
    errno.EFBIG: "filen bliver for stor",
    errno.EIO: "disken kan ikke læses eller skrives",
    errno.EBUSY: "filen eller drevet er i brug",
    errno.EMFILE: "for mange filer er åbne",
    errno.ENFILE: "for mange filer er åbne",
    errno.ENOMEM: "der er ikke hukommelse nok",
}
# All that argparse says of a command line without choices and numbers.
ARGPARSE = {
    "usage: ": "Brug: ",
    "%(prog)s: error: %(message)s\n": "%(message)s.\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "the following arguments are required: %s": "%s mangler",
    "unrecognized arguments: %s": "%s kendes ikke",
    "expected one argument": "mangler en værdi",
    "ignored explicit argument %r": "skal stå uden værdi, men har værdien %r",
}


def speak_danish() -> None:
    """argparse asks gettext for its sentences, which would want a compiled catalogue of them."""
    argparse._ = lambda text: ARGPARSE.get(text, text)


def reason(error: OSError) -> str:
    """Why, after a colon; by its number where the error is a rare one."""
    return OS_ERRORS.get(error.errno, f"styresystemet melder fejl {error.errno or error}")


def in_danish(error: Exception) -> str:
    """What an error says: of the operating system's, also in one of XlsxWriter's, file and reason."""
    if error.args and isinstance(error.args[0], OSError):
        error = error.args[0]
    if not isinstance(error, OSError):
        return str(error)
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    return ": ".join(filter(None, [" til ".join(names), reason(error)])) + "."


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
