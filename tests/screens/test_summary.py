"""The Summary page: its figures shown, gone to, copied; changes, trend, first looks; no numbers lost."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.reports import pack_contents, pack_facts
from marmot_tracker.reports.pack_changes import WHAT
from marmot_tracker.services import (
    programme,
    ratings,
    summary,
)
from marmot_tracker.services.changes import What
from marmot_tracker.services.moments import NamedMoment
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import WORST_FIRST, Rating
from tests.screens.looking_over import nameless, tab_faults
from tests.screens.summary_sample import DAYS, Told
from ui.dialogs.why import WhyPanel
from ui.looking_back import Moment
from ui.main_window import MainWindow
from ui.pages import summary_parts as parts
from ui.pages.summary import SummaryPage
from ui.pages.summary_cards import ANOTHER_DAY
from ui.widgets.charts_card import ChartCard
from ui.widgets.charts_table import FigureTable


@pytest.fixture
def full(tmp_path: Path, told: Told) -> Path:
    """A copy of the sample of one's own."""
    return Path(shutil.copy(told.path, tmp_path / "Sample.marmot"))


def open_on(qtbot: QtBot, window: MainWindow, path: Path) -> SummaryPage:
    """The Summary page of a tracker, read and drawn."""
    with qtbot.waitSignal(window.bridge.opened):
        window.bridge.open(path)
    window.pages.show_page("summary")
    settle(qtbot, window)
    return window.summary


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Until everything is read and drawn."""
    page = window.summary
    qtbot.waitUntil(lambda: page.made is not None and not page.reading)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, full: Path) -> SummaryPage:
    return open_on(qtbot, window, full)


def test_the_page_shows_them(told: Told, page: SummaryPage) -> None:
    assert page.made is not None
    assert page.made.figures == told.made.figures
    assert page.made.row == told.made.row
    for rating, row in zip(WORST_FIRST, told.table("Ratings").rows, strict=True):
        _, n, m, share = row
        said = page.figures[rating].accessibleName()
        assert said.endswith(f": {n} of {m}, {str(share).replace('%', ' %')}")
    assert "43 counted of 46 recommendations · no decision yet on 1" in page._line.text()
    assert page.by_subgroup.chart.chart == parts.group_chart(told.made, "subgroup")
    assert tuple(page.by_subgroup.table.rows) == parts.group_table(told.made, "subgroup")[1]
    assert page.by_principle.chart.chart == parts.group_chart(told.made, "principle")
    assert page.trend.chart.chart == parts.trend_chart(told.made.words, told.trend)
    assert tuple(page.attention_table.rows) == parts.attention_table(told.made)[1]
    assert tuple(page.ask_table.rows) == parts.ask_table(told.made)[1]
    day = clock.today() - DAYS
    assert page.changes.since.currentText() == f"Pack as at {day:%d/%m/%Y}"
    rows = parts.change_table(told.made.words, told.changed.changes)[1]
    assert tuple(page.changes.table.rows) == rows
    assert page.changes.note.text().startswith(f"{len(rows)} changes of ")


def test_a_click_or_enter_shows_the_rows_in_the_list(
    qtbot: QtBot, window: MainWindow, page: SummaryPage
) -> None:
    listed = window.recommendations
    qtbot.mouseClick(page.figures[Rating.AT_RISK], Qt.MouseButton.LeftButton)
    assert window.pages.current is listed
    assert listed.filter.text == "rag:amber is:counted"
    qtbot.waitUntil(lambda: listed.model.rowCount() == 7)

    window.pages.show_page("summary")
    settle(qtbot, window)
    chart = page.by_subgroup.chart
    assert chart.drawing is not None
    region = next(region for region in chart.drawing.regions if (region.bar, region.part) == (0, 0))
    middle = QPoint(round(region.left + region.width / 2), round(region.top + region.height / 2))
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    assert window.pages.current is listed
    qtbot.waitUntil(lambda: listed.model.rowCount() == 2)
    assert {(row.subgroup, row.rating) for row in listed.model.shown_rows} == {
        ("Business, Employment & Skills", Rating.OFF_TRACK)
    }

    window.pages.show_page("summary")
    page.attention_table.chosen.emit(f"{parts.EVIDENCE}is:untied")
    assert window.pages.current.key == "evidence"
    assert window.evidence.filter.text == "is:untied"

    window.pages.show_page("summary")
    uid = page.ask_table.rows[1].uid
    page.ask_table.setFocus()
    page.ask_table.setCurrentIndex(page.ask_table.model().index(1, 0))
    qtbot.keyClick(page.ask_table, Qt.Key.Key_Return)
    assert window.pages.current is listed
    qtbot.waitUntil(lambda: listed.table.current_uid == uid)


def test_a_part_of_the_trend_lists_its_rows_here(
    qtbot: QtBot, window: MainWindow, page: SummaryPage
) -> None:
    chart = page.trend.chart.chart
    assert chart is not None
    amber = next(part for part in chart.bars[1].parts if part.rating is Rating.AT_RISK)
    page.trend.chart.chosen.emit(amber.target)
    assert page.trend.behind.isVisible()
    assert len(page.trend.behind.rows) == amber.n
    assert page.trend.behind_words.text() == f"Q2 2026/27, A At risk: {amber.n} of 43"
    row = page.trend.behind.rows[0]
    page.trend.behind.setCurrentIndex(page.trend.behind.model().index(0, 1))
    qtbot.keyClick(page.trend.behind, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.recommendations.table.current_uid == row.uid)
    window.pages.show_page("summary")
    qtbot.mouseClick(page.trend.put_away, Qt.MouseButton.LeftButton)
    assert not page.trend.behind.isVisible()
    for card in (page.by_subgroup, page.by_principle, page.trend):
        card.switch.setFocus()
        qtbot.keyClick(card.switch, Qt.Key.Key_Space)
        assert card.table.isVisible()
        assert not card.chart.isVisible()
        qtbot.keyClick(card.switch, Qt.Key.Key_Space)
        assert card.chart.isVisible()
        assert not card.table.isVisible()


# ---------------------------------------------------------------- what changed


def expected_changes(full: Path, since: date) -> list[str]:
    with (
        Document.open(full, author=Author("Reader"), asking=True) as document,
        document.snapshot(trail=True) as snapshot,
    ):
        facts = pack_facts.facts_of(snapshot, since=since)
        made = pack_contents.contents_of(snapshot, facts)
    assert made.changes is not None
    return [change.reference for change in made.changes]


def test_changes_since_another_day_are_typed_in(
    qtbot: QtBot, window: MainWindow, full: Path, page: SummaryPage
) -> None:
    since = page.changes.since
    last = since.count() - 1
    assert since.itemText(last) == ANOTHER_DAY
    since.setFocus()
    qtbot.keyClick(since, Qt.Key.Key_End)
    assert page.changes.day.isVisible()
    qtbot.waitUntil(page.changes.day.hasFocus)
    qtbot.keyClicks(page.changes.day, f"{clock.today():%d/%m/%Y}")
    qtbot.keyClick(page.changes.day, Qt.Key.Key_Return)
    assert page.changes.fault.text() == f"Choose a day before {clock.today():%d/%m/%Y}."
    page.changes.day.clear()
    qtbot.keyClicks(page.changes.day, "31/31/2026")
    qtbot.keyClick(page.changes.day, Qt.Key.Key_Return)
    assert "not a date" in page.changes.fault.text()
    page.changes.day.clear()
    day = clock.today() - timedelta(days=6)
    qtbot.keyClicks(page.changes.day, f"{day:%d/%m/%Y}")
    with qtbot.waitSignal(page.shown):
        qtbot.keyClick(page.changes.day, Qt.Key.Key_Return)
    told = [row.cells[0].text for row in page.changes.table.rows]
    assert told == expected_changes(full, day)
    assert since.currentText() == f"The end of {day:%d/%m/%Y}"
    assert page.changes.fault.text() == ""

    page.changes.since_chosen.emit(NamedMoment("Pack of a copy", clock.today(), ("ab" * 32,)))
    settle(qtbot, window)
    assert "not in the one shown" in page.changes.fault.text()
    assert page.figures[Rating.AT_RISK].accessibleName() == "A At risk: 7 of 43, 16 %"


def test_looking_back_everything_is_told_of_that_day(
    qtbot: QtBot, window: MainWindow, page: SummaryPage, full: Path
) -> None:
    day = date(2026, 9, 10)
    now = [figure.accessibleName() for figure in page.figures.values()]
    with qtbot.waitSignal(window.bridge.looked):
        window.bridge.look_at(Moment(day))
    settle(qtbot, window)
    made = page.made
    assert made is not None
    assert made.today == made.figures.today == day
    assert page._line.text().startswith("As at 10/09/2026")
    assert all(moment.day < day for moment in made.moments)
    assert [figure.accessibleName() for figure in page.figures.values()] != now
    assert len(page.trend.table.rows) == 2
    with (
        Document.open(full, author=Author("Reader"), asking=True) as document,
        document.snapshot(day, trail=True) as snapshot,
    ):
        then = summary.of(snapshot, today=day)
    assert made.figures == then.figures


# ---------------------------------------------------------------- reading anew


def test_old_numbers_stay_until_new_ones_are_there(
    qtbot: QtBot, window: MainWindow, page: SummaryPage
) -> None:
    made = page.made
    assert made is not None
    green = next(row for row in made.row.values() if row.rating is Rating.ON_TRACK and row.counted)
    before = page.figures[Rating.OFF_TRACK].accessibleName()
    with qtbot.waitSignal(window.bridge.changed):
        window.bridge.do("Rate", rate_red, row=green)
    page.refresh()
    page.refresh()
    assert page.reading
    assert page.figures[Rating.OFF_TRACK].accessibleName() == before
    assert page.by_subgroup.isVisible()
    settle(qtbot, window)
    assert page.figures[Rating.OFF_TRACK].accessibleName() == "R Off track: 4 of 43, 9 %"
    worse = WHAT[What.WORSE]
    told = [row for row in page.changes.table.rows if row.cells[2].text == worse]
    assert green.reference in [row.cells[0].text for row in told]


def rate_red(session: Session, *, row: RegisterRow) -> str:
    return ratings.rate(
        session,
        recommendation=row.uid,
        rating=Rating.OFF_TRACK,
        speaks_for=clock.today(),
        reason="Money ran out",
    )


def test_a_read_that_another_tracker_overtook_is_not_shown(
    qtbot: QtBot, window: MainWindow, page: SummaryPage, tracker: Path
) -> None:
    page.refresh()
    with qtbot.waitSignal(window.bridge.opened):
        window.bridge.open(tracker)
    window.pages.show_page("summary")
    settle(qtbot, window)
    assert page.made is not None
    assert page.made.figures.total == 3


# ---------------------------------------------------------------- first looks


def test_without_recommendations_the_page_offers_to_load_a_list(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "New.marmot"
    programme.new_tracker(path, place="Anytown", author=Author("Clerk")).close()
    page = open_on(qtbot, window, path)
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "No recommendations yet"
    assert not page.pack_button.isVisible()
    asked: list[str] = []
    page.wished.disconnect()
    page.wished.connect(asked.append)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert asked == ["load"]


def test_without_ratings_and_periods_each_card_names_the_next_step(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    page = open_on(qtbot, window, tracker)
    assert page.not_rated.isVisible()
    assert "No reporting period has opened yet" in page.trend.empty_words
    assert not page.trend.chart.isVisible()
    assert "Nothing is asked" in page.asks.empty_words
    qtbot.mouseClick(page.trend.next_step, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _dialog(window) is not None)
    dialog = _dialog(window)
    assert dialog is not None
    dialog.reject()
    qtbot.mouseClick(page.not_rated.next_step, Qt.MouseButton.LeftButton)
    assert window.pages.current is window.recommendations
    assert window.recommendations.filter.text == "no:rating"


def _dialog(window: QWidget) -> QDialog | None:
    return next((each for each in window.findChildren(QDialog) if each.isVisible()), None)


# ---------------------------------------------------------------- why, copy, names, keys


def test_a_figure_says_what_it_counts(qtbot: QtBot, window: MainWindow, page: SummaryPage) -> None:
    assert page.made is not None
    overdue = next(i for i, row in enumerate(page.attention_table.rows) if row.uid == "Overdue")
    page.attention_table.setFocus()
    page.attention_table.setCurrentIndex(page.attention_table.model().index(overdue, 1))
    window.actions_table["why"].trigger()
    panel = window.findChild(WhyPanel)
    assert panel is not None
    assert panel.windowTitle() == "Why? Overdue"
    assert summary.OVERDUE in panel.sentences
    panel.close()
    page.figures[WORST_FIRST[0]].setFocus()
    window.actions_table["why"].trigger()
    qtbot.waitUntil(
        lambda: "Why? Off track" in [p.windowTitle() for p in window.findChildren(WhyPanel)]
    )
    for each in window.findChildren(WhyPanel):
        each.close()
    page.pack_button.setFocus()
    window.actions_table["why"].trigger()
    assert "Go to a rating" in window.messages.text


def test_everything_has_a_name_is_reached_by_tab_and_copied(
    qtbot: QtBot, window: MainWindow, page: SummaryPage
) -> None:
    assert nameless(window) == []
    page.take_focus()
    reached: list[QWidget] = []
    at = page.figures[WORST_FIRST[0]]
    widget: QWidget | None = at
    while widget is not None and widget not in reached:
        reached.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    wanted: list[QWidget] = [
        *page.figures.values(),
        page.by_subgroup.switch,
        page.by_subgroup.chart,
        page.by_principle.switch,
        page.by_principle.chart,
        page.trend.switch,
        page.trend.chart,
        page.attention_table,
        page.ask_table,
        page.changes.since,
        page.changes.table,
    ]
    assert set(wanted) <= set(reached)
    assert tab_faults(window) == []
    for card in page.findChildren(ChartCard):
        assert card.chart.accessibleName()
        assert "recommendations" in card.chart.accessibleDescription()
    for table in page.findChildren(FigureTable):
        for row in table.rows:
            assert row.spoken

    page.attention_table.setFocus()
    window.actions_table["copy"].trigger()
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == "What\tNumber\tOut of\tShare"
    assert lines[1] == "R Off track\t3\t43\t7 %"
    assert "<table" in QApplication.clipboard().mimeData().html()
    page.by_subgroup.chart.setFocus()
    window.actions_table["copy"].trigger()
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == "Subgroup\tR\tA\t–\tG\tB\tOverdue\tNo decision\tAll"
    assert lines[1].startswith("Business, Employment & Skills\t2\t1")
