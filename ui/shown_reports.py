"""Reports that the window is shown with: a part of the sample list in PDF, and a scan of a page."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QDialog

from marmot_tracker import paths
from marmot_tracker.exchange.proposal import Choice
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.report_items import ReportItemsDialog
from ui.main_window import MainWindow

REPORT, SCAN = "The sample list.pdf", "Scanned report.pdf"
NAMES = ("report_items", "report_marking", "report_scan", "report_compare")
TOLD = (
    "What public pages give as recommendations, priorities or aims of Marmot places, in our own "
    "words, to try the program with. It is no report of any one place."
)
THEMES = ("best start in life", "places and communities", "sustainability and health equity")
"""The themes of the sample list that the report holds."""
MISSING = "5.3"
"""It stands nowhere, and so there is something to look at."""
DOTS = 144
"""Dots to an inch of a page."""


def write(folder: Path) -> None:
    """Put both into a folder."""
    _report(folder / REPORT)
    _scan(folder / SCAN)


def _writer(path: Path) -> QPdfWriter:
    writer = QPdfWriter(str(path))
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(25, 20, 25, 20), QPageLayout.Unit.Millimeter)
    writer.setTitle(path.stem)
    return writer


def _report(path: Path) -> None:
    told = ""
    theme = ""
    for row in _rows():
        if row["Theme"] != theme:
            theme = row["Theme"]
            source = row["Source"].partition(",")[0]
            told += f"<h2>{theme}</h2><p>From: {source}.</p>"
        words = row["Recommendation"]
        told += f"<h3>Recommendation {row['Reference']}</h3><p>{words}</p>"
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSizeF(12)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet("p { line-height: 130%; } h1 { margin-bottom: 24px; }")
    document.setHtml(f"<h1>{path.stem}</h1><p>{TOLD}</p>{told}")
    writer = _writer(path)
    writer.setPageMargins(QMarginsF())  # it leaves 2 cm itself
    document.print_(writer)


def _rows() -> list[dict[str, str]]:
    """The rows of the sample list that the report holds."""
    with paths.sample("recommendations.csv").open(encoding="utf-8-sig", newline="") as listed:
        rows = list(csv.DictReader(listed))
    return [
        row
        for row in rows
        if row["Theme"].partition(": ")[2] in THEMES and row["Reference"] != MISSING
    ]


def _scan(path: Path) -> None:
    """Lines where words would be, and no letter: what a scanner leaves."""
    writer = _writer(path)
    painter = QPainter(writer)
    wide, line = writer.width(), DOTS / 5
    for at in range(24):
        share = 0.6 if at % 6 == 5 else 1.0
        box = QRectF(0, (at + at // 6) * 1.6 * line, wide * share, line * 0.5)
        painter.fillRect(box, Qt.GlobalColor.gray)
    painter.end()


def show(
    wait: Callable[[Callable[[], bool]], None], folder: Path, name: str, window: MainWindow
) -> None:
    """Load one as a person does, and go to what is named."""
    window.commands.importing.load(folder / (SCAN if name == "report_scan" else REPORT))
    wait(lambda: _on_show(window, ReportItemsDialog) is not None)
    dialog = _on_show(window, ReportItemsDialog)
    assert isinstance(dialog, ReportItemsDialog)
    wait(lambda: dialog.view.canvas.sheet.drawn and not window.bridge.workers.running)
    if name == "report_marking":
        dialog.do("mark")
    elif name == "report_compare":
        dialog.accept()
        wait(lambda: _on_show(window, ReviewDialog) is not None)
        review = _on_show(window, ReviewDialog)
        assert isinstance(review, ReviewDialog)
        choice = review.belongs.choice  # the tracker holds the list already
        review.belongs.title.setText("Sample report")
        choice.setCurrentIndex(choice.findData(Choice.ANOTHER_REPORT.value))
        wait(lambda: review.proposal.choice is Choice.ANOTHER_REPORT)
        wait(lambda: not window.bridge.workers.running)


def _on_show(window: MainWindow, kind: type[QDialog]) -> QDialog | None:
    return next((found for found in window.findChildren(kind) if found.isVisible()), None)
