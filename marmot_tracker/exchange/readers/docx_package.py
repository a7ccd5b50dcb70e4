"""Opens what other programs and settings make of a Word document: macros, templates, strict XML.

python-docx takes only the ordinary kind, so of the others a copy is made in memory: the same words
under ordinary names, without pictures and macros, which nobody reads here.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

ORDINARY = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MAIN = re.compile(
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?"
    rb"|openxmlformats-officedocument\.wordprocessingml\.template)\.main\+xml",
    re.IGNORECASE,
)
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"http://purl.oclc.org/ooxml/officeDocument/": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/"
    ),
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/": (
        b"http://schemas.openxmlformats.org/drawingml/2006/"
    ),
}
"""Beginnings of names in Strict Open XML (ISO/IEC 29500-1, annex A), and the ordinary ones."""
_TYPES = "[Content_Types].xml"
_READ = (".xml", ".rels")
MACROS = "The file can hold macros: none was run, only its words were read."
EMBEDDED = (
    "A part of the document is another file put into it, whose words were not read: {names}. Open "
    "the document in Word and save it, and the part becomes words of its own."
)
_PUT_IN = "/aFChunk"


def opened(path: Path) -> tuple[str | IO[bytes], list[str]]:
    """What python-docx can open for a Word document, and sentences on what is special about it."""
    notes: list[str] = []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        types = archive.read(_TYPES) if _TYPES in names else b""
        links = b"".join(archive.read(name) for name in names if name.endswith("document.xml.rels"))
        if re.search(rb"macroEnabled", types, re.IGNORECASE):
            notes.append(MACROS)
        if embedded := _embedded(links):
            notes.append(EMBEDDED.format(names=", ".join(embedded)))
        if not _MAIN.search(types) and _STRICT not in links:
            return str(path), notes
        return _ordinary(archive), notes


def _embedded(links: bytes) -> list[str]:
    """The files put into a document, which Word shows as a part of it."""
    found = []
    for link in re.findall(rb"<Relationship\b[^>]*>", links):
        target = re.search(rb'Target="([^"]*)"', link)
        if _PUT_IN.encode() in link and target is not None:
            found.append(PurePosixPath(target[1].decode("utf-8", "replace")).name)
    return found


def _ordinary(archive: zipfile.ZipFile) -> IO[bytes]:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for entry in archive.infolist():
            is_read = entry.filename.endswith(_READ)
            target.writestr(entry.filename, _renamed(archive.read(entry)) if is_read else b"")
    made.seek(0)
    return made


def _renamed(part: bytes) -> bytes:
    for strict, ordinary in _NAMES.items():
        part = part.replace(strict, ordinary)
    return _MAIN.sub(ORDINARY, part)
