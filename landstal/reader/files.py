"""A document's file, by what it is and not by how its name ends, as lines."""

import codecs
import re
import zipfile
from io import BytesIO
from pathlib import Path

from landstal import Stop
from landstal.output import reason
from landstal.reader import limits, office
from landstal.reader.lines import GARBLED, Line, Source, read_html, read_pdf, read_text

ENDINGS = {  # what a file of each kind may be called; the first is that of its kind
    "pdf": (".pdf",),
    "docx": (".docx", ".docm", ".dotx"),
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "odt": (".odt", ".ott"),
    "ods": (".ods", ".ots"),
    "html": (".html", ".htm", ".xhtml"),
    "text": (".txt", ".text", ".md", ".markdown"),
}
NAMES = {
    "pdf": "en PDF",
    "docx": "et Word-dokument",
    "xlsx": "et Excel-regneark",
    "odt": "en OpenDocument-tekst",
    "ods": "et OpenDocument-regneark",
    "html": "HTML",
    "text": "ren tekst",
}
KNOWN = "PDF, .docx, .xlsx, .odt, .ods, .txt, .md eller .html"
OFFICE = {"docx": office.read_docx, "xlsx": office.read_xlsx, "odt": office.read_odt, "ods": office.read_ods}
NOT_READ = {  # how the files begin that a user may have, and what to do with them
    b"{\\rtf": "er en RTF-fil. Gem den som .docx.",
    b"\x89PNG": "er et billede og har ikke tekst. Brug en udgave med tekstlag.",
    b"\xff\xd8\xff": "er et billede og har ikke tekst. Brug en udgave med tekstlag.",
    b"II*\0": "er et billede og har ikke tekst. Brug en udgave med tekstlag.",
    b"MM\0*": "er et billede og har ikke tekst. Brug en udgave med tekstlag.",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_PARTS = {  # what such a file has in it
    "EncryptedPackage": "er krypteret. Gem den uden adgangskode.",
    "WordDocument": "er en Word-fil i det gamle format (.doc). Gem den som .docx.",
    "Workbook": "er en Excel-fil i det gamle format (.xls). Gem den som .xlsx.",
    "Book": "er en Excel-fil i det gamle format (.xls). Gem den som .xlsx.",
}
HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# By Python's names. As browsers do: who says Latin-1 or ASCII means windows-1252, and a file that can be read
# as far as to where it says UTF-16 is not.
CHARSETS = dict.fromkeys(("ascii", "iso8859-1", "cp1252"), "windows-1252") | dict.fromkeys(
    ("utf-8", "utf-16", "utf-16-le", "utf-16-be"), "utf-8"
)
CHARSETS |= {name: name for name in ("iso8859-15", "mac-roman", "cp850", "cp865")}


def read(file: Path) -> Source:
    """Stop when there is no text to be had from the file."""
    try:
        if not file.is_file():
            raise Stop("er ikke en fil." if file.exists() else "findes ikke.")
        limits.at_most(file.stat().st_size, limits.FILE, "byte")
        content = file.read_bytes()
        with limits.processor_time():
            source = read_content(file, content)
        limits.check_lines(source.lines)
        check_letters(source.lines)
    except OSError as error:
        raise Stop(f"{file} kan ikke læses: {reason(error)}.") from None
    except Stop as stop:
        raise Stop(f"{file} {stop}") from None
    except Exception as error:  # whatever those who read a format meet in a file that no program wrote
        raise Stop(f"{file} er ødelagt og kan ikke læses ({type(error).__name__}).") from None
    if not source.lines:
        raise Stop(f"{file} er uden tekst.")
    return source


def check_letters(lines: list[Line]) -> None:
    for line in lines:
        if garbled := GARBLED.search(line.text):
            why = f"bogstaverne er læst med en forkert tegnkodning, fx '{garbled[0]}'"
            raise Stop(f"kan ikke læses: {line.place}: {why}. Hent filen igen, eller gem den som UTF-8.")


def read_content(file: Path, content: bytes) -> Source:
    if not content.strip():
        raise Stop("er tom.")
    ending = file.suffix.lower()
    said = next((kind for kind, endings in ENDINGS.items() if ending in endings), None)
    is_packed = content.startswith(b"PK")
    kind = "pdf" if content.startswith(b"%PDF") else kind_of_archive(content) if is_packed else None
    text = ""
    if kind is None:
        refuse_what_is_no_text(content)
        limits.at_most(len(content), limits.TEXT_FILE, "byte")
        try:
            text, is_html = decoded(content, said)
        except Stop:
            if said in ("html", "text", None):
                raise
            raise Stop(f"er ikke {NAMES[said]}, som kan læses.") from None
        kind = "html" if is_html else "text"
        if said not in ("html", "text") and not is_html:
            if said:
                raise Stop(f"er ikke {NAMES[said]}, men ren tekst.")
            raise Stop(f"har en filtype, som ikke kendes. Brug {KNOWN}.")
    if kind == "pdf":
        source = read_pdf(file)
    elif kind in OFFICE:
        source = OFFICE[kind](content)
    else:
        source = Source(read_html(text) if kind == "html" else read_text(text), [], [])
    if said and kind != said:
        source.notes.append(
            f"{file} er {NAMES[kind]} og er læst som sådan, selv om navnet ender på {ending}."
        )
    return source


def kind_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            limits.check_archive(archive)
            names = archive.namelist()
            if any(b"<!DOCTYPE" in archive.read(name) for name in names if name.endswith(".xml")):
                raise Stop("er ødelagt og kan ikke læses: dens XML har egne forkortelser (DOCTYPE).")
            if "mimetype" in names:
                mimetype = archive.read("mimetype")[:100].decode("ascii", "replace")
                if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise Stop("er krypteret. Gem den uden adgangskode.")
                for kind, word in (("odt", "opendocument.text"), ("ods", "opendocument.spreadsheet")):
                    if word in mimetype:
                        return kind
    except zipfile.BadZipFile:
        raise Stop("er ødelagt og kan ikke læses.") from None
    if any(name.startswith("xl/") and name.endswith(".bin") for name in names) and not any(
        re.match(r"xl/workbook.*\.xml", name) for name in names
    ):
        raise Stop("er en binær Excel-fil (.xlsb). Gem den som .xlsx.")
    for kind, folder in (("docx", "word/"), ("xlsx", "xl/")):
        if any(name.startswith(folder) for name in names):
            return kind
    raise Stop(f"er et zip-arkiv. Pak det ud, og brug {KNOWN}.")


def refuse_what_is_no_text(content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        for name, what in OLD_PARTS.items():
            if name.encode("utf-16-le") in content:
                raise Stop(what)
        raise Stop("er en fil i et gammelt format (.doc, .xls, .ppt, .msg). Gem den som .docx eller .xlsx.")
    for beginning, what in NOT_READ.items():
        if content.startswith(beginning):
            raise Stop(what)


def decoded(content: bytes, said: str | None) -> tuple[str, bool]:
    """The text, and whether it is HTML: it begins as such, or its name says so. Only HTML may declare a
    charset; else a byte-order mark does, or it is UTF-8."""
    charset = next((charset for mark, charset in MARKS.items() if content.startswith(mark)), None)
    is_html = said == "html" or bool(HTML.match(content[:5_000].decode("latin-1").removeprefix("ï»¿")))
    declared = DECLARED.search(content[:5_000]) if is_html and not charset else None
    if declared:
        name = declared[1].decode("ascii", "replace")
        try:
            charset = CHARSETS[codecs.lookup(name).name]
        except (LookupError, ValueError):
            raise Stop(f"angiver tegnsættet '{name}', som ikke kendes. Gem filen som UTF-8.") from None
    charset = charset or "utf-8"
    try:
        text = content.decode(charset)
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        what = f"{charset}, som filen selv angiver" if declared else "UTF-8"
        raise Stop(f"kan ikke læses: linje {number} er ikke {what}. Gem filen som UTF-8.") from None
    if "\0" in text:
        raise Stop(f"er ikke tekst. Brug {KNOWN}.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), is_html or bool(HTML.match(text[:5_000]))
