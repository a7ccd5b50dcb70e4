"""The evidence page alone on a real tracker of seven pieces, for the tests of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import evidence
from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.exchange.making import workbook
from tests.exchange.test_previews import pdf, picture
from tests.screens.conftest import Person
from tests.screens.test_attaching import held_in
from ui.bridge import Bridge
from ui.messages import Questions
from ui.pages.evidence import EvidencePage


@dataclass
class Shown:
    """The page alone, with what it told and where it wished to go."""

    page: EvidencePage
    path: Path
    folder: Path
    told: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def row(self, title: str) -> EvidenceRow:
        return next(row for row in self.page.model.all_rows if row.title == title)

    def shown(self) -> list[str]:
        return [row.title for row in self.page.model.shown_rows]

    def closed(self) -> dict[str, EvidenceRow]:
        """What the file holds, by title, once it is closed."""
        self.page.bridge.stop()
        return held_in(self.path)


def attach(document: Document, reference: str, title: str, file: Path, **given: Any) -> None:
    staged = document.stage(file)
    with document.edit(f"Attach {title}") as session:
        evidence.attach(
            session,
            recommendation=the_one(session, reference),
            title=title,
            kind=EvidenceKind.FILE,
            staged=staged,
            **{"sensitivity": Sensitivity.ORDINARY, **given},
        )


def fill(path: Path, folder: Path) -> None:
    """Evidence of every kind: picture, PDF, workbook twice, restricted text, link, note."""
    picture(folder / "terrace.png")
    pdf(folder / "minutes.pdf", (595, 842), (842, 595))
    workbook(folder / "wards.xlsx", [["Ward", "Homes"], ["Crawley", 1204]])
    (folder / "letter.txt").write_text("Mrs Smith of 4 High Street wrote.", encoding="utf-8")
    (folder / "plan.docx").write_bytes(b"PK no document")
    with Document.open(path, author=Author("Bo Lee")) as document:
        attach(document, "5.4", "Wards", folder / "wards.xlsx", speaks_for=date(2024, 3, 1))
        attach(document, "1", "Wards again", folder / "wards.xlsx")
        attach(document, "5.4", "Minutes", folder / "minutes.pdf")
        attach(
            document, "5.4", "Terrace", folder / "terrace.png", sensitivity=Sensitivity.NOT_CHECKED
        )
        attach(
            document,
            "8.1",
            "Letter of Mrs Smith",
            folder / "letter.txt",
            sensitivity=Sensitivity.RESTRICTED,
            received_from="Housing",
            speaks_for=date(2026, 9, 4),
            claim="Mrs Smith says it is damp",
        )
        with document.edit("Attach the rest") as session:
            for title, link, note in (
                ("Plan", (folder / "plan.docx").as_uri(), ""),
                ("Call", "", "Told by telephone\nthat it is done"),
            ):
                evidence.attach(
                    session,
                    recommendation=the_one(session, "5.4"),
                    title=title,
                    kind=EvidenceKind.LINK if link else EvidenceKind.NOTE,
                    link=link,
                    note=note,
                    sensitivity=Sensitivity.ORDINARY,
                )


def shown_on(qtbot: QtBot, path: Path, person: Person, *, copy: bool = False) -> Shown:
    bridge = Bridge()
    page = EvidencePage(bridge, Questions(person.answer))
    found = Shown(page, path, path.parent)
    page.told.connect(lambda text, _tone: found.told.append(text))
    page.asked.connect(lambda key, what: found.asked.append((key, what)))
    bridge.faulted.connect(lambda fault: found.told.append(str(fault)))

    def changed(kinds: frozenset[str]) -> None:
        if kinds & page.depends_on:
            page.refresh()

    bridge.changed.connect(changed)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitExposed(page):
        page.show()
    with qtbot.waitSignal(bridge.opened):
        bridge.open(path, copy=copy)
    page.refresh()
    qtbot.waitUntil(lambda: bool(page._targets))
    return found


def do(shown: Shown, action: str) -> None:
    shown.page.handlers()[action]()


def choose(shown: Shown, title: str) -> None:
    assert shown.page.table.select(shown.row(title).uid)


def dialog_in(qtbot: QtBot, shown: Shown, kind: type) -> Any:
    def visible() -> list[Any]:
        every: list[Any] = shown.page.findChildren(kind)
        return [each for each in every if each.isVisible()]

    qtbot.waitUntil(lambda: bool(visible()))
    return visible()[0]


def press(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def looked(qtbot: QtBot, shown: Shown, title: str, kind: int) -> Any:
    """Choose a piece and wait until its preview is of this kind."""
    choose(shown, title)
    view = shown.page.pane.preview
    qtbot.waitUntil(lambda: view.kind == kind and "Looking" not in view.words)
    return view
