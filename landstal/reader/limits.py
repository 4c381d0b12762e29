"""The limits of a file: reading takes time in proportion to it, and ends where no real letter goes on.

A letter has 12 pages, 450 lines and 30,000 characters; as a file it is rarely beyond 1 MB, and unpacked 2 MB.
Each limit is several times that. Who passes one is told which, in one line.
"""

import re
import signal
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pdfminer import pdftypes
from pdfminer.cmapdb import FileUnicodeMap
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.runlength import rldecode
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from landstal import Stop

if TYPE_CHECKING:
    from landstal.reader.lines import Line

FILE = 20_000_000  # bytes of a file
TEXT_FILE = 5_000_000  # bytes of a file of text or HTML
UNPACKED = 10_000_000  # bytes of what is packed in it: the XML of an office file, the streams of a PDF
PAGES = 200
LINES = 5_000
LINE = 10_000  # characters of a line
TEXT = 100_000  # characters in all
ROW = 100  # cells of a row
CELLS = 50_000  # in all, also the empty ones
DRAWN = 2_000_000  # bytes of what a PDF's pages draw, a form as often as it is drawn
FORM = 500  # bytes that drawing a form counts for, also an empty one
PAGE_TEXT = 20_000  # characters of a PDF's page
MAPPED = 1_000_000  # characters that the fonts of a PDF name
PATHS = 20_000  # lines and rectangles of a PDF
BESIDE = 1_000  # characters of a PDF on one spot
EDGES = 10_000  # sides of what is drawn on a page; with more of them its headings of columns are not sought
SECONDS = 30  # of processor time: a net below all these
add_character = FileUnicodeMap.add_cid2unichr


class TooMuch(Stop):
    """A limit was passed."""

    def __init__(self, what: str, most: int):
        number = f"{most:,}".replace(",", ".")
        super().__init__(f"har flere end {number} {what}. Så mange har intet brev, og filen læses ikke.")


def at_most(number: int, most: int, what: str) -> None:
    if number > most:
        raise TooMuch(what, most)


@contextmanager
def processor_time() -> Iterator[None]:
    """Stop after SECONDS. Where the system cannot tell, as on Windows, the other limits stand alone."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise Stop(f"tager mere end {SECONDS} sekunder at læse. Så lang tid tager intet brev.")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def check_archive(archive: zipfile.ZipFile) -> None:
    """TooMuch when its XML unpacks to too much. Its own list of sizes is no more than a claim, but what
    unpacks to more than is claimed is an error to zipfile."""
    parts = [part for part in archive.infolist() if re.search(r"\.(xml|rels)$", part.filename)]
    at_most(len(archive.infolist()), LINES, "filer i sig")
    at_most(sum(part.file_size for part in parts), UNPACKED, "tegn, når den er pakket ud")


class Unpacked:
    """Stands for the decoders in pdfminer, which unpack without a limit."""

    error = zlib.error

    def __init__(self) -> None:
        self.left, self.mapped = UNPACKED, 0

    def counted(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self.left < 0:
            raise TooMuch("tegn, når den er pakket ud", UNPACKED)
        return data

    def decompress(self, data: bytes) -> bytes:
        """What there is of it, as pdfminer does: also without its end, or with a wrong sum at its end."""
        try:
            return self.counted(zlib.decompressobj().decompress(data, self.left + 1))
        except zlib.error:
            return self.counted(zlib.decompressobj().decompress(data[:-4], self.left + 1))

    def map_character(self, *named: Any) -> None:
        self.mapped += 1
        at_most(self.mapped, MAPPED, "tegn i skrifttyperne")
        add_character(*named)

    def corrupted(self, data: bytes) -> bytes:
        raise zlib.error

    def lzw(self, data: bytes) -> bytes:
        return b"".join(map(self.counted, LZWDecoder(BytesIO(data)).run()))

    def run_length(self, data: bytes) -> bytes:
        at_most(64 * len(data), UNPACKED, "tegn, når den er pakket ud")
        return self.counted(rldecode(data))


@contextmanager
def pdf_unpacking() -> Iterator[None]:
    """While it lasts, pdfminer unpacks no more than UNPACKED."""
    unpacked = Unpacked()
    ours = {
        "zlib": unpacked,
        "decompress_corrupted": unpacked.corrupted,
        "lzwdecode": unpacked.lzw,
        "rldecode": unpacked.run_length,
    }
    theirs = {name: getattr(pdftypes, name) for name in ours}
    vars(pdftypes).update(ours)
    FileUnicodeMap.add_cid2unichr = lambda *named: unpacked.map_character(*named)
    try:
        yield
    finally:
        vars(pdftypes).update(theirs)
        FileUnicodeMap.add_cid2unichr = add_character


class Drawn:
    """What has been drawn of a PDF so far."""

    def __init__(self) -> None:
        self.size = self.characters = self.on_page = self.paths = 0


class Device(PDFPageAggregatorWithMarkedContent):
    """pdfplumber's own, counting."""

    drawn: Drawn

    def render_char(self, *args: object, **kwargs: object) -> float:
        self.drawn.characters += 1
        self.drawn.on_page += 1
        at_most(self.drawn.characters, TEXT, "tegn tekst")
        at_most(self.drawn.on_page, PAGE_TEXT, "tegn på en side")
        return super().render_char(*args, **kwargs)

    def paint_path(self, *args: object, **kwargs: object) -> None:
        self.drawn.paths += 1
        at_most(self.drawn.paths, PATHS, "streger")
        super().paint_path(*args, **kwargs)


class Interpreter(PDFPageInterpreter):
    """pdfminer's own, counting what is drawn, also by the forms that a form draws."""

    def execute(self, streams: list) -> None:
        drawn = self.device.drawn
        drawn.size += FORM + sum(len(pdftypes.stream_value(stream).get_data()) for stream in streams)
        at_most(drawn.size, DRAWN, "tegn, som tegner siderne")
        super().execute(streams)


def draw(page: Page, drawn: Drawn) -> None:
    """Draws the page, where pdfplumber would draw it without a limit."""
    drawn.on_page = 0
    device = Device(page.pdf.rsrcmgr, pageno=page.page_number)
    device.drawn = drawn
    Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()


def check_lines(lines: list["Line"]) -> None:
    """TooMuch when there is more of them, or in them, than a letter has."""
    text = cells = 0
    for line in lines:
        length = len(line.text)
        at_most(length, LINE, f"tegn i {line.place}")
        at_most(len(line.cells), ROW, f"celler i {line.place}")
        text, cells = text + length, cells + len(line.cells)
    at_most(len(lines), LINES, "linjer")
    at_most(text, TEXT, "tegn tekst")
    at_most(cells, CELLS, "celler")
