"""Every control has a name, shortcuts are told apart, and Tab runs forward."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QDialog,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from marmot_tracker.document.giving import Holding
from marmot_tracker.exchange.corrections import OwnerSplit, SeveralOwners, UnknownWord
from marmot_tracker.exchange.proposal import Choice, LineKind, Proposal, ProposedLine, Target
from marmot_tracker.exchange.remembering import Layout
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.profile import Profile
from marmot_tracker.services import erasing
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.layouts import LayoutFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.reports import ReportFacts
from marmot_tracker.vocabulary import ExtraType, Rating
from ui.actions import ACTIONS
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.decision import DecisionDialog, DecisionQuestion
from ui.dialogs.due_date import DueDateDialog, DueQuestion
from ui.dialogs.erase import EraseDialog, EraseQuestion
from ui.dialogs.evidence import EvidenceDialog
from ui.dialogs.export_pack import ExportPackDialog, PackQuestion
from ui.dialogs.give_copy import GiveCopyDialog
from ui.dialogs.import_review import ReviewDialog, Reviewed
from ui.dialogs.new_tracker import NewTrackerDialog
from ui.dialogs.own_columns import OwnColumnsDialog
from ui.dialogs.own_values import OwnValuesDialog
from ui.dialogs.owner import OwnerDialog
from ui.dialogs.periods import PeriodsDialog
from ui.dialogs.plain import TellingDialog
from ui.dialogs.rating import RatingDialog, RatingQuestion
from ui.dialogs.settle import GivenAnswer, SettleDialog
from ui.dialogs.who_are_you import WhoAreYouDialog
from ui.dialogs.withdraw import WithdrawDialog

TARGET = erasing.Target("abcdef0123", "the theme of 5.4", "Jo", None, "", 1, (b"",))
OWN = (
    ExtraColumnFacts("a", "Budget", ExtraType.NUMBER, 1),
    ExtraColumnFacts("b", "Funding", ExtraType.CHOICE, 2, ("Secured", "None")),
    ExtraColumnFacts("c", "Start", ExtraType.DATE, 3),
)

TODAY = date(2026, 11, 23)
PROPOSAL = Proposal(
    (ProposedLine(1, LineKind.NEW, "New: Homes", reference="1", subject="Homes"),),
    Choice.SAME_LIST,
    "The texts match.",
    Target("A fair place", report="r"),
    "list.xlsx",
)
DIALOGS = {
    "who": lambda: WhoAreYouDialog(None, Profile()),
    "new": lambda: NewTrackerDialog(None, Path.cwd()),
    "rating": lambda: RatingDialog(
        None,
        RatingQuestion("5.4", Rating.OFF_TRACK, Rating.OFF_TRACK, "", Words(), TODAY),
    ),
    "due": lambda: DueDateDialog(None, DueQuestion("5.4", TODAY, False, None, ("It was so.",))),
    "decision": lambda: DecisionDialog(
        None, DecisionQuestion("5.4", "No decision yet", Words(), TODAY)
    ),
    "withdraw": lambda: WithdrawDialog(None, name="5.4", title="Homes"),
    "periods": lambda: PeriodsDialog(None, today=TODAY),
    "owner": lambda: OwnerDialog(None, name="5.4", now="", known=("A", "B"), today=TODAY),
    "evidence": lambda: EvidenceDialog(None, name="5.4"),
    "pack": lambda: ExportPackDialog(None, PackQuestion(Path("p.xlsx"), None, 2, TODAY)),
    "give": lambda: GiveCopyDialog(
        None, Path("c.marmot"), Holding(*(frozenset({str(at)}) for at in range(5)))
    ),
    "bring in": lambda: BringInDialog(
        None, file="c.marmot", lines=(), two_answers=1, erasures=("It erases.",)
    ),
    "backups": lambda: BackupsDialog(None, name="a.marmot", is_open=True),
    "erase": lambda: EraseDialog(
        None, EraseQuestion("What 5.4 says.", (TARGET,), (TARGET,), ("a pack",))
    ),
    "own columns": lambda: OwnColumnsDialog(None),
    "own values": lambda: OwnValuesDialog(None, name="5.4", columns=OWN, now={"Budget": "12"}),
    "telling": lambda: TellingDialog(None, "Heading", (("a", "b"), ("", "c")), "d"),
    "settle": lambda: SettleDialog(
        None,
        name="5.4",
        field="rating",
        answers=(
            GivenAnswer("a", "On track", "Ann", datetime(2026, 11, 1, tzinfo=UTC), "Money"),
            GivenAnswer("b", "At risk", "Bo", datetime(2026, 11, 2, tzinfo=UTC), ""),
        ),
    ),
    "review": lambda: ReviewDialog(
        None,
        Reviewed(
            ReadResult(
                items=(),
                message="",
                sheets=("One", "Two"),
                read_sheets=("One",),
                unknown_words=(UnknownWord("rating", "RAG", "Mostly", 3),),
                several_owners=SeveralOwners("Owner", 1, 2, OwnerSplit.CLEAR, ("A; B",)),
            ),
            Layout("", kept=LayoutFacts("ab", corrected_on=TODAY)),
            PROPOSAL,
            (ReportFacts("r", "A fair place", "", None, "", "", 1),),
            Words(),
        ),
    ),
}


def nameless(top: QWidget) -> list[str]:
    """Focusable widgets in `top` that a screen reader could not name."""
    labelled = {label.buddy() for label in top.findChildren(QLabel)} - {None}
    found = []
    for widget in top.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget in labelled:
            continue
        if isinstance(widget, QSplitter | QStackedWidget):
            continue
        if widget.window() is not top or not widget.isVisibleTo(top):
            continue
        inner = isinstance(widget, QLineEdit) and not isinstance(
            widget.parent(), QAbstractScrollArea
        )
        parent = widget.parentWidget()
        if inner and parent is not None and parent.accessibleName():
            continue
        text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
        if not (widget.accessibleName() or text):
            found.append(
                f"{type(widget).__name__} {widget.objectName()} in {type(parent).__name__}"
            )
    return found


@pytest.mark.parametrize("name", list(DIALOGS))
def test_every_control_of_a_dialog_has_a_name(qtbot, name) -> None:
    dialog: QDialog = DIALOGS[name]()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert nameless(dialog) == []


@pytest.mark.parametrize("name", list(DIALOGS))
def test_tab_runs_down_the_dialog(qtbot, name) -> None:
    """From field to field the focus goes down, or to the right on one line."""
    dialog: QDialog = DIALOGS[name]()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    stops = []
    first = dialog.focusWidget()
    assert first is not None
    chain, at = [first], first.nextInFocusChain()
    while at is not first:
        assert at is not None
        chain.append(at)
        at = at.nextInFocusChain()
    for at in chain:
        tabbed = at.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tabbed and at.isVisible() and at.isEnabled() and at.window() is dialog:
            top = at.mapTo(dialog, at.rect().topLeft()).y()
            stops.append((top, top + at.height(), type(at).__name__))
    assert stops
    highest = stops.index(min(stops))  # a dialog may begin at a field further down
    stops = stops[highest:] + stops[:highest]
    wrong = [
        (before[2], after[2])
        for before, after in pairwise(stops)
        if after[1] <= before[0]  # wholly above the one before
    ]
    assert wrong == []


def test_every_control_of_the_window_has_a_name(opened) -> None:
    assert nameless(opened) == []


def test_shortcuts_and_menu_letters_are_told_apart(opened) -> None:
    keys = [
        keys.toString() for spec in ACTIONS for keys in opened.actions_table[spec.id].shortcuts()
    ]
    assert len(keys) == len(set(keys))
    for spec in ACTIONS:
        assert spec.tip
        assert opened.actions_table[spec.id].isEnabled() or spec.id in ("undo", "redo")


def test_what_needs_a_tracker_is_off_while_none_is_open(window) -> None:
    for spec in ACTIONS:
        assert window.actions_table[spec.id].isEnabled() is not spec.needs_tracker
