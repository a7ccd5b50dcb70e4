"""Colleagues' copies of the tracker that the window is shown with: answered apart, and to come in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from marmot_tracker import clock, profile
from marmot_tracker.document import Author, Document
from marmot_tracker.progress import Progress
from marmot_tracker.services import (
    evidence,
    people,
    put_back_notices,
    putting_back,
    ratings,
    recommendations,
    subgroups,
)
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.put_back_notices import Notice
from marmot_tracker.vocabulary import EvidenceKind, Rating, Sensitivity
from ui.dialogs.send_changes import SendChangesDialog
from ui.main_window import MainWindow

COPY, THIRD = "Copy of Jo Bell.marmot", "Copy of Kim Shah.marmot"
TOLD_TWICE, ASKED_ABOUT = "5.4", "2"
"""The recommendations that are given two answers, and that the dialogs are asked about."""
APART, GONE = "8.2", "5.6"
"""What a third person answers apart, and withdraws while another works on it."""


def answer_apart(path: Path) -> None:
    """Three people answer the same things in their own copies, and all come together in `path`."""
    folder = path.parent
    copy, third = folder / COPY, folder / THIRD
    for each in (copy, third):
        shutil.copy(path, each)
    _answer(path, "Sam Hill", TOLD_TWICE, "Raise the standard of rented homes", Rating.AT_RISK)
    _answer(
        copy,
        "Jo Bell",
        TOLD_TWICE,
        "Better homes to rent, inspected every three years",
        Rating.ON_TRACK,
    )
    _answer(path, "Sam Hill", APART, "Warm homes that cost less to heat", Rating.ON_TRACK)
    _answer(third, "Kim Shah", APART, "Retrofit 400 homes by 2028", Rating.AT_RISK)
    _title(path, "Sam Hill", GONE, "Cleaner air at every school gate")
    with (
        Document.open(third, author=Author("Kim Shah")) as document,
        document.edit("Withdraw", reason="The county leads on it now") as session,
    ):
        recommendations.withdraw(session, uid=the_one(session, GONE))
    with Document.open(path, author=Author("Sam Hill")) as document:
        document.bring_in(copy)
        document.bring_in(third)


def name_chairs(session: Any) -> None:
    """Jo Bell chairs Housing and Kim Shah Net Zero: what they change elsewhere is seen first."""
    chairs = {"Housing": "Jo Bell", "Net Zero": "Kim Shah"}
    named = {
        each.uid: subgroups.SubgroupPeople(chairs[each.name], "Sam Hill")
        for each in people.subgroups(session)
        if each.name in chairs
    }
    subgroups.set_people(session, people=named)


def work_on(path: Path) -> None:
    """What Jo Bell and Kim Shah did in the one's copy since, and Sam Hill in the tracker."""
    copy, survey = path.with_name(COPY), path.with_name("Damp survey 2026.csv")
    survey.write_text("Ward,Homes,Damp\nNorth,120,31\nSouth,98,12\n", encoding="utf-8")
    _title(path, "Sam Hill", "5.1", "Healthy places, street by street")
    _title(copy, "Jo Bell", "5.1", "Healthy neighbourhoods")
    _answer(copy, "Jo Bell", "5.2", "The prototype way of working in three wards", Rating.ON_TRACK)
    _title(copy, "Jo Bell", "1", "Early years for every family")
    with Document.open(copy, author=Author("Jo Bell")) as document:
        with document.edit("Own") as session:
            about = the_one(session, ASKED_ABOUT)
            people.assign(session, recommendation=about, owner="Family Hubs", since=clock.today())
        staged = document.stage(survey)
        with document.edit("Attach evidence") as session:
            evidence.attach(
                session,
                recommendation=the_one(session, TOLD_TWICE),
                title="Damp survey 2026",
                kind=EvidenceKind.FILE,
                staged=staged,
                sensitivity=Sensitivity.ORDINARY,
            )
    with (
        Document.open(copy, author=Author("Kim Shah")) as document,
        document.edit("Withdraw", reason="Asked for twice") as session,
    ):
        recommendations.withdraw(session, uid=the_one(session, "CCC-4"))
    with clock.fixed(clock.now() + timedelta(days=3)):
        _title(copy, "Kim Shah", "8.4", "Food that lasts")


def put_back(path: Path, whose: str) -> None:
    """Sam Hill puts back a title that `whose` wrote; they are told when they open the tracker."""
    _title(path, whose, "5.3", "Connected streets")
    with Document.open(path, author=Author("Sam Hill")) as document:
        (done,) = document.undoable(limit=1)
        reason = "The Housing subgroup has not agreed the new title"
        with document.edit("Put back short title of 5.3", reason=reason) as session:
            putting_back.put_back(session, change=done.change, today=clock.today(), reason=reason)


def _title(file: Path, who: str, reference: str, title: str) -> None:
    with (
        Document.open(file, author=Author(who)) as document,
        document.edit("Shorten the title") as session,
    ):
        recommendations.set_fields(
            session,
            uid=the_one(session, reference),
            values={"title": title},
            today=clock.today(),
        )


def _answer(file: Path, who: str, reference: str, title: str, rating: Rating) -> None:
    _title(file, who, reference, title)
    with (
        Document.open(file, author=Author(who)) as document,
        document.edit("Rate", reason="As the team sees it") as session,
    ):
        ratings.rate(
            session,
            recommendation=the_one(session, reference),
            rating=rating,
            speaks_for=clock.today() - timedelta(days=2),
            reason="As the team sees it",
            path_to_green="Two more inspectors from January",
        )


# ---------------------------------------------------------------- dialogs about them


def show_put_back(window: MainWindow) -> None:
    """Show what was put back of this person's, as at the first opening."""

    def work(document: Document, _progress: Progress) -> Notice:
        with document.read() as session:
            return put_back_notices.read(session, author=profile.author_name(), seen=())

    window.bridge.work("Reading what was put back", work, then=window.sharing.notices.show)


def send(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> None:
    """Write this person's changes beside the tracker; what is shown is how they go on their way."""

    def asking() -> SendChangesDialog | None:
        found = window.findChildren(SendChangesDialog)
        return next((dialog for dialog in found if dialog.isVisible()), None)

    window.actions_table["send_changes"].trigger()
    wait(lambda: asking() is not None)
    dialog, facts = asking(), window.bridge.facts
    assert dialog is not None
    assert facts is not None
    target = facts.path.parent / Path(dialog.path.text()).name
    target.unlink(missing_ok=True)  # of the walk before
    dialog.path.setText(str(target))
    dialog.accept()
    wait(lambda: asking() is None)
