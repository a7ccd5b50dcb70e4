"""Register rows to show without a tracker, a small real tracker, and the window on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker import profile
from marmot_tracker.document import Author, Document
from marmot_tracker.profile import Profile
from marmot_tracker.services import people, programme, recommendations, register, reports
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import Rating, Stage
from tests.screens import summary_sample
from tests.screens.patient import Patient
from tests.screens.summary_sample import Told
from ui import app, settings
from ui.main_window import MainWindow
from ui.messages import Choice, Questions
from ui.settings import Settings
from ui.theme import Look, Scheme

RATINGS = (Rating.ON_TRACK, Rating.AT_RISK, Rating.OFF_TRACK, Rating.NOT_RATED, Rating.COMPLETE)
SUBGROUPS = ("Housing", "Net Zero", "Children & Young People", "")


def made_row(number: int) -> RegisterRow:
    """A row unlike its neighbours, the same for the same number."""
    rating = RATINGS[number % 5]
    subgroup = SUBGROUPS[number % 4]
    return RegisterRow(
        uid=f"u{number}",
        reference=f"{number // 10}.{number % 10}",
        text=f"Recommendation {number}: improve homes, streets and schools for everyone who "
        f"lives in ward {number % 17}, with extra effort where need is greatest",
        short_title="",
        position_line="",
        theme="Places",
        report="A fair place",
        report_uid="p",
        section="",
        page=str(number),
        timescale="",
        principle=number % 8 + 1,
        principle_name="Healthy and sustainable places",
        subgroup=subgroup,
        subgroup_uid=subgroup.casefold(),
        owner="" if number % 7 == 0 else f"Manager {number % 31}, Anytown Council",
        rating=rating,
        rating_uid="",
        not_rated_why=None,
        reason="Two officers left" if rating is Rating.OFF_TRACK else "",
        path_to_green="",
        path_to_green_by=None,
        help_needed="",
        speaks_for=date(2026, 11, 1 + number % 20),
        stale=False,
        previous_rating=RATINGS[(number + 1) % 5],
        decision=None,
        due=None if number % 9 == 0 else date(2026, 1 + number % 12, 28),
        ongoing=False,
        first_due=None,
        times_moved=number % 3,
        days_slipped=30 * (number % 3),
        overdue=number % 6 == 0,
        evidence=number % 4,
        last_changed="2026-11-01T10:00:00.000000Z",
        marks=(),
        stage=Stage.LOGGED,
        extra={},
        order=number,
    )


@pytest.fixture(scope="session")
def some_rows() -> list[RegisterRow]:
    """Forty-six different rows."""
    return [made_row(number) for number in range(1, 47)]


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> Patient:
    """Clicks, types and waits as a person does."""
    return Patient(request)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Look]:
    """The light theme at 100 per cent; the windows of a test are gone before the next one's."""
    yield Look(qapp, scheme=Scheme.LIGHT, zoom=100)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


LIST = (
    ("1", "Give every family good childcare", "Children & Young People"),
    ("5.4", "Improve the quality of homes", "Housing"),
    ("8.1", "Make walking and cycling the easy choice", "Net Zero"),
)


def make_tracker(path: Path, *, sample: bool = False) -> Path:
    """A closed tracker with three recommendations, two known owners and no answers."""
    with (
        programme.new_tracker(
            path, place="Anytown", author=Author("Clerk"), sample=sample
        ) as document,
        document.edit("Load a list") as session,
    ):
        report = reports.ensure(session, title="A fair place")
        for order, (reference, wording, subgroup) in enumerate(LIST, start=1):
            recommendations.add(
                session,
                report=report,
                reference=reference,
                wording=wording,
                subgroup=people.ensure_subgroup(session, name=subgroup),
                order=order,
            )
        people.ensure_owner(session, words="Head of Housing, Anytown Council")
        people.ensure_owner(session, words="Family Hubs")
    return path


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """A small tracker, closed."""
    return make_tracker(tmp_path / "Anytown.marmot")


@dataclass
class Person:
    """Answers questions as told beforehand: the first choice unless `answers` says otherwise."""

    answers: dict[str, str]

    def answer(self, question: str, _more: str, choices: tuple[Choice, ...]) -> str:
        for words, code in self.answers.items():
            if words in question:
                return code
        return choices[0].code


@pytest.fixture
def answering() -> Person:
    """Whoever sits before the window."""
    return Person({})


@pytest.fixture(autouse=True, scope="session")
def emptied_clipboard(qapp: QApplication) -> Iterator[None]:
    """Without a display the clipboard outlives Python, and what Python put on it must not."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def ordinary_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders of a test are temporary ones, where the window asks; let them be ordinary."""
    monkeypatch.setenv("MARMOT_PLACES", "in-place")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, answering: Person) -> Iterator[MainWindow]:
    """The real window, shown, with Ann Smith of Housing before it; no tracker is open.

    She sees everything, as an officer does, and a tracker opens on Recommendations.
    """
    profile.save(Profile("Ann Smith", "Anytown Council", "Housing"))
    store = Settings()
    store.put(settings.SEE_EVERYTHING, True)
    made = app.build(qapp, store=store, questions=Questions(answering.answer), scheme=Scheme.LIGHT)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tracker: Path) -> MainWindow:
    """The window with the small tracker open and read."""
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == len(LIST))
    return window


def all_rows_of(path: Path) -> list[RegisterRow]:
    """The register of a closed tracker file."""
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return register.rows(session, today=date(2026, 11, 23))


def rows_of(path: Path) -> dict[str, RegisterRow]:
    """The register of a closed tracker file, by reference."""
    return {row.reference: row for row in all_rows_of(path)}


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The sample with a pack made of it, closed: copy it before working in it."""
    return summary_sample.tell(tmp_path_factory.mktemp("summary") / "Sample.marmot")
