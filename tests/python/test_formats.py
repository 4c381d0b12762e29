"""Files of every format as lines and cells: what they may hold, what they are, and what they may cost."""

import io
import random
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from test_reader import reader  # noqa: F401

from landstal import Stop
from landstal.reader import files, limits
from landstal.reader.command import KINDS
from tools import documents

LETTER = documents.make_letter(2025, landstal=700)
STATISTIC = documents.make_statistic(2025, 7)


def cells(file: Path) -> list[tuple[str, ...]]:
    return [line.cells for line in files.read(file).lines]


def repacked(file: Path, part: str, change) -> None:
    """Changes the text of one part of an office file."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    before = contents[part].decode()
    contents[part] = change(before).encode()
    assert contents[part].decode() != before
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


# --- Word and OpenDocument --------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def box(text: str) -> str:
    inner = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"<w:ins>{run('45')}</w:ins><w:del><w:r><w:delText>54</w:delText></w:r></w:del>", [("45",)]),
        (f"<w:moveFrom>{run('54')}</w:moveFrom><w:moveTo>{run('45')}</w:moveTo>", [("45",)]),
        (f"<w:sdt><w:sdtContent>{run('30. april 2024')}</w:sdtContent></w:sdt>", [("30. april 2024",)]),
        (f"<w:hyperlink>{run('Bilag A')}</w:hyperlink>", [("Bilag A",)]),
        (run("45") + run("1", "<w:vertAlign w:val='superscript'/>"), [("45",)]),
        (run("45") + run("1", "<w:position w:val='6'/>"), [("45",)]),
        (run("45") + run("6", "<w:vanish/>"), [("45",)]),
        (run("45") + run("6", "<w:vanish w:val='0'/>"), [("456",)]),
        (run("101 København") + "<w:r><w:tab/></w:r>" + run("45"), [("101 København", "45")]),
        (run("Aftalen") + "<w:r><w:br/></w:r>" + run("gælder"), [("Aftalen",), ("gælder",)]),
        (run("ikke") + "<w:r><w:noBreakHyphen/></w:r>" + run("vestlige"), [("ikke-vestlige",)]),
        (run("Landstal") + box("Sagsnummer 24/7"), [("Landstal",), ("Sagsnummer 24/7",)]),
        (run("4") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("5"), [("45",)]),
    ],
)
def test_hvad_et_afsnit_i_word_siger(tmp_path, inside, expected):
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>"))
    document.save(tmp_path / "a.docx")
    assert cells(tmp_path / "a.docx") == expected


def test_tabeller_i_word(tmp_path):
    """Merged cells beside and below each other, an empty row, a deleted row and a table in a table."""
    document = docx.Document()
    table = document.add_table(6, 3)
    texts = [
        "Kommune",
        "Antal",
        "",
        "",
        "2024",
        "2025",
        "",
        "",
        "",
        "101 København",
        "",
        "7",
        "x",
        "",
        "",
        "",
        "",
        "",
    ]
    for cell, text in zip(table._cells, texts, strict=True):
        cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.rows[4]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    table.cell(5, 1).add_table(1, 2).cell(0, 1).text = "indre"
    document.add_paragraph("Efter")
    document.save(tmp_path / "a.docx")
    found = files.read(tmp_path / "a.docx")
    assert [line.cells for line in found.lines] == [
        ("Kommune", "Antal", ""), ("", "2024", "2025"), ("101 København", "", "7"), ("", "indre"), ("Efter",)
    ]  # fmt: skip
    assert len({line.place for line in found.lines}) == 5
    assert found.notes == ["Dokumentet har ændringer, som ikke er accepteret. De er læst, som om de var det."]


def test_et_haevet_tegn_alene_i_en_celle_bliver_staaende(tmp_path):
    """It is no figure: a digit stays a raised one."""
    document = docx.Document()
    texts = ("45", "1"), ("", "1"), ("", "*")
    for cell, (text, mark) in zip(document.add_table(1, 3).rows[0].cells, texts, strict=True):
        cell.paragraphs[0].add_run(text)
        cell.paragraphs[0].add_run(mark).font.superscript = True
    document.save(tmp_path / "a.docx")
    assert cells(tmp_path / "a.docx") == [("45", "¹", "*")]
    row = "".join(
        f"<table:table-cell><text:p>{text}<text:span text:style-name='raised'>{mark}</text:span></text:p>"
        "</table:table-cell>"
        for text, mark in texts
    )
    table = f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    file = documents.write(LETTER, tmp_path, "odt")
    repacked(file, "content.xml", lambda xml: re.sub("(<office:text[^>]*>)", rf"\1{table}", xml))
    assert cells(file)[0] == ("45", "¹", "*")


def test_sidehoved_og_sidefod_i_word(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Sagsnummer 24/7"
    document.sections[0].footer.paragraphs[0].text = "Udlændingestyrelsen"
    document.add_paragraph("Landstal")
    document.save(tmp_path / "a.docx")
    assert cells(tmp_path / "a.docx") == [("Sagsnummer 24/7",), ("Landstal",), ("Udlændingestyrelsen",)]


def test_hvad_et_afsnit_i_opendocument_siger(tmp_path):
    file = documents.write(LETTER, tmp_path, "odt")
    deleted = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>slettet</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    first = (
        "<text:p>Til<text:s/>alle<text:note><text:note-body><text:p>fodnote</text:p></text:note-body>"
        "</text:note><text:tab/>45<text:span text:style-name='raised'>6</text:span></text:p>"
    )
    repacked(file, "content.xml", lambda xml: re.sub("(<office:text[^>]*>)", rf"\1{deleted}{first}", xml))
    found = files.read(file)
    assert found.lines[0].cells == ("Til alle", "45")
    assert len(found.notes) == 1


# --- Sheets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (653664, "#,##0", "653.664"),
        (653664, "General", "653664"),
        (653664, "0", "653664"),
        (7, "000", "007"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-"),
        (1234, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "1.234"),
        (-1234, "#,##0;[Red]-#,##0", "-1.234"),
        (-1234, "#,##0_);(#,##0)", "(1.234)"),
        (12.5, "0.00", "12,50"),
        (0.125, "General", "0,125"),
        (0.125, "0.0%", "12,5%"),
        (2.5, "0", "3"),
        (45.0, "General", "45"),
        (7, '0" personer"', "7 personer"),
        (True, "General", "SAND"),
        ("-", "#,##0", "-"),
        (date(2024, 4, 30), "[$-406]d. mmmm yyyy;@", "30. april 2024"),
        (date(2024, 4, 30), "d\\.\\ mmmm\\ yyyy", "30. april 2024"),
        (date(2024, 4, 30), "mm-dd-yy", "30-04-2024"),
        (date(2024, 4, 30), "dd/mm/yyyy", "30-04-2024"),
        (date(2024, 4, 30), "mmm", "apr"),
        (
            CellRichText("101 København", TextBlock(InlineFont(vertAlign="superscript"), "2")),
            "General",
            "101 København",
        ),
        (CellRichText(TextBlock(InlineFont(vertAlign="superscript"), "*")), "General", "*"),
        (CellRichText(TextBlock(InlineFont(vertAlign="superscript"), "1")), "General", "¹"),
    ],
)
def test_hvad_en_celle_i_excel_viser(tmp_path, value, form, expected):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = value
    workbook.active["A1"].number_format = form
    workbook.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == [(expected,)]


@pytest.mark.parametrize("form", ["0.00E+00", "# ?/?", "0,", "[>100]0;0", "[h]:mm"])
def test_et_talformat_som_ikke_kendes_afvises(tmp_path, form):
    workbook = openpyxl.Workbook()
    workbook.active["A1"], workbook.active["A1"].number_format = 45, form
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(Stop, match=r"viser i celle A1 et tal i formatet '.*', som ikke kendes"):
        files.read(tmp_path / "a.xlsx")


def test_skjult_i_excel_laeses_ikke_men_naevnes(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["Kommune", "Antal", "Pct."], ["101 København", 45, 7], [], ["147 Frederiksberg", 8, 9]):
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    workbook.create_sheet("Data").append(["147 Frederiksberg", 8])
    workbook["Data"].sheet_state = "hidden"
    workbook.save(tmp_path / "a.xlsx")
    found = files.read(tmp_path / "a.xlsx")
    assert [line.cells for line in found.lines] == [("Kommune", "Pct."), ("101 København", "7")]
    assert [line.place for line in found.lines] == ["ark 'Sheet', række 1", "ark 'Sheet', række 2"]
    assert found.notes == ["Skjult og ikke læst: kolonne B, ark 'Sheet', række 4, ark 'Data'."]


def test_formler_har_deres_gemte_resultat(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["I alt", "=1+1"])
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(Stop, match="har i celle B1 en formel uden gemt resultat"):
        files.read(tmp_path / "a.xlsx")
    repacked(
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub("(</f>)<v ?/?>(</v>)?", r"\1<v>2</v>", xml),
    )
    assert cells(tmp_path / "a.xlsx") == [("I alt", "2")]


def test_flettede_celler_i_excel(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Kommune", "Antal"])
    workbook.active.append([None, 2024, 2025])
    workbook.active.merge_cells("B1:C1")
    workbook.active.merge_cells("A1:A2")
    workbook.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == [("Kommune", "Antal"), ("", "2024", "2025")]


def test_skjult_og_gentaget_i_opendocument(tmp_path):
    file = documents.write(STATISTIC, tmp_path, "ods")

    def change(xml: str) -> str:
        xml = xml.replace("<table:table-row>", '<table:table-row table:visibility="collapse">', 1)
        return re.sub(
            "</table:table>",
            '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string" '
            'table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell><table:table-cell '
            'table:number-columns-repeated="16000"/></table:table-row><table:table-row '
            'table:number-rows-repeated="1000000"><table:table-cell/></table:table-row></table:table>',
            xml,
            count=1,
        )

    first = cells(file)
    repacked(file, "content.xml", change)
    found = files.read(file)
    lines = [line.cells for line in found.lines]
    assert lines[0] == first[1]
    assert lines.count(("x", "x")) == 2
    assert found.notes == ["Skjult og ikke læst: ark 'Ark1', række 1."]


# --- What a file is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta charset='utf-8'>", "utf-8"),
        ("", "utf-8-sig"),
        ("<meta charset=windows-1252>", "utf-16"),
        ("", "utf-8"),
    ],
)
def test_html_i_det_tegnsaet_som_den_angiver(tmp_path, head, encoding):
    text = f"<!doctype html><html><head>{head}</head><body><p>Ændret \N{EN DASH} 45</p></body></html>"
    (tmp_path / "a.html").write_bytes(text.encode(encoding))
    assert cells(tmp_path / "a.html") == [("Ændret \N{EN DASH} 45",)]


def old_office(*parts: str) -> bytes:
    return files.OLD_OFFICE + b"\0" * 500 + b"".join(part.encode("utf-16-le") for part in parts)


def archive_of(*names: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.html",
            "<html><meta charset=windows-1252>\n\x81".encode("latin-1"),
            "linje 2 er ikke windows-1252",
        ),
        ("a.html", b"<html><meta charset=utf-8>\n\xe6", "linje 2 er ikke utf-8, som filen selv angiver"),
        ("a.html", b"<html><meta charset=klingon><p>a", "angiver tegnsættet 'klingon', som ikke kendes"),
        ("a.doc", old_office("WordDocument"), "er en Word-fil i det gamle format (.doc). Gem den som .docx."),
        (
            "a.docx",
            old_office("WordDocument"),
            "er en Word-fil i det gamle format (.doc). Gem den som .docx.",
        ),
        ("a.xls", old_office("Workbook"), "er en Excel-fil i det gamle format (.xls). Gem den som .xlsx."),
        ("a.xlsx", old_office("EncryptedPackage"), "er krypteret. Gem den uden adgangskode."),
        ("a.msg", old_office(), "Gem den som .docx eller .xlsx."),
        ("a.txt", b"{\\rtf1 x}", "er en RTF-fil. Gem den som .docx."),
        ("a.pdf", archive_of("brev.txt"), "er et zip-arkiv."),
        ("a.docx", archive_of("brev.txt"), "er et zip-arkiv."),
        ("a.xlsx", archive_of("xl/workbook.bin"), "er en binær Excel-fil (.xlsb). Gem den som .xlsx."),
        ("a.docx", b"PK\3\4 mere", "er ødelagt og kan ikke læses"),
        ("a.docx", archive_of("word/document.xml"), "er ødelagt og kan ikke læses"),
        ("a.xlsx", b"Landstal for 2025", "er ikke et Excel-regneark, men ren tekst."),
        ("a.pdf", b"\xe6\0", "er ikke en PDF, som kan læses."),
        ("a.pdf", b"\x89PNG\r\n", "er et billede"),
        ("a.txt", b"Landstal\0\0", "er ikke tekst"),
        ("a.csv", b"Landstal for 2025", "har en filtype, som ikke kendes. Brug PDF, .docx,"),
    ],
)
def test_en_fil_naevnes_ved_hvad_den_er(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Stop) as stop:
        files.read(tmp_path / name)
    assert message in str(stop.value)
    assert "\n" not in str(stop.value)


@pytest.mark.parametrize("form", ["unruled", "docx", "xlsx", "odt", "ods", "html"])
def test_en_endelse_der_ikke_passer_naevnes(tmp_path, form):
    file = documents.write(STATISTIC, tmp_path, form)
    expected = cells(file)
    lying = file.rename(tmp_path / ("b.txt" if form != "unruled" else "b.docx"))
    found = files.read(lying)
    assert [line.cells for line in found.lines] == expected
    assert re.fullmatch(rf"{re.escape(str(lying))} er .* og er læst som sådan, selv om .*", found.notes[0])


def test_et_krypteret_opendocument(tmp_path):
    file = documents.write(STATISTIC, tmp_path, "odt")
    repacked(
        file,
        "META-INF/manifest.xml",
        lambda xml: xml.replace("</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>"),
    )
    with pytest.raises(Stop, match="er krypteret"):
        files.read(file)


@pytest.mark.parametrize("years", ["2025 og 2026", "2025-2026", "2025/2026"])
def test_et_brev_om_to_aar(reader, years):  # noqa: F811
    text = documents.with_tabs(LETTER).replace("Landstal for 2025", f"Landstal for {years}")
    code, output = reader.read_text(text)
    assert (code, "brevet handler om to landstalsår, 2025 og 2026. Ventet ét år i et brev." in output) == (
        1,
        True,
    )


# --- HTML -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><td colspan=2>a<td>b</table>", [("a", "", "b")]),
        ("<table><tr><td colspan='²'>a<td>b</table>", [("a", "b")]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", [("a", "b"), ("", "c")]),
        ("<table><tr><td>b<td rowspan=999999999>a<tr><td>c</table>", [("b", "a"), ("c", "")]),
        ("<table><tr>x<td>b</tr></table>", [("x",), ("b",)]),
        ("<p>a</p></body></html><p>b", [("a",), ("b",)]),
        ("<table><tr><td>45<sup>1</sup><td><sup>1</sup><td><sup>*</sup></table>", [("45", "¹", "*")]),
        ("<p>45<sup>1</sup> <!-- 7 --><script>8</script></p>", [("45",)]),
    ],
)
def test_html_som_den_findes(tmp_path, html, expected):
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    assert cells(tmp_path / "a.html") == expected


# --- Bounds -----------------------------------------------------------------------------------------------


def pdf(content: bytes, filters: str = "/FlateDecode", more: tuple[bytes, ...] = (), pages: int = 1) -> bytes:
    kids = b" ".join(b"%d 0 R" % (5 + len(more) + n) for n in range(pages))
    stream = b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(content), filters.encode(), content)
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
        b"/Resources<</Font<</F 4 0 R>>/XObject<</A 5 0 R>>>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
        *[page] * pages,
    ]
    output, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(output))
        output += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(output))
    return output + head + table + trailer


FORMS = tuple(
    b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>/Length 48>>stream\n"
    % (6 + number)
    + b"/A Do " * 8
    + b"\nendstream"
    for number in range(20)
)
TEXT = documents.with_tabs(LETTER)
MARKDOWN = documents.as_markdown(LETTER)
HTML = documents.as_html(LETTER)
DEEP = "flere niveauer, end noget brev har"
HOSTILE = {
    "sup uden slut": ("a.md", MARKDOWN + "<sup>" * 100_000, "tegn i linje"),
    "table uden slut": ("a.md", MARKDOWN + "<table>" * 100_000, DEEP),
    "kandidater": ("a.txt", TEXT + "Familiesammenføringer til flygtninge\n" * 20_000, "5.000 linjer"),
    "rækker": ("a.txt", TEXT + "101 København\t4\n" * 100_000, "5.000 linjer"),
    "rækker i HTML": ("a.html", HTML + "<table>" + "<tr><td>1" * 100_000, "5.000 linjer"),
    "en etiket": ("a.txt", TEXT + "101 " + "K" * 2_000_000 + "\t4\n", "tegn i linje"),
    "en etiket i HTML": ("a.html", HTML.replace("101 ", "K" * 100_000, 1), "tegn i linje"),
    "meget tekst": ("a.txt", TEXT + ("K" * 9_000 + "\n") * 20, "100.000 tegn tekst"),
    "colspan": ("a.html", HTML.replace("<td>", "<td colspan=1000000000>", 1), "100 celler i rækken"),
    "indlejret": ("a.html", "<div>" * 100_000 + HTML, DEEP),
    "rør": ("a.md", MARKDOWN + "|" * 5_000 + "x", "100 celler i linje"),
    "stor fil": ("a.txt", "\n" + " " * 6_000_000 + "x", "5.000.000 byte"),
    "20 MB tekst": ("a.pdf", pdf(zlib.compress(b"BT (" + b"A" * 20_000_000)), "pakket ud"),
    "pakket to gange": (
        "a.pdf",
        pdf(zlib.compress(zlib.compress(b"\0" * 50_000_000)), "/FlateDecode/FlateDecode"),
        "pakket ud",
    ),
    "meget på siden": (
        "a.pdf",
        pdf(zlib.compress(b"BT /F 9 Tf (" + b"A" * 100_000 + b") Tj ET")),
        "20.000 tegn på en side",
    ),
    "meget på siderne": (
        "a.pdf",
        pdf(zlib.compress(b"BT /F 9 Tf (" + b"A" * 19_000 + b") Tj ET"), pages=12),
        "100.000 tegn tekst",
    ),
    "mange sider": ("a.pdf", pdf(zlib.compress(b"BT ET"), pages=300), "200 sider"),
    "mange streger": ("a.pdf", pdf(zlib.compress(b"0 0 1 1 re f " * 30_000)), "20.000 streger"),
    "former i former": ("a.pdf", pdf(zlib.compress(b"/A Do"), more=FORMS), "tegner siderne"),
}


@pytest.mark.parametrize(("name", "content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_en_graense_siges_paa_en_linje(tmp_path, name, content, message):
    """Each stops at the limit that is meant for it, long before the net of processor time."""
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Stop) as stop:
        files.read(file)
    assert message in str(stop.value)
    assert "\n" not in str(stop.value)


def after(mark: str, new: str):
    return lambda xml: xml.replace(mark, mark + new, 1)


W = "word/document.xml"
SHEET = "xl/worksheets/sheet1.xml"
FAR = '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'
HOSTILE_OFFICE = {
    "docx pakket ud": ("docx", W, after("<w:body>", " " * 50_000_000), "pakket ud"),
    "docx afsnit": ("docx", W, after("<w:body>", f"<w:p>{run('x')}</w:p>" * 20_000), "5.000 linjer"),
    "docx indlejret": ("docx", W, after("<w:body>", "<w:sdt>" * 10_000), "er ødelagt"),
    "docx bredde": ("docx", W, after("<w:tcPr>", '<w:gridSpan w:val="999999999"/>'), "100 celler"),
    "docx enheder": (
        "docx",
        W,
        lambda xml: '<!DOCTYPE a [<!ENTITY b "c">]>' + xml[xml.index("<w:doc") :],
        "DOCTYPE",
    ),
    "xlsx flettet": (
        "xlsx",
        SHEET,
        lambda xml: re.sub('(<mergeCell ref="A\\d+):[A-Z]+\\d+', r"\1:XFD1048576", xml, count=1),
        "flettede celler",
    ),
    "xlsx celler": (
        "xlsx",
        SHEET,
        after("<sheetData>", "<row>" + "<c/>" * 60_000 + "</row>"),
        "50.000 celler",
    ),
    "xlsx fjernt": (
        "xlsx",
        SHEET,
        lambda xml: xml.replace("</sheetData>", FAR + "</sheetData>"),
        "100 celler",
    ),
    "ods rækker": (
        "ods",
        "content.xml",
        lambda xml: xml.replace(
            "<table:table-row>", '<table:table-row table:number-rows-repeated="999999999">', 1
        ),
        "5.000 linjer",
    ),
    "ods kolonner": (
        "ods",
        "content.xml",
        lambda xml: xml.replace(
            "<table:table-cell ", '<table:table-cell table:number-columns-repeated="999999999" ', 1
        ),
        "100 celler",
    ),
}


@pytest.mark.parametrize(("form", "part", "change", "message"), HOSTILE_OFFICE.values(), ids=HOSTILE_OFFICE)
def test_en_graense_i_en_kontorfil(tmp_path, form, part, change, message):
    file = documents.write(LETTER, tmp_path, form)
    repacked(file, part, change)
    with pytest.raises(Stop) as stop:
        files.read(file)
    assert message in str(stop.value)
    assert "\n" not in str(stop.value)


def test_laesningen_er_inden_for_en_tid(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    monkeypatch.setattr(files, "read_text", lambda text: [number for number in iter(int, 1)])
    (tmp_path / "a.txt").write_text("Landstal")
    with pytest.raises(Stop, match="sekunder at læse"):
        files.read(tmp_path / "a.txt")


# --- Mutated documents ------------------------------------------------------------------------------------


def mutated(content: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, taken out, moved or said again."""
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(content))
        stop = start + rng.choice([1, 1, 4, 40, 400, 4_000])
        piece = content[start:stop]
        new = rng.choice(
            [b"", piece * 2, bytes(rng.choices(b"<>&;\0\xff\x80aA9 \t\n|()[]/", k=3)), piece[::-1]]
        )
        content = content[:start] + new + content[stop:]
    return content


@pytest.mark.slow
@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize("paper", [LETTER, STATISTIC], ids=["brev", "opgoerelse"])
def test_et_aendret_dokument_afvises_eller_laeses(reader, paper, form):  # noqa: F811
    """Never a traceback, never beyond the limits. In an office file also the XML inside it is changed."""
    file = documents.write(paper, reader.folder, form)
    original = file.read_bytes()
    reader.find = lambda files: []
    for seed in range(60):
        rng = random.Random(f"{form} {seed}")
        file.write_bytes(original)
        if zipfile.is_zipfile(file) and seed % 4:
            with zipfile.ZipFile(file) as archive:
                part = rng.choice([p for p in archive.namelist() if re.search("document|sheet|content", p)])
                contents = {name: archive.read(name) for name in archive.namelist()}
            contents[part] = mutated(contents[part], rng)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in contents.items():
                    archive.writestr(name, content)
        else:
            file.write_bytes(mutated(original, rng))
        code, output = reader.read(file, "--proev")
        assert code in (0, 1), seed
        assert output.endswith(("Dokumentet er kun prøvet. Intet er skrevet.\n", "Intet er skrevet.\n")), (
            seed,
            output,
        )
        if code == 0:
            source = files.read(file)
            limits.check_lines(source.lines)
            text = "\n".join(line.text for line in source.lines)
            assert any(kind.recognises(text) for kind in KINDS)
