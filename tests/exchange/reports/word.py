"""Makes small Word documents: numbering, content controls, tracked changes, text boxes, tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WHEN = 'w:author="A" w:date="2026-01-01T00:00:00Z"'


def document() -> Any:
    """An empty document with Word's ordinary styles."""
    from docx import Document

    return Document()


def parse_xml(text: str) -> Any:
    """An element that python-docx can put into a document."""
    from docx.oxml import parse_xml as parse

    return parse(text)


def save(made: Any, path: Path) -> Path:
    """Write a document."""
    made.save(str(path))
    return path


def items(made: Any, texts: Sequence[str], *, style: str = "List Number") -> None:
    """A paragraph for each text in a list style."""
    for text in texts:
        made.add_paragraph(text, style=style)


def table(made: Any, rows: Sequence[Sequence[str]]) -> Any:
    """A table with those cells."""
    made_table = made.add_table(0, len(rows[0]))
    for row in rows:
        cells = made_table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    return made_table


def inserted(text: str) -> Any:
    """A tracked insertion."""
    return parse_xml(
        f'<w:ins {W} w:id="1" {WHEN}><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'
    )


def moved_here(text: str) -> Any:
    """Words moved to here, tracked."""
    return parse_xml(
        f'<w:moveTo {W} w:id="3" {WHEN}><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:moveTo>'
    )


def deleted(text: str) -> Any:
    """A tracked deletion."""
    return parse_xml(f'<w:del {W} w:id="2" {WHEN}><w:r><w:delText>{text}</w:delText></w:r></w:del>')


def into_control(paragraph: Any) -> None:
    """Put a paragraph into a content control."""
    wrapped(paragraph._p)


def wrapped(element: Any) -> None:
    """Put an element of a document, a row or a cell of a table too, into a content control."""
    parent = element.getparent()
    place = parent.index(element)
    parent.remove(element)
    control = parse_xml(f"<w:sdt {W}><w:sdtPr/><w:sdtContent/></w:sdt>")
    control[1].append(element)
    parent.insert(place, control)


def list_of(made: Any, *levels: tuple[str, str, str]) -> str:
    """A numbering with those levels (form, text, start); gives its number."""
    numbering = made.part.numbering_part.element
    key = str(70 + len(numbering))
    shown = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, start) in enumerate(levels)
    )
    numbering.insert(
        0,
        parse_xml(f'<w:abstractNum {W} w:abstractNumId="{key}">{shown}</w:abstractNum>'),
    )
    numbering.append(
        parse_xml(f'<w:num {W} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>')
    )
    return key


def numbered(made: Any, text: str, key: str, level: int = 0) -> Any:
    """A paragraph in a numbering."""
    paragraph = made.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')
    )
    return paragraph


def text_box(paragraph: Any, lines: Sequence[str]) -> None:
    """A text box on a paragraph, written twice over as Word does."""
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    paragraph.add_run()._r.append(
        parse_xml(
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            f' {W} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
            ' xmlns:v="urn:schemas-microsoft-com:vml">'
            '<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>'
            f"{words}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{words}</w:txbxContent>"
            "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )


MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_ORDINARY = b"http://schemas.openxmlformats.org/"
_STRICT = (
    (
        _ORDINARY + b"wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    (_ORDINARY + b"officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
)


def changed(path: Path, change: Callable[[str, bytes], bytes], **added: bytes) -> Path:
    """Write the parts of a file anew as `change` gives them, and those `added` by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename, change(entry.filename, source.read(entry)))
        for name, body in added.items():
            target.writestr(f"word/{name}.html", body)
    path.write_bytes(made.getvalue())
    return path


def retyped(path: Path, kind: bytes) -> Path:
    """Make a file say that it is of another kind: a template, or one with macros."""
    return changed(path, lambda _name, body: body.replace(MAIN, kind))


def strict(path: Path) -> Path:
    """Make a file use the names of Strict Open XML."""

    def renamed(_name: str, body: bytes) -> bytes:
        for ordinary, other in _STRICT:
            body = body.replace(ordinary, other)
        return body

    return changed(path, renamed)


def embedding(path: Path, html: str) -> Path:
    """Put a page of the web into a file as a part of its own (`w:altChunk`)."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    put = (
        ("word/document.xml", f'<w:altChunk xmlns:r="{kind}" r:id="put"/><w:sectPr', "<w:sectPr"),
        (
            "word/_rels/document.xml.rels",
            f'<Relationship Id="put" Type="{kind}/aFChunk" Target="part.html"/></Relationships>',
            "</Relationships>",
        ),
        (
            "[Content_Types].xml",
            '<Default Extension="html" ContentType="text/html"/></Types>',
            "</Types>",
        ),
    )

    def with_it(name: str, body: bytes) -> bytes:
        for where, more, at in put:
            if name == where:
                body = body.replace(at.encode(), more.encode(), 1)
        return body

    return changed(path, with_it, part=html.encode())
