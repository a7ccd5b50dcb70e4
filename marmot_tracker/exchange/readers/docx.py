"""Reads a Word document (.docx) as blocks; run in the helper alone.

python-docx opens the package; the words are taken from its XML after `docx_xml.settle`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import READABLE
from marmot_tracker.exchange.readers.docx_looks import headings_by_size
from marmot_tracker.exchange.readers.docx_numbers import Numbers
from marmot_tracker.exchange.readers.docx_package import opened
from marmot_tracker.exchange.readers.docx_styles import (
    ParagraphStyle,
    Styles,
    indent,
    is_boxed,
    is_underlined,
    numbered,
    outline_level,
    size_of,
    switched,
)
from marmot_tracker.exchange.readers.docx_tables import is_list_of_cells, read_table
from marmot_tracker.exchange.readers.docx_xml import VALUE, W, boxes, runs, settle
from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Described, Style
from marmot_tracker.exchange.reports.mending import mended
from marmot_tracker.exchange.reports.titling import title_of
from marmot_tracker.exchange.tables import RawTable
from marmot_tracker.progress import Progress

MOST_XML_MB = 80
MEGABYTE = 1024 * 1024
EVERY = 200
OPENING = 20
"""Blocks at the beginning of a document among which its title stands."""
HEAD_WORDS = 8
BOLD_HEADING = 8
"""The level of a short paragraph that is bold throughout, below those that are headings by style."""
TRACKED = (
    "The document has tracked changes: insertions were read as if accepted, deletions left out."
)
_NAMED = re.compile(r"(?:\w+ )?(?:recommendation|action|proposal)\b", re.IGNORECASE)
_TYPED = re.compile(
    r"(\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):]{1,2}|\d{1,3}(?:\.\d{1,3}){1,3}|\(?[a-z]{1,2}[.)]|\(?[ivx]{1,6}[.)]|[•●▪◦‣○■□▶►➢✓·–—*-])"
    r"\s+(?=\S)"
)
_BEFORE_TAB = re.compile(
    r"\s*(\(?(?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[a-z]|[ivx]{1,6}|[A-Z])[.):]{0,2})\t+(?=\S)"
)
"""A number or letter that a tab parts from its words needs no dot."""


def read_docx(path: Path, progress: Progress) -> Described:
    """The blocks of a Word document. Raises `TrackerError` where it is damaged or hostile."""
    _check(path)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    progress.step(0, 1, "Opening the document")
    try:
        source, notes = opened(path)
        document = docx.Document(source)
        if document.element.body is None:
            raise ValueError("a document without a body")
    except (
        AttributeError,  # what python-docx does not know to be the beginning of a document
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
    ) as fault:
        raise _damaged(path) from fault
    described = _Reader(document, progress).read()
    return replace(described, notes=(*notes, *described.notes))


def _check(path: Path) -> None:
    """Refuse parts that are too large, and XML that declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                if entry.file_size > MOST_XML_MB * MEGABYTE:
                    raise TrackerError(
                        f"{path.name} was not opened: a part of it unpacks to "
                        f"{entry.file_size // MEGABYTE} MB, which no ordinary document does.",
                        hint="Copy the pages you need into a new document, and use that.",
                    )
                with archive.open(entry) as part:
                    head = part.read(4096)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise TrackerError(
                        f"{path.name} was not opened: it declares entities, which Word never does.",
                        hint="Open it in Word, save it again as .docx, and use that.",
                    )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as fault:
        raise _damaged(path) from fault


def _damaged(path: Path) -> TrackerError:
    return TrackerError(
        f"{path.name} is a Word document that is damaged or cut short; nothing was read.",
        hint="Ask for it again, or open it in Word, let it repair the file, and save a copy. "
        + READABLE,
    )


def _part(document: Any, kind: str) -> Any | None:
    """The XML of the document's part of that kind, where it has one."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            part = relation.target_part
            element = getattr(part, "element", None)
            if element is None:
                from docx.oxml.parser import parse_xml

                element = parse_xml(part.blob)
            return element
    return None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A paragraph's words; the shares bold, italic, and bold or underlined; its bold opening."""

    text: str
    bold: float
    italic: float
    marked: float
    size: float
    lead: str


class _Reader:
    def __init__(self, document: Any, progress: Progress) -> None:
        self._body = document.element.body
        self._said = str(document.core_properties.title or "")
        self._titles: list[str] = []
        self._progress = progress
        self._styles = Styles(_part(document, "styles"))
        self._numbers = Numbers(_part(document, "numbering"))
        self._blocks: list[Block] = []
        self._boxes = 0
        self._tables = 0
        self._heading = ""

    def read(self) -> Described:
        tracked = settle(self._body)
        total = len(self._body)
        for at, element in enumerate(self._body):
            if at % EVERY == 0:
                self._progress.step(at, total, "Reading the document")
            self._element(element, 0)
        shown = headings_by_size(self._blocks, lowest=BOLD_HEADING)
        blocks = [replace(block, paragraph=at) for at, block in enumerate(shown, 1)]
        return Described(
            blocks=tuple(blocks),
            letters=sum(len(block.text) for block in blocks)
            + sum(
                len(str(cell))
                for block in blocks
                if block.table is not None
                for row in block.table.rows
                for cell in row
                if cell
            ),
            notes=(TRACKED,) if tracked else (),
            title=self._title(blocks),
        )

    def _title(self, blocks: Sequence[Block]) -> str:
        """The title: in Word's own style for one, or the one heading that is above all others."""
        opening = [block.text for block in blocks[:OPENING]]
        printed = " ".join(self._titles)
        high = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
        if not printed and len(high) == 1 and high[0] is blocks[0]:
            printed = high[0].text
        return title_of(self._said, printed, opening)

    def _element(self, element: Any, box: int) -> None:
        if element.tag == f"{W}p":
            self._paragraph(element, box)
        elif element.tag == f"{W}tbl":
            self._table(element)

    def _paragraph(self, paragraph: Any, box: int) -> None:
        block = self._block(paragraph, box)
        if block is not None:
            self._blocks.append(block)
            if block.kind is BlockKind.HEADING:
                self._heading = block.text
        for inside in boxes(paragraph):
            self._boxes += 1
            number = self._boxes
            for child in list(inside):
                self._element(child, number)

    def _table(self, table: Any) -> None:
        """A table; each row of one with a single column is a box around its paragraphs."""
        rows = table.findall(f"{W}tr")
        alone = bool(rows) and all(len(row.findall(f"{W}tc")) == 1 for row in rows)
        if alone and not is_list_of_cells(rows, self._words):
            headed = False
            for row in rows:
                # A row that only names what stands in the next one is the head of its box.
                self._boxes += not headed
                number, before = self._boxes, len(self._blocks)
                for child in row.find(f"{W}tc"):
                    self._element(child, number)
                added = self._blocks[before:]
                headed = len(added) == 1 and _is_head(added[0])
            return
        self._tables += 1
        read = read_table(table, self._heading or f"Table {self._tables}", self._words)
        self._blocks.append(
            Block(BlockKind.TABLE, text="", label=f"table {self._tables}", table=read)
        )

    def _words(self, paragraph: Any) -> str:
        block = self._block(paragraph, 0)
        return block.whole if block is not None else ""

    def _block(self, paragraph: Any, box: int) -> Block | None:
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.of(_style_id(properties))
        shown = self._shown(paragraph, style)
        text = shown.text
        label, depth, left = self._label(properties, style, bool(text.strip()))
        tabbed = None if label else _BEFORE_TAB.match(text)
        if tabbed:
            label, text = tabbed[1], text[tabbed.end() :]
        text = mended(text)
        if not text:
            return None
        if label and _NAMED.match(label):
            text, label = f"{label} {text}", ""
        if not label and (typed := _TYPED.match(text)):
            label, text = typed[1], text[typed.end() :].strip()
        if style.name == "title" and len(self._blocks) < OPENING:
            self._titles.append(text)
        if properties is not None and not box and (is_boxed(properties) or style.boxed):
            box = self._shaded()
        kind, level = _kind(paragraph, properties, style, text, label, shown.marked)
        return Block(
            kind=kind,
            text=text,
            label=label,
            level=level if kind is BlockKind.HEADING else depth,
            style=Style(size=shown.size, bold=shown.bold, italic=shown.italic, left=left),
            box=box,
            lead=mended(shown.lead),
            styled="recommendation" in style.name,
        )

    def _shaded(self) -> int:
        """The box of a paragraph with a border or a colour: that of the one before, if it has one."""
        last = self._blocks[-1] if self._blocks else None
        if last is None or last.box >= 0:
            self._boxes += 1
            return -self._boxes
        return last.box

    def _shown(self, paragraph: Any, style: ParagraphStyle) -> _Shown:
        """A paragraph's words, and how they are set."""
        parts: list[str] = []
        lead: list[str] = []
        letters = bold = italic = underlined = 0
        size = 0.0
        leading = True
        for run, text in runs(paragraph):
            is_bold, is_italic = self._type(run, style)
            size += len(text.strip()) * (size_of(run.find(f"{W}rPr")) or style.size)
            count = len(text.strip())
            letters += count
            bold += count * is_bold
            italic += count * is_italic
            underlined += count * is_underlined(run.find(f"{W}rPr"))
            leading = leading and (is_bold or not count)
            if leading:
                lead.append(text)
            parts.append(text)
        opening = "".join(lead).strip() if bold < letters else ""
        all_of_it = letters or 1
        return _Shown(
            "".join(parts),
            bold=bold / all_of_it,
            italic=italic / all_of_it,
            marked=max(bold, underlined) / all_of_it,
            size=size / all_of_it if letters else style.size,
            lead=opening,
        )

    def _type(self, run: Any, style: ParagraphStyle) -> tuple[bool, bool]:
        properties = run.find(f"{W}rPr")
        bold, italic = switched(properties, "b"), switched(properties, "i")
        if properties is not None and (named := properties.find(f"{W}rStyle")) is not None:
            from_style = self._styles.run(str(named.get(VALUE)))
            bold = from_style[0] if bold is None else bold
            italic = from_style[1] if italic is None else italic
        return (
            style.bold if bold is None else bold,
            style.italic if italic is None else italic,
        )

    def _label(
        self, properties: Any | None, style: ParagraphStyle, shown: bool
    ) -> tuple[str, int, float]:
        """The number printed before a paragraph, how deep its list is, and its indent."""
        number, depth = style.number, style.depth
        left = style.left
        if properties is not None:
            if (own := numbered(properties)) is not None:
                number, depth = own[0], own[1] or 0
            elif (linked := self._numbers.by_style.get(_style_id(properties))) and style.number:
                number, depth = linked
            if properties.find(f"{W}ind") is not None:
                left = indent(properties)
            elif number:
                left = self._numbers.left(number, depth)
        if not number or not shown:
            return "", 0, left
        label, bullet = self._numbers.label(number, depth)
        return ("•" if bullet else label), depth, left


def _is_head(block: Block) -> bool:
    """Whether a block alone in its cell is the head of the next one."""
    short = len(block.text.split()) <= HEAD_WORDS and not block.text.endswith((".", ";"))
    return block.kind is BlockKind.HEADING or (short and not block.label)


def _style_id(properties: Any | None) -> str:
    named = None if properties is None else properties.find(f"{W}pStyle")
    return "" if named is None else str(named.get(VALUE))


def _kind(
    paragraph: Any,
    properties: Any | None,
    style: ParagraphStyle,
    text: str,
    label: str,
    marked: float,
) -> tuple[BlockKind, int]:
    if style.name.startswith(("toc ", "toc", "table of figures", "contents")) or paragraph.get(
        "contents"
    ):
        return BlockKind.CONTENTS, 0
    if style.name.startswith(("footnote", "endnote", "caption")):
        return BlockKind.FOOTNOTE, 0
    level = style.level
    if properties is not None and (own := outline_level(properties)) is not None:
        level = own
    if level:
        return BlockKind.HEADING, level
    words = len(text.split())
    small = bool(label) and not label[0].isdigit()
    if marked > 0.9 and words <= 25 and not small and not text.endswith((".", ";", ",")):
        return BlockKind.HEADING, BOLD_HEADING
    return (BlockKind.ITEM if label else BlockKind.PARAGRAPH), 0


def tables_of(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """All tables of a Word document, in its order: for lists and answers kept in Word."""
    return tuple(_tables(read_docx(path, progress)))


def _tables(described: Described) -> Iterator[RawTable]:
    for block in described.blocks:
        if block.table is not None:
            yield block.table
