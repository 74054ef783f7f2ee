"""Office packages written by hand, part by part: what the libraries do not write, and what other programs do."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MORE = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def r(text: str, properties: str = "") -> str:
    """A run."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*inside: str, properties: str = "") -> str:
    """A paragraph of runs; a plain string is one run."""
    runs = "".join(x if x.startswith("<") else r(x) for x in inside)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def field(code: str, result: str | None) -> str:
    """A field in marks: its code, and the result between them."""
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText>'
        "</w:r>"
        f'{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(first: str, second: str | None = None) -> str:
    """A text box as Word writes it: for new programs, and once more for old ones."""
    other = first if second is None else second
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="x">'
        f"<wps:wsp><wps:txbx><w:txbxContent>{first}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{other}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


PICTURE = '<w:r><w:drawing><wp:{0}><a:graphic><a:graphicData uri="x"/></a:graphic></wp:{0}></w:drawing></w:r>'


def docx(
    body: str,
    *,
    parts: dict[str, str] | None = None,
    relations: dict[str, tuple[str, str]] | None = None,
    main: str = "word/document.xml",
    strict: bool = False,
    others: dict[str, bytes] | None = None,
) -> bytes:
    """A package. parts: name -> XML; `{}` in it stands for the namespaces. relations: id -> (type, target)."""
    spaces = f'xmlns:w="{W}" xmlns:r="{R}"{MORE}'
    kind = R
    if strict:
        spaces, kind = spaces.replace(W, STRICT).replace(R, STRICT_R), STRICT_R
    rows = {f"rId{n}": row for n, row in enumerate([("officeDocument", f"/{main}")], 1)}
    folder, _, name = main.rpartition("/")
    files: dict[str, bytes] = {
        "[Content_Types].xml": TYPES.format(main=main).encode(),
        "_rels/.rels": _relations(rows, kind),
        main: f"{HEAD}<w:document {spaces}><w:body>{body}</w:body></w:document>".encode(),
    }
    if relations:
        files[f"{folder}/_rels/{name}.rels"] = _relations(relations, kind)
    for part, xml in (parts or {}).items():
        files[part] = (HEAD + xml.replace("{}", spaces)).encode()
    return zipped({**files, **(others or {})})


def _relations(rows: dict[str, tuple[str, str]], kind: str) -> bytes:
    inside = "".join(f'<Relationship Id="{i}" Type="{kind}/{t}" Target="{target}"/>' for i, (t, target) in rows.items())
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{space}">{inside}</Relationships>'.encode()


def zipped(files: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in files.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, stored)
    return out.getvalue()


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = "".join(
    f' xmlns:{short}="{ODF}{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
    }.items()
)


def odt(body: str, *, styles: str = "", pages: str = "", others: dict[str, bytes] | None = None) -> bytes:
    """styles: automatic styles of the text. pages: headers and footers of the master page."""
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content{_SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    files = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()}
    if pages:
        files["styles.xml"] = (
            f"<office:document-styles{_SPACES}><office:master-styles><style:master-page style:name='Standard'>{pages}"
            "</style:master-page></office:master-styles></office:document-styles>"
        ).encode()
    return zipped({**files, "META-INF/manifest.xml": MANIFEST.encode(), **(others or {})})


def flat_odt(body: str) -> bytes:
    return (
        f"<?xml version='1.0'?><office:document{_SPACES}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    ).encode()


# --- PDF


def pdf(
    pages: list[list[tuple[float, float, str]]],
    *,
    unicode_map: bool = True,
    picture: int | None = None,
    across: bool = False,
) -> bytes:
    """Pages of (x, y, words) in 10 points, in the order given; without a map of letters where it is not wanted.
    picture: the number of a page with an image, `across`: as large as the page."""
    letters = sorted({c for page in pages for _, _, words in page for c in words})
    codes = {c: n + 1 for n, c in enumerate(letters)}
    pairs = "".join(f"<{codes[c]:04X}> <{ord(c):04X}>\n" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000>"
        f" <FFFF> endcodespacerange {len(letters)} beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    kids = [10 + 2 * n for n in range(len(pages))]
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[4 0 R]"
        + ("/ToUnicode 6 0 R>>" if unicode_map else ">>"),
        4: "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        "/Supplement 0>>/DW 500/FontDescriptor 5 0 R>>",
        5: "<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 500 700]/Ascent 700/Descent 0/CapHeight 700/StemV 80"
        "/ItalicAngle 0>>",
        6: _stream(cmap),
        7: _stream("\x00", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
    }
    for n, page in enumerate(pages):
        shown = "".join(
            f"BT /F 10 Tf {x} {y} Td <{''.join(f'{codes[c]:04X}' for c in words)}> Tj ET\n" for x, y, words in page
        )
        place = "600 0 0 840 0 0" if across else "300 0 0 300 50 300"
        image = f"q {place} cm /I Do Q" if picture == n else ""
        resources = "<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>"
        objects[kids[n]] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 840]/Resources{resources}/Contents {kids[n] + 1} 0 R>>"
        )
        objects[kids[n] + 1] = _stream(shown + image)
    return _pdf_of(objects)


def _stream(data: str, more: str = "") -> str:
    return f"<</Length {len(data)}{more}>>stream\n{data}\nendstream"


def _pdf_of(objects: dict[int, str]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, text in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start, size = len(out), max(objects) + 1
    table = "".join(f"{places.get(n, 0):010d} 00000 {'n' if n in places else 'f'} \n" for n in range(size))
    out += f"xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def wrapped(text: str, x: float, width: int, top: float = 780) -> list[tuple[float, float, str]]:
    """Words of a text in lines of so many letters, for `pdf`."""
    lines = re.findall(rf".{{1,{width}}}(?:\s|$)", text)
    return [(x, top - 14 * n, line.strip()) for n, line in enumerate(lines)]
