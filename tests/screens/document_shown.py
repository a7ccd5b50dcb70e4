"""A report of five pages in the document view, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.drafts import Drafts
from marmot_tracker.exchange.reports.page_views import PageView, view_pages
from marmot_tracker.exchange.results import ReadItem, ReadResult
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose
from ui.widgets.document_view import DocumentView, Outline
from ui.widgets.pages_held import picture_side

PAGES = 5


@dataclass
class Shown:
    """A view on a document, and what became of it."""

    view: DocumentView
    result: ReadResult
    path: Path
    asked: list[int] = field(default_factory=list)
    marked: list[ReadItem] = field(default_factory=list)
    pressed: list[int] = field(default_factory=list)
    ended: list[bool] = field(default_factory=list)

    def outline(self, number: int) -> QRectF:
        """Where an item is outlined on the page that is shown."""
        sheet = self.view.canvas.sheet
        (one,) = (each for each in sheet.outlines if each.number == number)
        return sheet.boxes(one)[0]


def five_pages(folder: Path) -> tuple[Path, ReadResult]:
    """Five pages with two recommendations each, and what is read from them."""
    made = Paper(head="A fair place", foot="page {n}")
    for page in range(PAGES):
        if page:
            made.page()
        prose(made, 3, start=page)
        for at in (1, 2):
            made.heading(f"Recommendation {2 * page + at}", size=13)
            made.para(f"{ASKS[2 * page + at]} {ASKS[2 * page + at - 1]}")
        prose(made, 2, start=page + 1)
    path = made.save(folder / "report.pdf")
    return path, read_source(path, pictured=True)


_DRAWN: dict[tuple[Path, int, int], PageView] = {}


def drawn(path: Path, page: int, side: int) -> PageView:
    """A page as the helper draws it; the same page is drawn once for all tests."""
    key = (path, page, side)
    if key not in _DRAWN:
        (_DRAWN[key],) = view_pages(path, [page], side=side)
    return _DRAWN[key]


def show_on(qtbot: QtBot, path: Path, result: ReadResult) -> Shown:
    """A view on a document, answered as the window answers it."""
    view = DocumentView()
    qtbot.addWidget(view)
    shown = Shown(view, result, path)

    def answer(page: int) -> None:
        shown.asked.append(page)
        side = view.side
        QTimer.singleShot(0, view, lambda: view.show_page(drawn(path, page, side)))

    view.page_wanted.connect(answer)
    view.marked.connect(shown.marked.append)
    view.item_pressed.connect(shown.pressed.append)
    view.mark_ended.connect(lambda: shown.ended.append(True))
    view.resize(600, 700)
    view.show()
    view.show_document(result, pages=result.pages)
    view.show_items([Outline.of(draft) for draft in Drafts.of(result).drafts])
    qtbot.waitUntil(lambda: is_sharp(view))
    return shown


def is_sharp(view: DocumentView) -> bool:
    """Whether the page that is shown is there, drawn for its size."""
    shown = view.canvas.sheet.view
    return (
        shown is not None
        and shown.page == view.page
        and (bool(shown.fault) or abs(picture_side(shown) - view.side) <= 2)
    )


def picture(view: DocumentView) -> QImage:
    return view.canvas.sheet.grab().toImage()
