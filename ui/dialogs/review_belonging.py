"""To which report a reviewed list belongs, and whether it was read as somebody corrected it before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from marmot_tracker.exchange.proposal import CHOICE_WORDS, Choice, Proposal
from marmot_tracker.services.reports import ReportFacts
from ui import theme
from ui.widgets.form import small


class Belonging(QWidget):
    """One line of choices. `changed` tells that the person chose otherwise, `unnamed` that they must
    still say what the report is called, `afresh_asked` that what was remembered is to be left aside.
    """

    changed = Signal()
    unnamed = Signal()
    afresh_asked = Signal()

    def __init__(self, reports: Sequence[ReportFacts], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loading = False
        self._report = ""
        self.remembered = small("")
        self.afresh = QPushButton("Read it a&fresh")
        self.afresh.setProperty("kind", "small")
        self.afresh.setAutoDefault(False)
        self.choice = QComboBox()
        self.choice.setAccessibleName("What this list is")
        for code in (Choice.SAME_LIST, Choice.NEW_EDITION, Choice.ANOTHER_REPORT):
            if reports or code is Choice.ANOTHER_REPORT:
                first = "The first report" if not reports else ""
                self.choice.addItem(first or CHOICE_WORDS[code], code.value)
        self.known = QComboBox()
        self.known.setAccessibleName("Of which report")
        for report in reports:
            self.known.addItem(report.title, report.title)
        self.known.setMinimumContentsLength(16)
        self.known.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.title = QLineEdit()
        self.title.setAccessibleName("Title of the report")
        self.title.setPlaceholderText("Title of the report")
        this = QLabel("&This is")
        this.setBuddy(self.choice)
        self._of = QLabel("of")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        row.addWidget(this)
        row.addWidget(self.choice)
        row.addWidget(self._of)
        row.addWidget(self.known, 1)
        row.addWidget(self.title, 1)
        row.addStretch(1)
        row.addWidget(self.remembered)
        row.addWidget(self.afresh)
        self.choice.currentIndexChanged.connect(self._changed)
        self.known.currentIndexChanged.connect(self._changed)
        self.title.editingFinished.connect(self._named)
        self.afresh.clicked.connect(self.afresh_asked)

    @property
    def needs_title(self) -> bool:
        """Whether it is said to be another report, and not yet which."""
        return self.code is Choice.ANOTHER_REPORT and not self.title.text().strip()

    @property
    def code(self) -> Choice:
        """What the list is said to be."""
        return Choice(self.choice.currentData())

    def show_belonging(self, proposal: Proposal, remembered: str) -> None:
        """Show what a proposal was taken for, and the sentence on what was remembered."""
        self._loading = True
        self._report = proposal.report
        self.choice.setCurrentIndex(self.choice.findData(proposal.choice.value))
        if proposal.choice is Choice.SAME_LIST:
            self.known.setCurrentText(proposal.report)
        else:
            self.title.setText(proposal.report)
        self.remembered.setText(remembered)
        for widget in (self.remembered, self.afresh):
            widget.setVisible(bool(remembered))
        self._show_fields()
        self._loading = False

    def _show_fields(self) -> None:
        self.known.setVisible(self.code is not Choice.ANOTHER_REPORT)
        self._of.setVisible(self.code is not Choice.ANOTHER_REPORT)
        self.title.setVisible(self.code is not Choice.SAME_LIST)

    def _named(self) -> None:
        """The field was left: going through it with Tab changes nothing."""
        if self.title.text().strip() != self._report:
            self._changed()

    def _changed(self) -> None:
        if self._loading:
            return
        self._show_fields()
        if self.needs_title:
            self.title.setFocus()
            self.unnamed.emit()
        else:
            self.changed.emit()
