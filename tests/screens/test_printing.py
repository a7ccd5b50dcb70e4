"""Printing: the PDFs are read back, page by page, and say what was on show and nothing more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import evidence, people, ratings, recommendations
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import SAMPLE_MARK, EvidenceKind, Rating, Sensitivity
from tests.screens.conftest import made_row, make_tracker
from tests.screens.test_main_job import dialog_of
from ui.dialogs.print_preview import PrintPreviewDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.main_window import MainWindow
from ui.pages.register_columns import columns
from ui.widgets import shown_columns
from ui.widgets.fitted_text import fitted
from ui.widgets.paper import Imprint
from ui.widgets.printed_list import ListPaper

DAY = date(2026, 11, 2)


def pages_of(path: Path) -> list[str]:
    """The text of each page of a PDF."""
    import pypdfium2  # type: ignore[import-untyped]

    with pypdfium2.PdfDocument(path) as book:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in book]


def size_of(path: Path) -> tuple[int, int]:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as book:
        width, height = book[0].get_size()
        return round(width), round(height)


def preview(qtbot: QtBot, window: MainWindow, action: str) -> PrintPreviewDialog:
    window.actions_table[action].trigger()
    dialog = dialog_of(qtbot, window, PrintPreviewDialog)
    assert isinstance(dialog, PrintPreviewDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    return dialog


def saved(qtbot: QtBot, dialog: PrintPreviewDialog, path: Path) -> list[str]:
    with qtbot.waitSignal(dialog.saved):
        dialog.save(path)
    return pages_of(path)


def joined(page: str) -> str:
    return " ".join(page.split())


# ---------------------------------------------------------------- the list


def test_the_list_prints_what_is_shown(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    page = opened.recommendations
    page.filter.set_text("-subgroup:housing")
    shown_columns.sort(page.table, "reference", downwards=True)
    dialog = preview(qtbot, opened, "print")
    assert dialog.place.text() == "Page 1 of 1"
    assert "5.4" not in dialog.view.accessibleDescription()
    path = tmp_path / "list.pdf"
    (text,) = map(joined, saved(qtbot, dialog, path))
    assert size_of(path) == (842, 595)
    assert text.index("Make walking and cycling") < text.index("Give every family")
    assert "Improve the quality of homes" not in text
    assert "Anytown: recommendations" in text
    assert "2 of 3" in text
    assert "Shows -subgroup:housing, in the order of Ref, downwards" in text
    assert "Page 1 of 1" in text
    today = opened.bridge.today
    assert f"As at {today:%d/%m/%Y}" in text
    facts = opened.bridge.facts
    assert facts is not None
    assert facts.check_code in text.replace(" ", "")
    for rating in ("B Verified", "G On track", "A At risk", "R Off track", "– Not rated"):
        assert rating in text
    assert f"Saved {path.name}." in opened.messages.text
    assert sorted(tmp_path.glob(".~list*")) == []


def test_a_past_day_is_printed_as_such(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    from ui.looking_back import Moment

    with qtbot.waitSignal(opened.bridge.looked):
        opened.bridge.look_at(Moment(opened.bridge.today, "as the last pack showed it"))
    (text,) = saved(qtbot, preview(qtbot, opened, "print"), tmp_path / "past.pdf")
    said = f"As at {opened.bridge.today:%d/%m/%Y}, as the last pack showed it"
    assert said in joined(text)


def test_nothing_shown_prints_nothing(qtbot: QtBot, opened: MainWindow) -> None:
    opened.recommendations.filter.set_text("no such words")
    opened.actions_table["print"].trigger()
    assert opened.messages.text == "The list shows nothing to print."


def list_paper(rows: list[RegisterRow]) -> ListPaper:
    paper = ListPaper(
        QFont("Inter"),
        Imprint("Everything", "As at today", "Check code 1", "Printed now"),
        heading="Anytown",
        many=f"{len(rows)} of {len(rows)}",
        columns=columns(Words(), DAY),
        rows=rows,
    )
    for _step in paper.set_out():
        pass
    return paper


@pytest.fixture
def behind(qtbot: QtBot) -> QWidget:
    """A window to open a preview over."""
    window = QWidget()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def previewed(qtbot: QtBot, behind: QWidget, rows: range) -> tuple[PrintPreviewDialog, ListPaper]:
    """The preview of a long list, set out."""
    paper = list_paper([made_row(number) for number in rows])
    dialog = PrintPreviewDialog(behind, paper, heading="List", first=Path("list.pdf"))
    with qtbot.waitExposed(dialog):
        dialog.open()
    qtbot.waitUntil(dialog.save_button.isEnabled)
    return dialog, paper


def test_every_page_has_the_headings_and_every_row_is_there_once(
    qtbot: QtBot, behind: QWidget, tmp_path: Path
) -> None:
    rows = [made_row(number) for number in range(100, 300)]
    dialog, paper = previewed(qtbot, behind, range(100, 300))
    texts = saved(qtbot, dialog, tmp_path / "long.pdf")
    assert len(texts) == paper.page_count > 5
    for at, text in enumerate(map(joined, texts), 1):
        assert "Ref Recommendation Owner Rating" in text
        assert f"Page {at} of {paper.page_count}" in text
    whole = joined(" ".join(texts))
    for row in rows:
        assert whole.count(f"Recommendation {row.uid[1:]}:") == 1
    assert whole.count("G On track") == sum(row.rating is Rating.ON_TRACK for row in rows)


def test_a_long_text_and_many_columns_stay_on_the_page() -> None:
    long = made_row(1)._replace(text="Improve homes and streets. " * 400, owner="W" * 300)
    plain = list_paper([made_row(2)])
    paper = list_paper([made_row(3), long, made_row(4)])
    assert paper.page_count <= 2
    assert plain.page_count == 1
    assert "Recommendation 4" in paper.words_of(paper.page_count - 1)
    text = fitted("one two three\nfour", QFont("Inter"), "#000000", 40)
    assert " ".join(text.lines).split() == ["one", "two", "three", "four"]
    cut = fitted("word " * 50, QFont("Inter"), "#000000", 60, most=2)
    assert len(cut.lines) == 2
    assert cut.lines[1].endswith("…")
    assert "".join(fitted("👪" * 30, QFont("Inter"), "#000000", 60).lines) == "👪" * 30


# ---------------------------------------------------------------- one recommendation


HELD = (
    ("Survey of homes", Sensitivity.ORDINARY),
    ("Letter about Jo Smith", Sensitivity.RESTRICTED),
    ("Minutes", Sensitivity.NOT_CHECKED),
)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A tracker whose 5.4 has an owner, two ratings, and evidence of every sensitivity."""
    path = make_tracker(tmp_path / "Told.marmot")
    with (
        Document.open(path, author=Author("Pat Person")) as document,
        document.edit("Tell") as session,
    ):
        uid = recommendations.the_one(session, "5.4")
        owner = people.ensure_owner(session, words="Head of Housing, Anytown Council")
        people.assign(session, recommendation=uid, owner=owner, since=DAY)
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.ON_TRACK,
            speaks_for=date(2026, 6, 1),
            reason="Programme agreed",
        )
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.AT_RISK,
            speaks_for=DAY,
            reason="Two officers left",
            position_line="Inspections 14 behind",
            path_to_green="Agency cover",
            path_to_green_by=date(2027, 2, 28),
            help_needed="Agree the cost",
        )
        for title, sensitivity in HELD:
            evidence.attach(
                session,
                recommendation=uid,
                kind=EvidenceKind.NOTE,
                note=f"Inside {title}",
                title=title,
                sensitivity=sensitivity,
                speaks_for=DAY,
                received_from="Housing standards",
            )
    return path


def test_one_recommendation_fills_one_page(
    qtbot: QtBot, window: MainWindow, told: Path, tmp_path: Path
) -> None:
    window.bridge.open(told)
    page = window.recommendations
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.table.select(next(row.uid for row in page.model.all_rows if row.reference == "5.4"))
    path = tmp_path / "one.pdf"
    (text,) = saved(qtbot, preview(qtbot, window, "print_one"), path)
    assert size_of(path) == (595, 842)
    said = joined(text)
    for words in (
        "Improve the quality of homes",
        "A At risk",
        "Inspections 14 behind Two officers left",
        "Path to green, by 28/02/2027",
        "Agency cover",
        "Agree the cost",
        "Head of Housing, Anytown Council",
        "Survey of homes",
        "Restricted evidence, held by Housing standards, dated 02/11/2026",
        "not checked yet",
        "01/06/2026 · On track",
        "Programme agreed",
        "Page 1 of 1",
    ):
        assert words in said, words
    # Restricted evidence by its holder alone; no piece from inside; no person by name.
    for words in ("Jo Smith", "Inside", "Pat Person"):
        assert words not in said
    assert said.count("Two officers left") == 1


def test_a_long_history_gives_way_and_says_so(
    qtbot: QtBot, window: MainWindow, told: Path, tmp_path: Path
) -> None:
    with (
        Document.open(told, author=Author("Clerk")) as document,
        document.edit("Rate often") as session,
    ):
        uid = recommendations.the_one(session, "5.4")
        for day in range(1, 29):
            ratings.rate(
                session,
                recommendation=uid,
                rating=Rating.ON_TRACK,
                speaks_for=date(2026, 7, day),
                reason=f"Reason number {day}. " * 6,
            )
    window.bridge.open(told)
    page = window.recommendations
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.table.select(next(row.uid for row in page.model.all_rows if row.reference == "5.4"))
    (text,) = saved(qtbot, preview(qtbot, window, "print_one"), tmp_path / "one.pdf")
    said = joined(text)
    assert "Reason number 28." in said
    assert "Reason number 1." not in said
    assert "earlier entries in the tracker's History." in said


# ---------------------------------------------------------------- paper, PDF, sheet


def test_the_path_is_asked_for_and_ends_in_pdf(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def choose(_parent: object, _title: str, first: str, _kinds: str) -> tuple[str, str]:
        asked.append(first)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog = preview(qtbot, opened, "print")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert (tmp_path / "mine.pdf").read_bytes().startswith(b"%PDF")
    assert asked[0].endswith(f"Recommendations {opened.bridge.today.isoformat()}.pdf")


def test_a_folder_that_takes_nothing_is_told_and_the_dialog_stays(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    dialog = preview(qtbot, opened, "print")
    (tmp_path / "taken.pdf").mkdir()
    dialog.save(tmp_path / "taken.pdf")
    qtbot.waitUntil(lambda: "could not be written" in dialog.told.text())
    dialog.save(tmp_path / "nowhere" / "list.pdf")
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert "could" in dialog.told.text()
    assert [each.name for each in tmp_path.iterdir() if "taken" in each.name] == ["taken.pdf"]
    saved(qtbot, dialog, tmp_path / "good.pdf")


def test_the_pages_go_to_a_printer(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "printed.pdf"

    def choose(asking: QPrintDialog) -> int:
        asking.printer().setOutputFileName(str(out))
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", choose)
    dialog = preview(qtbot, opened, "print")
    with qtbot.waitSignal(dialog.printed):
        dialog.print_button.click()
    (text,) = pages_of(out)
    assert "Improve the quality of homes" in joined(text)
    assert size_of(out) == (842, 595)
    assert opened.messages.text == "Sent 1 page to the printer."


def test_a_long_list_is_cancelled_and_leaves_nothing(
    qtbot: QtBot, behind: QWidget, tmp_path: Path
) -> None:
    dialog, _paper = previewed(qtbot, behind, range(100, 400))
    dialog.save(tmp_path / "list.pdf")
    assert dialog.close_button.text() == "Cancel"
    dialog.close_button.click()
    assert dialog.told.text() == "Cancelled; nothing was written."
    assert list(tmp_path.iterdir()) == []
    with qtbot.waitSignal(dialog.rejected):
        dialog.close_button.click()


def test_pages_are_turned_by_keys(qtbot: QtBot, behind: QWidget) -> None:
    dialog, paper = previewed(qtbot, behind, range(100, 160))
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.place.text() == f"Page 2 of {paper.page_count}"
    assert paper.words_of(1) == dialog.view.accessibleDescription()
    qtbot.keyClick(dialog, Qt.Key.Key_PageUp)
    assert dialog.place.text() == f"Page 1 of {paper.page_count}"
    assert not dialog.back.isEnabled()


def test_the_sheet_of_shortcuts_is_one_page(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.actions_table["keys"].trigger()
    sheet = dialog_of(qtbot, opened, ShortcutsDialog)
    dialog = sheet.print_sheet()
    qtbot.waitUntil(dialog.save_button.isEnabled)
    (text,) = saved(qtbot, dialog, tmp_path / "keys.pdf")
    said = joined(text)
    assert "Ctrl+Shift+P Print the list" in said
    assert "F2, Enter, or just type Edit the cell" in said


def test_a_sample_is_marked_on_paper(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.bridge.open(make_tracker(tmp_path / "Sample.marmot", sample=True))
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    (text,) = saved(qtbot, preview(qtbot, window, "print"), tmp_path / "sample.pdf")
    facts = window.bridge.facts
    assert facts is not None
    assert facts.programme.sample
    assert SAMPLE_MARK in joined(text)
