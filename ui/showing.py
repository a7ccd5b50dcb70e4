"""Every page and dialog of the window on the sample, shown one after another as a person meets them.

The pictures are taken from it, and a test asks each of them whether it can be read, heard and
reached by the keyboard. What is shown is the real window on a real tracker file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QItemSelectionModel, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from marmot_tracker import clock, paths, profile, sample
from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import (
    evidence,
    my_list,
    own_columns,
    periods,
    register,
    views,
)
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import EvidenceKind, ExtraType, Rating, Sensitivity
from ui import shown_copies, shown_reports, shown_returns
from ui.dialogs.covering_words import CoveringWordsDialog
from ui.dialogs.record_answer import RecordAnswerDialog
from ui.dialogs.send_returns import SendReturnsDialog
from ui.looking_back import Moment
from ui.main_window import MainWindow
from ui.pages.evidence import EvidencePage
from ui.pages.history import HistoryPage
from ui.pages.my_list import MyListPage
from ui.pages.page import Page
from ui.pages.returns import ReturnsPage
from ui.pages.sending_returns import standard_words
from ui.pages.two_answers import TwoAnswersPage
from ui.shown_copies import ASKED_ABOUT, COPY, TOLD_TWICE
from ui.widgets.preview import WORDS

PATIENCE_MS = 60_000
ROOMY = 1600
"""A window so wide is looked at for its pages alone."""
SAMPLE, CHANGED = "Sample place.marmot", "corrected.csv"
MINE = "Housing"
"""The subgroup of the person before the window, who has yet to answer."""

PARTS = {"returns": ("who_has_answered", "what_was_decided")}
"""The parts of a page besides the first."""

Ask = Callable[[MainWindow], object]
PageT = TypeVar("PageT", bound=Page)


@dataclass(frozen=True, slots=True)
class Shown:
    """A dialog: its name, the page it is asked from, and how."""

    name: str
    page: str
    ask: Ask


def prepare(folder: Path) -> Path:
    """The sample in `folder` as a place has it after a year: a period that runs, two answers,
    evidence in files and a column of its own; and beside it a colleague's copy and a new list.
    """
    path, today = folder / SAMPLE, clock.today()
    with sample.make(path, author=Author("Sam Hill")) as document:
        figures = folder / "Inspections by ward.csv"
        figures.write_text("Ward,Inspections\nNorth,182\nSouth,240\n", encoding="utf-8")
        staged = document.stage(figures)
        with document.edit("Begin the autumn review") as session:
            opens, due = today - timedelta(days=3), today + timedelta(days=18)
            periods.add(session, name="Autumn review", opens=opens, due=due)
            own_columns.add(session, name="Budget", type=ExtraType.NUMBER)
            shown_copies.name_chairs(session)
            views.save(session, name="Late in housing", filter="subgroup:housing is:overdue")
            for title, kind, answer in (
                ("Inspections by ward", EvidenceKind.FILE, Sensitivity.ORDINARY),
                ("Minutes of the tenants' panel", EvidenceKind.NOTE, Sensitivity.NOT_CHECKED),
            ):
                evidence.attach(
                    session,
                    recommendation=the_one(session, TOLD_TWICE),
                    title=title,
                    kind=kind,
                    staged=staged if kind is EvidenceKind.FILE else None,
                    note="" if kind is EvidenceKind.FILE else "Damp was raised by nine of twelve",
                    sensitivity=answer,
                )
        _answer_elsewhere(document, today)
    sent = shown_returns.send(path)
    shown_copies.answer_apart(path)
    shown_returns.come_back(path, sent)
    shown_copies.put_back(path, profile.load().name)
    shown_copies.work_on(path)
    shown_reports.write(folder)
    listed = paths.sample("recommendations.csv").read_text(encoding="utf-8-sig")
    changed = listed.replace("Housing", "Homes and Places")
    (folder / CHANGED).write_text(changed, encoding="utf-8")
    return path


def _answer_elsewhere(document: Document, today: date) -> None:
    """Most have answered for the period that runs; what Housing said is of the one before, and so
    is what has moved since: its arrow is to be seen.
    """
    with document.read() as session:
        rows = [row for row in register.rows(session, today=today) if row.subgroup != MINE]
        still = [row for row in rows if row.rating is row.previous_rating]
        uids = [row.uid for row in still if row.rating is not Rating.NOT_RATED]
        asked = my_list.lacking(session, recommendations=uids, today=today)
    ready = [uid for uid in uids if not asked[uid]]
    with document.edit(f"Still right: {len(ready)} recommendations") as session:
        my_list.still_right(session, recommendations=ready, today=today)


def open_prepared(window: MainWindow, path: Path) -> None:
    """Open what `prepare` made, with two lines of My list answered."""
    window.bridge.open(path)
    wait(lambda: window.bridge.facts is not None and at_rest(window))
    window.pages.show_page("my_list")
    page = _page(window, MyListPage)
    wait(lambda: page.is_asked and at_rest(window))
    page.confirm([line.uid for line in page.model.all_rows[:2]])
    wait(lambda: any(line.answered for line in page.model.all_rows))
    wait(lambda: bool(window.messages.text) and at_rest(window))
    come_to_rest(window)
    window.messages.forget()


# ---------------------------------------------------------------- pages


def each_page(window: MainWindow) -> Iterator[Page]:
    """Show each page in turn, read and drawn."""
    for key in window.pages.keys:
        show_page(window, key)
        yield window.pages.current
        for part in PARTS.get(key, ()):
            show_part(window, part)
            yield window.pages.current


def show_page(window: MainWindow, key: str) -> None:
    """Put a page on show, on a line that has something to say, and let it be read."""
    window.pages.show_page(key)
    come_to_rest(window)
    if key == "recommendations":
        choose(window, ASKED_ABOUT)
    elif key == "evidence":
        page = _page(window, EvidencePage)
        rows = page.model.all_rows
        page.table.select(next(row for row in rows if row.kind is EvidenceKind.FILE).uid)
        wait(lambda: page.pane.preview.kind != WORDS)  # the file is looked into
    elif key == "returns":
        returns = _page(window, ReturnsPage)
        returns.tabs.setCurrentIndex(0)
        lines = returns.inbox.model.all_rows
        returns.inbox.table.select(next(each for each in lines if each.reference == "5.4").uid)
    elif key == "two_answers":
        _page(window, TwoAnswersPage).table.select_first()
    elif key == "history":
        history = _page(window, HistoryPage)
        history.tree.setCurrentIndex(history.model.index(0, 0))
    come_to_rest(window)


def show_part(window: MainWindow, name: str) -> None:
    """Put another part of the returns page on show, and let it be read."""
    window.pages.show_page("returns")
    page = _page(window, ReturnsPage)
    page.tabs.setCurrentIndex(1 + PARTS["returns"].index(name))
    come_to_rest(window)
    page.take_focus()


def _page(window: MainWindow, kind: type[PageT]) -> PageT:
    page = window.pages.page(kind.key)
    assert isinstance(page, kind)
    return page


def choose(window: MainWindow, reference: str, column: str = "rating") -> None:
    """Stand on a cell of the register."""
    page = window.recommendations
    wait(lambda: bool(page.model.all_rows))
    row = next(row for row in page.model.all_rows if row.reference == reference)
    page.table.setCurrentIndex(page.model.index_of(row.uid, page.model.column_at(column)))
    wait(lambda: page.pane.uid == row.uid)
    page.table.setFocus()


# ---------------------------------------------------------------- dialogs


def each_dialog(
    window: MainWindow, folder: Path, wanted: Callable[[str], bool] = lambda _name: True
) -> Iterator[tuple[str, QDialog]]:
    """Open each dialog in turn as the person would, and put it away again.

    `folder` is where `prepare` was asked to work; `wanted` chooses some by name.
    """
    for shown in _dialogs(folder):
        if wanted(shown.name):
            if window.pages.current.key != shown.page:
                show_page(window, shown.page)
            with opened(window, partial(shown.ask, window)) as dialog:
                yield shown.name, dialog


def _action(name: str, page: str = "recommendations", action: str = "") -> Shown:
    return Shown(name, page, lambda window: window.actions_table[action or name].trigger())


def _dialogs(folder: Path) -> tuple[Shown, ...]:
    """Every dialog there is, in an order that seldom changes the page."""
    asked = ("rate", "owner", "due", "decide", "attach", "withdraw", "why", "erase", "columns")
    of_window = (
        "periods",
        "backups",
        "give",
        "pack",
        "check",
        "who",
        "keys",
        "look_back",
        "about",
        "subgroups",
    )
    of_evidence = ("describe_evidence", "tie_evidence", "link_evidence")
    register = "recommendations"
    return (
        *(_action(name) for name in (*asked, *of_window)),
        *(_action(name) for name in ("own_columns", "own_values", "print", "print_one")),
        _action("save_view"),
        _action("palette"),
        Shown("bulk", register, _change_several),
        Shown("paste", register, _paste),
        Shown("new", register, lambda window: window.commands.new()),
        Shown("review", register, lambda window: _load(window, folder / CHANGED)),
        *(
            Shown(n, register, partial(shown_reports.show, wait, folder, n))
            for n in shown_reports.NAMES
        ),
        Shown("bring_in", register, lambda window: window.commands.preview_copy(folder / COPY)),
        _action("came_in"),
        Shown("put_back_notice", register, shown_copies.show_put_back),
        _action("send_changes"),
        Shown("changes_sent", register, lambda window: shown_copies.send(window, wait)),
        Shown("attach_for", "evidence", lambda window: window.actions_table["attach"].trigger()),
        *(_action(name, "evidence") for name in of_evidence),
        Shown("leave_out", "returns", partial(_decide, field=FormField.ONE_LINE)),
        Shown("question_answer", "returns", partial(_decide, field=FormField.PATH_TO_GREEN)),
        Shown("edit_answer", "returns", partial(_decide, field=FormField.FORECAST)),
        Shown("edit_piece", "returns", partial(_decide, field=FormField.ACTION)),
        Shown("send_returns", "returns", _send_returns),
        _action("remind", "returns"),
        _action("ask_back", "returns"),
        Shown("covering_words", "returns", _covering_words),
        Shown("record_answer", "returns", _record_answer),
        Shown("keep_shown", "two_answers", _keep_shown),
        Shown("third_answer", "two_answers", _third_answer),
        Shown("put_back", "history", _put_back),
    )


def _change_several(window: MainWindow) -> None:
    table = window.recommendations.table
    flag = QItemSelectionModel.SelectionFlag
    table.selectRow(0)
    for at in (1, 2):
        table.selectionModel().select(table.model().index(at, 0), flag.Select | flag.Rows)
    window.actions_table["bulk"].trigger()


def _paste(window: MainWindow) -> None:
    choose(window, ASKED_ABOUT, "owner")
    QApplication.clipboard().setText(
        "Family Hubs\tG On track\t31/03/2027\nTown planners\tPurple\t30/06/2027\n"
    )
    window.actions_table["paste"].trigger()


def _load(window: MainWindow, path: Path) -> None:
    window.commands.importing.load(path)


def _send_returns(window: MainWindow) -> None:
    window.actions_table["send_returns"].trigger()
    wait(lambda: visible_dialog(window) is not None and at_rest(window))
    dialog = visible_dialog(window)
    assert isinstance(dialog, SendReturnsDialog)
    wait(lambda: bool(dialog.whom.rows.all_rows))
    dialog.whom.turn([row.uid for row in dialog.whom.rows.all_rows[-3:]])


def _covering_words(window: MainWindow) -> None:
    standard = standard_words("Sample place", "Autumn review", clock.today())
    CoveringWordsDialog(window, standard, standard).open()


def _record_answer(window: MainWindow) -> None:
    QApplication.clipboard().setText(shown_returns.MESSAGE)
    window.actions_table["record_pasted"].trigger()
    wait(lambda: visible_dialog(window) is not None)
    dialog = visible_dialog(window)
    assert isinstance(dialog, RecordAnswerDialog)
    dialog.source.of.setCurrentText("Housing, Autumn review")
    wait(lambda: dialog.grid.offered > 0)
    dialog.grid.setCurrentIndex(dialog.grid.rows.index(2, 3))


def _decide(window: MainWindow, field: FormField) -> None:
    page = _page(window, ReturnsPage)
    line = next(line for line in page.inbox.model.all_rows if line.field is field)
    page.inbox.table.select(line.uid)
    asked = {FormField.ONE_LINE: "leave_out", FormField.PATH_TO_GREEN: "question_answer"}
    window.actions_table[asked.get(field, "edit_answer")].trigger()


def _keep_shown(window: MainWindow) -> None:
    _page(window, TwoAnswersPage).keep_all.click()


def _third_answer(window: MainWindow) -> None:
    page = _page(window, TwoAnswersPage)
    for row in page.model.all_rows:
        page.table.select(row.uid)
        chosen = page.chosen
        if chosen is not None and chosen.field == "short_title":
            break
    page.card.third.click()


def _put_back(window: MainWindow) -> None:
    page = _page(window, HistoryPage)
    for at in range(page.model.rowCount()):
        page.tree.setCurrentIndex(page.model.index(at, 0))
        if page.put_back_button.isEnabled():
            break
    page.put_back_button.click()


def each_state(
    window: MainWindow, wanted: Callable[[str], bool] = lambda _name: True
) -> Iterator[tuple[str, MainWindow]]:
    """What the window shows at times: a past day, nothing found, news, and nothing at all."""
    if wanted("as_at"):
        show_page(window, "recommendations")
        window.bridge.look_at(Moment(day=clock.today() - timedelta(days=60)))
        wait(lambda: window.bridge.looking_back is not None and at_rest(window))
        come_to_rest(window)
        yield "as_at", window
        window.looking_back.come_back()
        wait(lambda: window.bridge.looking_back is None and at_rest(window))
    for name, does in (
        ("nothing_found", _find_nothing),
        ("fault", _tell_fault),
        ("new_list", _empty),
    ):
        if wanted(name):
            show_page(window, "recommendations")
            does(window)
            come_to_rest(window)
            yield name, window
            window.messages.forget()
            window.recommendations.filter.set_text("")


def _find_nothing(window: MainWindow) -> None:
    window.recommendations.filter.set_text("is:overdue owner:nobody rag:purple")


def _tell_fault(window: MainWindow) -> None:
    window.bridge.faulted.emit(
        TrackerError("list.xlsx is open in Excel.", hint="Close it there, and load it again.")
    )


def _empty(window: MainWindow) -> None:
    facts = window.bridge.facts
    assert facts is not None
    window.bridge.create(facts.path.with_name("Newtown.marmot"), place="Newtown")
    wait(lambda: window.bridge.facts is not None and window.bridge.facts.path != facts.path)


@contextmanager
def opened(window: MainWindow, ask: Callable[[], object]) -> Iterator[QDialog]:
    """The dialog that `ask` opens, put away afterwards."""
    ask()
    wait(lambda: visible_dialog(window) is not None)
    dialog = visible_dialog(window)
    assert dialog is not None
    settle(20)
    yield dialog
    while above := visible_dialog(window):
        above.reject()
        settle(10)


def visible_dialog(window: MainWindow) -> QDialog | None:
    """The dialog on show, where one lies over another the upper one."""
    below: QWidget = window
    while found := [each for each in below.findChildren(QDialog) if each.isVisible()]:
        below = found[0]
    return below if isinstance(below, QDialog) else None


# ---------------------------------------------------------------- waiting


def at_rest(window: MainWindow) -> bool:
    """Whether nothing is being read or written."""
    return not window.bridge.workers.running


def come_to_rest(window: MainWindow) -> None:
    """Wait until the page on show has been read and drawn."""
    settle(60)
    wait(lambda: at_rest(window))
    settle(60)
    wait(lambda: at_rest(window))


def settle(for_ms: int = 200) -> None:
    """Let the window finish what it is doing."""
    loop = QEventLoop()
    QTimer.singleShot(for_ms, loop.quit)
    loop.exec()


def wait(until: Callable[[], bool]) -> None:
    """Wait for something to become so. Raises `TimeoutError` after a minute."""
    for _ in range(PATIENCE_MS // 10):
        if until():
            return
        settle(10)
    raise TimeoutError("the window did not come to rest")
