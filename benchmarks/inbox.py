"""The returns inbox with 5,000 answers: read, filtered by every key, and scrolled, to the pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Figure, size
from benchmarks.filters import (
    Keys,
    Watcher,
    say_unless_about_offscreen,
    settle,
    type_into,
)
from benchmarks.timing import percentile
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.model import ReceivedReturn, ReturnLine
from marmot_tracker.services import asking_whom, inbox, periods, sending
from marmot_tracker.services.inbox import InboxLine
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import FormField
from marmot_tracker.trail.recording import New, add_in_bulk
from marmot_tracker.vocabulary import HowItGoes, Via
from ui.bridge import Bridge
from ui.pages.inbox import Inbox
from ui.theme import Look, Scheme

TITLE = "Returns inbox (1280 x 800, offscreen)"
FRAME_MS = 16.0
TO_PIXELS_MS = 80.0
TYPED = (
    "inspectors",
    "subgroup:housing",
    "field:how-it-goes is:clean",
    "is:two -agency",
    "zzz",
)
ANSWERED = (
    *(FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN, FormField.DONE),
    *(FormField.NEXT, FormField.BARRIER, FormField.HELP_NEEDED, FormField.FORECAST_WHY),
)
STEPS = 120


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Keys and steps stay within these times, and within so many times those of an empty inbox."""
    asked = max(workshop.sizes.ordinary // 16, 8)  # 10,000 gives 625 with 8 answers each: 5,000
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    qInstallMessageHandler(say_unless_about_offscreen)
    Look(application, scheme=Scheme.LIGHT, zoom=100)
    path = workshop.copy(workshop.tracker(asked, answered=True), "inbox")
    _answer(path)
    began = perf_counter()
    with Document.open(path, author=AUTHOR) as document, document.read() as session:
        opened = perf_counter()
        lines = inbox.waiting(session, today=clock.today())
        read = perf_counter()
    label = size(len(lines), "answers")
    yield Figure("Open the tracker", label, (opened - began) * 1000)
    yield Figure("Read what waits", label, (read - opened) * 1000)
    full, full_steps = _shown(lines)
    empty, empty_steps = _shown(lines[:1])
    yield Figure("Key to list, p95", label, percentile(full.to_list, 0.95), bound=FRAME_MS)
    for what, ours, others, bound in (
        ("Key to painted, p95", full.to_pixels, empty.to_pixels, TO_PIXELS_MS),
        ("Step down to painted, p95", full_steps, empty_steps, TO_PIXELS_MS),
    ):
        yield Figure(
            what,
            label,
            percentile(ours, 0.95),
            reference=percentile(others, 0.95),
            against="one answer",
            bound=bound,
        )


def _answer(path: Path) -> None:
    """Send a return to each subgroup, and let every recommendation in it be answered."""
    today = clock.today()
    with Document.open(path, author=AUTHOR) as document:
        with document.edit("Ask") as session:
            period = periods.add(session, name="Autumn", opens=today, due=today)
        with document.edit("Send") as session:
            whom = asking_whom.read(session, period=period, today=today).proposed
            plans = sending.plan(
                session,
                period=period,
                whom=whom,
                respond_by=today,
                today=today,
                tips=(),
                check_code="",
            )
            sending.record(session, plans)
        with document.edit("Receive") as session:
            add_in_bulk(session, (new for plan in plans for new in _received(plan)))


def _received(plan: sending.Plan) -> Iterator[New]:
    received = New(
        ReceivedReturn,
        {
            "for_return": plan.uid,
            "received_on": clock.today(),
            "file_name": plan.file_name,
            "via": Via.RETURN.value,
            "returned_by": plan.whom.name,
        },
    )
    yield received
    for at, row in enumerate(plan.rows):
        for place, field in enumerate(ANSWERED):
            yield New(
                ReturnLine,
                {
                    "for_return": plan.uid,
                    "received": received.uid,
                    "recommendation": row.recommendation,
                    "field": field.value,
                    "cell": f"Return!{chr(67 + place)}{at + 2}",
                    "said": _said(field, at),
                },
            )


def _said(field: FormField, at: int) -> str:
    if field is FormField.HOW_IT_GOES:
        return (HowItGoes.ON_TRACK, HowItGoes.AT_RISK, HowItGoes.OFF_TRACK)[at % 3].value
    return f"{at} homes looked at by two new inspectors, agency cover until ward {at % 17} is done"


def _shown(lines: list[InboxLine]) -> tuple[Keys, list[float]]:
    """Every key of typing into the filter, and every step down the list."""
    bridge = Bridge()
    page = Inbox(bridge)
    try:
        page.resize(1280, 800)
        page.show()
        page.show_lines(lines, Words())
        settle()
        keys = type_into(page, TYPED)
        return keys, _stepped(page)
    finally:
        page.close()
        bridge.stop()


def _stepped(page: Inbox) -> list[float]:
    """A page down at a time, then up again, until each was painted."""
    watcher, found = Watcher(), []
    page.table.viewport().installEventFilter(watcher)
    bar = page.table.verticalScrollBar()
    for step in range(STEPS):
        painted, began = watcher.paintings, perf_counter()
        bar.setValue(bar.value() + (bar.pageStep() if step < STEPS // 2 else -bar.pageStep()))
        page.table.viewport().update()
        while watcher.paintings == painted:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        found.append((perf_counter() - began) * 1000)
    return found
