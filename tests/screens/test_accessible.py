"""Every page and every dialog of the window can be read, heard, and reached by the keyboard.

The window is walked through once in each theme and size; each test below asks after one kind of
finding, and a page or dialog that the walk does not show is named by the first two.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from tests.screens import drawn, looking_over, walked
from tests.screens.walked import Walk
from ui import showing
from ui.actions import ACTIONS
from ui.theme import Look, Scheme
from ui.widgets.nothing_fits import NothingFits

EACH = (
    looking_over.nameless,
    looking_over.tab_faults,
    looking_over.doubled,
    looking_over.out_of_sight,
    looking_over.cut_off,
    drawn.pale,
    drawn.ringless,
    looking_over.mute,
)
IN_LARGE = (looking_over.cut_off, looking_over.out_of_sight, looking_over.sideways)
IN_OTHER_COLOURS = (drawn.pale, drawn.ringless)


@pytest.fixture(scope="module")
def found(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """What somebody could trip over, anywhere."""
    folder = tmp_path_factory.mktemp("walk")
    walk = Walk()
    with walked.alone(folder):
        path = showing.prepare(folder)
        look = Look(qapp, scheme=Scheme.LIGHT, zoom=100)
        with walked.shown_window(qapp, look) as window:
            walk.look("start", window, EACH)
            showing.open_prepared(window, path)
            walked.walk(window, folder, walk, "light", EACH)
            look.apply(zoom=150)
            walked.walk(window, folder, walk, "at 150 %", IN_LARGE)
            look.apply(zoom=100)
            for scheme in (Scheme.DARK, Scheme.CONTRAST):
                look.apply(scheme=scheme)
                walked.walk(window, folder, walk, scheme.value, IN_OTHER_COLOURS)
            look.apply(scheme=Scheme.LIGHT)
        yield walk


def test_every_page_is_walked_through(found: Walk) -> None:
    assert walked.classes_of(walked.PAGES) - found.shown == set()


def test_every_dialog_is_opened(found: Walk) -> None:
    assert walked.classes_of(walked.DIALOGS) - found.shown == set()


@pytest.mark.parametrize(
    "kind", [check.__name__ for check in dict.fromkeys((*EACH, *IN_LARGE, *IN_OTHER_COLOURS))]
)
def test_nobody_trips_over(found: Walk, kind: str) -> None:
    assert not found.found[kind], "\n".join(found.found[kind])


def test_the_looks_find_what_they_look_for(qtbot, qapp) -> None:
    """Each kind of fault, made on purpose, is found: an empty list above means something."""
    top = QWidget()
    qtbot.addWidget(top)
    column = QVBoxLayout(top)
    below, above = QPushButton("&Second"), QPushButton("&Sum up")
    unnamed, narrow, faint = QPushButton("…"), QLabel("Much too long"), QLabel("Hardly seen")
    narrow.setFixedWidth(20)
    faint.setStyleSheet("color: #999999; background: #bbbbbb")
    top.setStyleSheet("QPushButton { border: none } QPushButton:focus { border: none }")
    for widget in (above, below, unnamed, narrow, faint):
        column.addWidget(widget)
    QWidget.setTabOrder(unnamed, above)
    QWidget.setTabOrder(above, below)
    QWidget.setTabOrder(below, unnamed)
    QWidget.setTabOrder(below, above)
    with qtbot.waitActive(top):
        top.show()
        top.activateWindow()
    assert len(looking_over.nameless(top)) == 1
    assert looking_over.tab_faults(top)
    assert looking_over.doubled(top) == [
        "Alt+S is QPushButton “Sum up” in QWidget and QPushButton “Second” in QWidget"
    ]
    assert ["Much too long" in line for line in looking_over.cut_off(top)] == [True]
    assert ["Hardly seen" in line for line in drawn.pale(top)] == [True]
    assert len(drawn.ringless(top)) == 3


def test_shortcuts_are_told_apart_on_every_page_and_every_action_is_on_somewhere(opened) -> None:
    """Two pages may answer the same keys by different actions; what a page does not do is off."""
    enabled = {"undo", "redo", "today"}  # only once there is something to go back to
    for key in opened.pages.keys:
        opened.pages.show_page(key)
        on = [spec for spec in ACTIONS if opened.actions_table[spec.id].isEnabled()]
        keys = [
            keys.toString() for spec in on for keys in opened.actions_table[spec.id].shortcuts()
        ]
        assert len(keys) == len(set(keys)), key
        enabled |= {spec.id for spec in on}
    for spec in ACTIONS:
        assert spec.tip
        assert spec.id in enabled


def test_what_needs_a_tracker_is_off_while_none_is_open(window) -> None:
    for spec in ACTIONS:
        assert window.actions_table[spec.id].isEnabled() is not spec.needs_tracker


def test_a_list_that_nothing_fits_says_so_and_another_tracker_begins_with_no_counts(
    qtbot, opened, tmp_path
) -> None:
    said = opened.recommendations.table.findChild(NothingFits)
    assert not said.isVisible()
    opened.recommendations.filter.set_text("no such words")
    assert said.isVisible()
    opened.recommendations.filter.clear()
    assert not said.isVisible()
    opened.pages.show_page("evidence")
    evidence = opened.page_list._buttons["evidence"]
    opened.pages.current.counted.emit("51")
    assert evidence.count == "51"
    opened.pages.show_page("recommendations")
    opened.bridge.create(tmp_path / "Newtown.marmot", place="Newtown")
    qtbot.waitUntil(lambda: "Newtown" in opened.windowTitle())
    assert evidence.count == ""
