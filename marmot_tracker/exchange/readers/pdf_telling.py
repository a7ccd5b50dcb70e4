"""Says in words what could not be read of a PDF: pictures, letters without meaning, files within."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from marmot_tracker.exchange.readers.pdf_lines import Page

FEWEST_LETTERS = 20
"""Letters below which a page has no text layer."""
STRAY_LETTERS = 120
"""Letters that a stamp or a page number leaves on each page of a scan, at most."""
COVERED = 0.5
"""The share of a page that its picture covers, at least, where the page was scanned."""
XFA = 2
"""PDFium's kind of form that is made anew when it is shown: its page only asks to wait."""
_MOSTLY = 0.8
_NAMES = 5


def pictures_among(pages: Sequence[Page]) -> list[int]:
    """The pages that are pictures without words, counted from 1.

    A few stray letters are taken for a stamp only where they are on most pages.
    """
    stray = [page for page in pages if page.letters < STRAY_LETTERS and page.pictured > COVERED]
    if len(stray) > _MOSTLY * len(pages):
        return [page.number for page in stray]
    return [page.number for page in stray if page.letters < FEWEST_LETTERS]


def why_unread(document: Any, pages: Sequence[Page]) -> str:
    """Why no words can be read from a whole document; "" where some can."""
    letters = sum(page.letters for page in pages)
    if document.get_formtype() == XFA and letters < STRAY_LETTERS * 3 * len(pages):
        return "is a form (XFA) that only Adobe's programs show; its words cannot be read here."
    garbled = [page for page in pages if page.garbled]
    blank = [page for page in pages if page.letters < FEWEST_LETTERS]
    pictured = pictures_among(pages)
    if garbled and len({*_numbers(garbled), *_numbers(blank), *pictured}) == len(pages):
        return (
            "does not say which letter is which: its words can be seen but not read, copied or "
            "searched."
        )
    if not pictured and letters >= FEWEST_LETTERS * len(pages):
        return ""
    if pictured and len({*pictured, *_numbers(blank)}) < len(pages):
        return ""
    if not pictured and any(page.letters >= STRAY_LETTERS for page in pages):
        return ""
    if len(pages) == 1:
        return "is a scan: its page is a picture without a text layer, so no words can be read from it."
    return (
        f"is a scan: its {len(pages):,} pages are pictures without a text layer, so no words can "
        "be read from it."
    )


def notes_on(document: Any, pages: Sequence[Page], *, faulty: int, unseen: int) -> list[str]:
    """Sentences on what was left unread."""
    notes: list[str] = []
    if faulty:
        notes.append(f"{faulty} of its {len(document)} pages are damaged and were not read.")
    pictured, garbled = pictures_among(pages), _numbers(page for page in pages if page.garbled)
    if pictured and len(pictured) < len(pages):
        notes.append(_told(pictured, "is a picture", "are pictures", "and was not read"))
    if garbled and len(garbled) < len(pages):
        notes.append(
            _told(garbled, "is printed", "are printed", "and was not read").replace(
                " and w", " in letters that only the eye can read, and w"
            )
        )
    if unseen:
        notes.append(
            f"{unseen} line{'' if unseen == 1 else 's'} printed in white on white "
            f"{'was' if unseen == 1 else 'were'} left out."
        )
    return notes + _within(document)


def _numbers(pages: Any) -> list[int]:
    return [page.number for page in pages]


def _told(numbers: Sequence[int], one: str, more: str, end: str) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} {one} {end}."
    return f"Pages {runs(numbers)} {more} {end.replace('was', 'were')}."


def runs(numbers: Sequence[int]) -> str:
    """Numbers in words: "3, 5 to 7 and 9"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    told: list[str] = []
    for part in parts:
        told += [f"{part[0]} to {part[-1]}"] if len(part) > 2 else map(str, part)
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _within(document: Any) -> list[str]:
    """What is said of the files that a PDF carries inside it."""
    import pypdfium2  # type: ignore[import-untyped]

    count = document.count_attachments()
    if not count:
        return []
    names: list[str] = []
    for at in range(min(count, _NAMES)):
        try:
            names.append(PurePath(document.get_attachment(at).get_name()).name)
        except pypdfium2.PdfiumError:
            break
    told = ", ".join(name for name in names if name)
    more = f" and {count - len(names)} more" if count > len(names) else ""
    if count == 1:
        return [f"It holds a file inside it ({told}), which was not read."]
    return [f"It holds {count} files inside it ({told}{more}), which were not read."]
