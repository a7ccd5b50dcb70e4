"""Reads a PDF document as blocks: words, places, fonts and boxes; run in the helper alone."""

from __future__ import annotations

from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.pdf_blocks import describe_pages
from marmot_tracker.exchange.readers.pdf_lines import Page
from marmot_tracker.exchange.readers.pdf_open_tables import find_open_tables
from marmot_tracker.exchange.readers.pdf_order import put_in_order, without_running
from marmot_tracker.exchange.readers.pdf_pages import PageReader
from marmot_tracker.exchange.readers.pdf_tables import find_tables
from marmot_tracker.exchange.readers.pdf_telling import notes_on, why_unread
from marmot_tracker.exchange.readers.pdf_titles import printed_title
from marmot_tracker.exchange.reports.blocks import Described
from marmot_tracker.exchange.reports.titling import title_of
from marmot_tracker.progress import Progress

MOST_PAGES = 1500
_LOCKED = (4, 5)
"""PDFium's faults for a password that is missing and for a lock it does not know."""
EVERY = 8
"""Pages between two steps of progress."""


def read_pdf(path: Path, progress: Progress) -> Described:
    """The blocks of a PDF. Raises `TrackerError` where it is locked, damaged or without pages."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) in _LOCKED and _has_lock(path):
            raise TrackerError(
                f"{path.name} is locked with a password; nothing was read.",
                hint="Open it with its password, print it to a new PDF without one, and use that.",
            ) from error
        raise _damaged(path) from error
    try:
        return _described(path, document, progress)
    finally:
        document.close()


def _has_lock(path: Path) -> bool:
    """Whether a file names a lock: the library may still hold the fault of the file before."""
    return b"/Encrypt" in path.read_bytes()


def _damaged(path: Path) -> TrackerError:
    return TrackerError(
        f"{path.name} is a PDF document that is damaged or cut short; nothing was read.",
        hint="Ask for it again, or open it in a PDF viewer and print it to a new PDF.",
    )


def _described(path: Path, document: object, progress: Progress) -> Described:
    import pypdfium2

    reader = PageReader(document)
    count = len(document)  # type: ignore[arg-type]
    if not count:
        raise _damaged(path)
    pages: list[Page] = []
    faulty = 0
    for number in range(1, min(count, MOST_PAGES) + 1):
        if number % EVERY == 1:
            progress.step(number - 1, count, f"Reading page {number} of {count}")
        try:
            pages.append(reader.read(number))
        except pypdfium2.PdfiumError:
            faulty += 1
    if not pages:
        raise _damaged(path)
    progress.step(count, count, "Putting paragraphs together")
    said = document.get_metadata_dict().get("Title", "")  # type: ignore[attr-defined]
    opening = [line.text for page in pages[:2] for line in page.lines]
    title = title_of(said, printed_title(pages), opening)
    for page in pages:
        if page.rules:
            find_tables(page)
    without_running(pages)
    find_open_tables(pages)
    for page in pages:
        put_in_order(page)
    unseen = sum(page.unseen for page in pages)
    return Described(
        blocks=tuple(describe_pages(pages)),
        pages=count,
        letters=sum(page.letters for page in pages),
        notes=tuple(notes_on(document, pages, faulty=faulty, unseen=unseen)),
        title=title,
        unread=max(0, count - MOST_PAGES),
        scanned=why_unread(document, pages),
    )
