"""Forms: each label lies on one line with its field, rows stay together, spare height goes below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from marmot_tracker.profile import Profile
from marmot_tracker.services.moments import NamedMoment
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import Rating
from ui.dialogs.as_at import AsAtDialog
from ui.dialogs.dialog import FormDialog
from ui.dialogs.export_pack import ExportPackDialog, PackQuestion
from ui.dialogs.new_tracker import NewTrackerDialog
from ui.dialogs.owner import OwnerDialog
from ui.dialogs.plain import TellingDialog
from ui.dialogs.rating import RatingDialog, RatingQuestion
from ui.dialogs.who_are_you import WhoAreYouDialog
from ui.theme import Look

TODAY = date(2026, 11, 23)


def as_at() -> FormDialog:
    named = [NamedMoment("Q2 2026/27 was due", date(2026, 9, 10))]
    return AsAtDialog(None, named, today=TODAY)


def owner() -> FormDialog:
    return OwnerDialog(None, name="5.4", now="Family Hubs", known=("Family Hubs",), today=TODAY)


def pack() -> FormDialog:
    return ExportPackDialog(None, PackQuestion(Path("pack.xlsx"), None, 0, TODAY))


def rating() -> FormDialog:
    asked = RatingQuestion("5.4", Rating.AT_RISK, Rating.AT_RISK, "As before.", Words(), TODAY)
    return RatingDialog(None, asked)


DIALOGS = (
    lambda: WhoAreYouDialog(None, Profile()),
    lambda: NewTrackerDialog(None, Path()),
    as_at,
    owner,
    pack,
    rating,
)


def middle_of_first_line(field: QWidget) -> int:
    """How far beneath the top of `field` its first line of words has its middle."""
    if isinstance(field, QPlainTextEdit):
        return field.viewport().y() + field.cursorRect().center().y()
    if isinstance(field, QListWidget):
        return field.viewport().y() + field.visualItemRect(field.item(0)).center().y()
    return field.height() // 2


@pytest.mark.parametrize("zoom", [100, 150])
@pytest.mark.parametrize("ask", DIALOGS)
@pytest.mark.parametrize("taller", [0, 120])
def test_a_label_lies_on_one_line_with_its_field(
    qtbot: QtBot, look: Look, ask: Callable[[], FormDialog], taller: int, zoom: int
) -> None:
    look.apply(zoom=zoom)
    dialog = ask()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.fit()
    dialog.resize(dialog.width(), dialog.height() + taller)
    labels = {label.buddy(): label for label in dialog.form.findChildren(QLabel)}
    shown = [field for field in dialog.form.fields() if field.isVisible()]
    assert len(shown) > 1
    for field in shown:
        label = labels[field]
        words = label.mapTo(dialog, label.rect().center()).y()
        line = field.mapTo(dialog, QPoint(0, middle_of_first_line(field))).y()
        assert abs(words - line) <= 2, label.text()


@pytest.mark.parametrize("ask", DIALOGS)
def test_spare_height_goes_below_the_form(
    qtbot: QtBot, look: Look, ask: Callable[[], FormDialog]
) -> None:
    dialog = ask()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.fit()

    def places() -> list[int]:
        return [field.mapTo(dialog, QPoint()).y() for field in dialog.form.fields()]

    before = places()
    dialog.resize(dialog.width(), dialog.height() + 120)
    qtbot.waitUntil(dialog.form.isVisible)
    assert places() == before


@pytest.mark.parametrize("many", [3, 200])
def test_words_to_read_have_room_and_the_keyboard_only_where_they_scroll(
    qtbot: QtBot, many: int
) -> None:
    lines = [("", "Every value, every reason and every piece of evidence is as it was written.")]
    dialog = TellingDialog(None, "The record is whole", lines * many)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    inside = dialog.area.widget()
    assert inside is not None
    labels = inside.findChildren(QLabel)
    view = dialog.area.viewport()
    assert labels[0].mapTo(view, QPoint()).x() >= 12
    assert labels[0].mapTo(view, QPoint()).y() >= 12
    if many == 3:
        last = labels[-1]
        wanted = last.height() + 12
        qtbot.waitUntil(lambda: last.mapTo(view, QPoint()).y() + wanted <= view.height())
        assert dialog.area.focusPolicy() == Qt.FocusPolicy.NoFocus
    else:
        qtbot.waitUntil(lambda: dialog.area.focusPolicy() == Qt.FocusPolicy.StrongFocus)
    assert dialog.focusWidget() is dialog.close_button
