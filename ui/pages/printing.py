"""Printing from the register: the list as it is shown, or one recommendation on a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QApplication, QWidget

from marmot_tracker import clock
from marmot_tracker.services import wording
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import RATING_KEY, SAMPLE_MARK
from ui import theme
from ui.bridge import Bridge
from ui.messages import Tone
from ui.widgets import shown_columns
from ui.widgets.filter_bar import FilterBar
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from ui.pages.printed_content import SheetContent
    from ui.widgets.paper import Imprint, Paper

EVERYTHING = "Every recommendation"
CODE_SHOWN = 4
"""Digits of the check code to a group."""


class Printing(QObject):
    """`told(text, tone)` is news, `offered(text, words, then)` news with one button."""

    told = Signal(str, object)
    offered = Signal(str, str, object)

    def __init__(
        self,
        bridge: Bridge,
        filter_bar: FilterBar,
        table: TableView,
        model: TableModel[RegisterRow],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._filter = filter_bar
        self._table = table
        self._model = model
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What its actions do."""
        return {"print": self.print_list, "print_one": self.print_one}

    def print_list(self) -> None:
        """Show the list as it would be printed."""
        from ui.widgets.printed_list import ListPaper

        rows = self._model.shown_rows
        if not rows:
            self.told.emit("The list shows nothing to print.", Tone.NEWS)
            return
        paper = ListPaper(
            _family(),
            self._imprint(self._shows()),
            heading=f"{self._called()}: recommendations",
            many=f"{len(rows):,} of {len(self._model.all_rows):,}",
            columns=self._model.columns,
            rows=tuple(rows),
        )
        self._preview(paper, "Print the list", "Recommendations")

    def print_one(self) -> None:
        """Show the page of the recommendation that the person is on."""
        row = self._model.find(self._table.current_uid)
        if row is None:
            self.told.emit("Choose a recommendation in the list first.", Tone.NEWS)
            return

        from ui.pages import printed_content
        from ui.widgets.printed_sheet import SheetPaper

        def then(content: SheetContent | None) -> None:
            if content is not None:
                paper = SheetPaper(_family(), self._imprint(self._called()), content.blocks)
                named = f"Recommendation {content.called}"
                self._preview(paper, f"Print {content.called}", named)

        self._bridge.ask(
            "Reading", printed_content.read, then, uid=row.uid, today=self._bridge.today
        )

    # ------------------------------------------------------------ what a page says of itself

    def _called(self) -> str:
        facts = self._bridge.facts
        assert facts is not None
        return facts.programme.name or facts.programme.place or facts.path.stem

    def _shows(self) -> str:
        """The filter words and the order."""
        words = " ".join(self._filter.text.split())
        name, downwards = shown_columns.order(self._table)
        heading = next((each.heading for each in self._model.columns if each.name == name), "")
        said = f"Shows {words}" if words else EVERYTHING
        if heading:
            said += f", in the order of {heading}{', downwards' if downwards else ''}"
        return said

    def _imprint(self, shows: str) -> Imprint:
        from ui.widgets.paper import Imprint

        facts, back = self._bridge.facts, self._bridge.looking_back
        assert facts is not None
        as_at = back.words if back is not None else wording.day(self._bridge.today)
        code = " ".join(re.findall(f".{{1,{CODE_SHOWN}}}", facts.check_code))
        return Imprint(
            shows=shows,
            as_at=f"As at {as_at}",
            check_code=f"Check code {code}",
            printed=f"Printed {wording.moment(clock.now())}",
            key=tuple((rating, facts.words.rating(rating).word) for rating in RATING_KEY),
            mark=SAMPLE_MARK if facts.programme.sample else "",
        )

    def _preview(self, paper: Paper, heading: str, named: str) -> None:
        from ui.dialogs.print_preview import PrintPreviewDialog

        name = re.sub(r"[^\w .-]", "", f"{named} {self._bridge.today.isoformat()}")
        facts = self._bridge.facts
        assert facts is not None
        first = facts.path.parent / f"{name}.pdf"
        dialog = PrintPreviewDialog(self._window.window(), paper, heading=heading, first=first)
        dialog.saved.connect(self._was_saved)
        dialog.printed.connect(
            lambda many: self.told.emit(
                f"Sent {wording.counted(many, 'page')} to the printer.", Tone.DONE
            )
        )
        dialog.open()

    def _was_saved(self, path: Path) -> None:
        self.offered.emit(
            f"Saved {path.name}.",
            "Open",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )


def _family() -> QFont:
    """The window's font, whatever its zoom."""
    font = theme.body_font()
    font.setFamilies(QApplication.font().families())
    return font
