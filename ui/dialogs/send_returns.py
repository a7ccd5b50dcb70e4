"""Sending returns: for which period, who is asked what, by when, and where the workbooks go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from marmot_tracker.services.asking_whom import Asking, CouldBeAsked, Whom, shared_out
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.return_form import FIELD_WORDS, TOGETHER, FormField
from marmot_tracker.services.sending import ASKABLE
from marmot_tracker.services.wording import counted, joined
from ui import theme
from ui.dialogs.dialog import AskingDialog, note
from ui.dialogs.periods import PeriodAnswer
from ui.tasks import Task
from ui.widgets.date_field import DateField
from ui.widgets.form import small
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.table_model import Cell, Column, Tone
from ui.widgets.tick_table import TickTable

SORTS = {
    Whom.SUBGROUP: "Subgroup",
    Whom.ORGANISATION: "Organisation",
    Whom.POST: "Post",
    Whom.PERSON: "Person",
}
NEW = "A new period…"
ASKED_FIRST = frozenset({FormField.HELP_NEEDED, FormField.FORECAST, FormField.FINISHED_ON})
"""What goes out besides the three questions until somebody chooses otherwise."""


@dataclass(frozen=True, slots=True)
class SendQuestion:
    """What the dialog is told: the periods, the newest first, the current one, and first answers."""

    periods: tuple[PeriodFacts, ...]
    current: str
    folder: Path
    asked: frozenset[FormField]
    today: date


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """What is to be sent: for which period (its uid), to whom, what is asked, by when, where."""

    period: str
    whom: tuple[CouldBeAsked, ...]
    asked: frozenset[FormField]
    respond_by: date | None
    folder: Path


@dataclass(frozen=True, slots=True)
class WhomRow:
    """Somebody who could be asked, as a row."""

    uid: str
    of: CouldBeAsked


def _who(row: WhomRow) -> Cell:
    leads = joined([name for name, _many in row.of.leads[:2]])
    more = f" and {len(row.of.leads) - 2} more" if len(row.of.leads) > 2 else ""
    led = f", led by {leads}{more}" if leads and row.of.whom is Whom.SUBGROUP else ""
    return Cell(row.of.name, Tone.STRONG, beneath=f"{SORTS[row.of.whom]}{led}")


def _many(row: WhomRow) -> Cell:
    rated = f"{row.of.answered} rated already" if row.of.answered else ""
    return Cell(str(row.of.asked), beneath=rated, right=True)


def _sent(row: WhomRow) -> Cell:
    if row.of.sent:
        return Cell("Sent already", Tone.QUIET)
    if not row.of.contact:
        return Cell("No mail address", Tone.QUIET)
    return Cell(row.of.contact, Tone.QUIET)


COLUMNS: tuple[Column[WhomRow], ...] = (
    Column("who", "Who is asked", _who, lambda row: row.of.name.casefold(), width=0),
    Column(
        "many",
        "Asked about",
        _many,
        lambda row: -row.of.asked,
        width=15,
        right=True,
        called="Recommendations",
    ),
    Column("sent", "Mail", _sent, lambda row: _sent(row).text, width=19),
)


class SendReturnsDialog(AskingDialog):
    """Everything has an answer beforehand, so that Enter sends what is proposed.

    `period_chosen(uid)` asks who could be asked for it, answered with `show_asking`;
    `period_wished(PeriodAnswer)` asks for a new one, answered with `show_periods`; `words_wished`
    asks to see the words of the mail.
    """

    period_chosen = Signal(str)
    period_wished = Signal(object)
    words_wished = Signal()

    def __init__(self, parent: QWidget | None, question: SendQuestion) -> None:
        super().__init__(
            parent,
            heading="Send returns",
            more="A workbook for each of those asked, and a mail draft beside it. Nothing leaves "
            "this computer by itself: look through the drafts and send them as you like.",
            accept="Write the returns",
        )
        self.widen(134, 66)
        self._today = question.today
        self._asking: Asking | None = None
        self._add_period()
        self._add_others(question)
        self.whom = TickTable("Who is asked", COLUMNS)
        self.whom.setMinimumWidth(theme.STEP * 54)
        self.whom.setMinimumHeight(theme.STEP * 30)
        self.whom.ticked_changed.connect(self._follow)
        self.told = note("")
        self.told.setAccessibleName("What will be written")
        self.progress = ProgressStrip()
        self._waiting = False
        self._lay_out()
        self._fill_periods(question.periods, question.current)
        self._show_fields()

    def _add_period(self) -> None:
        self.period = self.form.add("Reporting &period", QComboBox())
        self.period.currentIndexChanged.connect(lambda _at: self._period_changed())
        self.name = self.form.add("&Name", QLineEdit(), help_text="For example Q3 2026/27.")
        self.opens = self.form.add("&Opens", DateField(self._today))
        self.due = self.form.add(
            "&Due", DateField(), help_text="By when answers are asked for. It may stay empty."
        )

    def _add_others(self, question: SendQuestion) -> None:
        self.respond_by = self.form.add("&Respond by", DateField())
        self.asked = self.form.add(
            "A&lso ask for",
            QListWidget(),
            help_text="Besides how it is going, one line, and what gets it back on track. "
            "Folded away in the workbook: the less is asked, the more comes back.",
        )
        for fields in askable():
            item = QListWidgetItem(asked_words(fields), self.asked)
            item.setData(Qt.ItemDataRole.UserRole, [field.value for field in fields])
            ticked = bool(set(fields) & question.asked)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.asked.setCurrentRow(0)
        self.asked.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit_asked()
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose the folder they go to")
        browse.clicked.connect(self._browse)
        self.folder = self.form.add("&Folder", QLineEdit(str(question.folder)), beside=browse)
        self.words = QPushButton("Words of the &mail…")
        self.words.setAutoDefault(False)
        self.words.clicked.connect(self.words_wished)
        self.foot.insertWidget(0, self.words)

    def _fit_asked(self) -> None:
        line = self.asked.sizeHintForRow(0) or self.asked.fontMetrics().lineSpacing()
        self.asked.setFixedHeight(line * self.asked.count() + 2 * theme.STEP)

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(3 * theme.STEP)
        self.body.removeWidget(self.form)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.STEP)
        right.addWidget(self.whom, 1)
        right.addWidget(small("Space ticks the chosen lines, or takes the tick away."))
        beside.addWidget(self.form, 4, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self._right, 7)
        self.body.insertLayout(0, beside, 1)
        self.body.insertWidget(1, self.told)
        self.body.addWidget(self.progress)

    # ------------------------------------------------------------ what is shown

    @property
    def is_new(self) -> bool:
        """Whether a new period is being described."""
        return not self.period.currentData()

    def begin(self) -> None:
        """Ask who could be asked for the period that is chosen."""
        self._period_changed()

    def show_periods(self, periods: Sequence[PeriodFacts], chosen: str) -> None:
        """List the periods and go to one."""
        if isValid(self):
            self._fill_periods(periods, chosen)
            self._period_changed()
            self.whom.setFocus()

    def _fill_periods(self, periods: Sequence[PeriodFacts], chosen: str) -> None:
        self.period.blockSignals(True)
        self.period.clear()
        for each in periods:
            self.period.addItem(each.name, each.uid)
        self.period.addItem(NEW, "")
        at = self.period.findData(chosen) if chosen else self.period.count() - 1
        self.period.setCurrentIndex(max(at, 0))
        self.period.blockSignals(False)

    @property
    def period_name(self) -> str:
        """What the period is called that is chosen."""
        return self.period.currentText()

    @property
    def respond_by_day(self) -> date | None:
        """By when answers are asked for, where that is a day."""
        return None if self.respond_by.fault() else self.respond_by.day()

    def follow(self, task: Task) -> None:
        """The returns are being written: show how far, and let them be stopped."""
        self._waiting = True
        self.progress.follow(task)
        task.finished.connect(self._ended)
        task.cancelled.connect(self._stopped)
        self._follow()

    def _stopped(self) -> None:
        if isValid(self):
            self.tell_missing("Stopped: nothing was written and nothing is noted as sent.")

    def _ended(self) -> None:
        if isValid(self):
            self._waiting = False
            self._follow()

    def show_asking(self, asking: Asking) -> None:
        """Show who could be asked for the period; those proposed are ticked, once each."""
        if not isValid(self) or asking.period.uid != self.period.currentData():
            return
        self._asking = asking
        proposed = [each.key for each in asking.proposed if not each.sent]
        rows = [WhomRow(each.key, each) for each in asking.whom]
        rows.sort(key=lambda row: not row.of.proposed)
        self.whom.show_rows(rows, proposed)
        due = asking.period.due
        self.respond_by.setText(due.strftime("%d/%m/%Y") if due and due >= self._today else "")
        self._follow()

    def _period_changed(self) -> None:
        self._show_fields()
        if not self.is_new:
            self.period_chosen.emit(self.period.currentData())

    def _show_fields(self) -> None:
        new = self.is_new
        self.tell_missing("")
        for field in (self.name, self.opens, self.due):
            self.form.show_row(field, new)
        others: tuple[QWidget, ...] = (self.respond_by, self.asked, self.folder)
        for other in others:
            self.form.show_row(other, not new)
        self.words.setVisible(not new)
        self._right.setVisible(not new)
        self._asking = None
        self.whom.show_rows((), ())
        self._follow()
        QTimer.singleShot(0, self, self.fit)

    def _chosen(self) -> tuple[CouldBeAsked, ...]:
        ticked = set(self.whom.ticked)
        return tuple(row.of for row in self.whom.rows.all_rows if row.uid in ticked)

    def _follow(self) -> None:
        chosen = shared_out(self._chosen())
        if self.is_new:
            self.name_accept("Open the period")
            self.told.setText("Open the period first; who is asked is proposed then.")
        else:
            self.name_accept(f"Write {counted(len(chosen), 'return')}")
            self.told.setText(" ".join(self._told(chosen)))
        self.accept_button.setEnabled((self.is_new or bool(chosen)) and not self._waiting)

    def _told(self, chosen: Sequence[CouldBeAsked]) -> list[str]:
        """What the choice covers, and what it leaves or asks twice."""
        if self._asking is None:
            return []
        if not self._asking.whom:
            return ["Nobody can be asked: give the recommendations a subgroup or a lead first."]
        if not chosen:
            again = all(each.sent for each in self._asking.proposed)
            all_sent = "Everybody who is proposed had a return for this period already."
            return [all_sent if again else "Nobody is ticked."]
        asked = {uid for each in chosen for uid in each.recommendations}
        said = [f"{len(asked)} of {counted(self._asking.asked, 'recommendation')} asked about."]
        ticked = {each.key: each.name for each in self._chosen()}
        covered = [ticked[key] for key in ticked if key not in {each.key for each in chosen}]
        if covered:
            said.append(
                f"{joined(covered)} would be asked only what others are: no workbook for them."
            )
        left = len(set(self._asking.nobodys) - asked)
        if left:
            said.append(
                f"{counted(left, 'recommendation')} with neither a subgroup nor a lead: nobody is "
                "asked about them."
            )
        before = [each.name for each in chosen if each.sent]
        if before:
            said.append(f"{joined(before)} had one for this period already.")
        return said

    # ------------------------------------------------------------ the answer

    def value(self) -> SendAnswer | PeriodAnswer:
        """What is to be sent, or the period that is to be opened first."""
        if self.is_new:
            opens = self.opens.day()
            assert opens is not None, "faults() asks for it"
            return PeriodAnswer(self.name.text().strip(), opens, self.due.day())
        return SendAnswer(
            str(self.period.currentData()),
            self._chosen(),
            self.chosen_fields(),
            self.respond_by.day(),
            Path(self.folder.text().strip()),
        )

    def chosen_fields(self) -> frozenset[FormField]:
        """What is asked besides the three questions."""
        items = (self.asked.item(at) for at in range(self.asked.count()))
        return frozenset(
            FormField(value)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
            for value in item.data(Qt.ItemDataRole.UserRole)
        )

    def faults(self) -> dict[QWidget, str]:
        if self.is_new:
            opens = self.opens.fault()
            if not opens and self.opens.day() is None:
                opens = "Write the day from which answers are given for it."
            name = "" if self.name.text().strip() else "Give it a name."
            return {self.name: name, self.opens: opens, self.due: self.due.fault()}
        respond = self.respond_by.fault()
        day = None if respond else self.respond_by.day()
        if day is not None and day < self._today:
            respond = "That day has passed."
        folder = self.folder.text().strip()
        there = bool(folder) and Path(folder).is_dir()
        return {
            self.respond_by: respond,
            self.folder: "" if there else "Choose a folder that is there.",
        }

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, "Where the returns go", self.folder.text().strip()
        )
        if found:
            self.folder.setText(found)


def askable() -> list[tuple[FormField, ...]]:
    """What can be asked besides: each alone, or those that belong together."""
    found: list[tuple[FormField, ...]] = []
    for field in ASKABLE:
        group = next((each for each in TOGETHER if field in each), frozenset({field}))
        fields = tuple(each for each in ASKABLE if each in group)
        if fields not in found:
            found.append(fields)
    return found


def asked_words(fields: Sequence[FormField]) -> str:
    """What is asked, in words; of what belongs together, what it is about."""
    if FormField.FORECAST in fields:
        return "New forecast date, and why"
    if FormField.EVIDENCE_LINK in fields:
        return "Evidence: link, title and date"
    return joined([FIELD_WORDS[field] for field in fields])
