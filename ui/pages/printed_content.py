"""What a recommendation's printed page says: the reading pane's words, with evidence as published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marmot_tracker.services import dates, evidence, programme
from marmot_tracker.services.evidence import EvidenceFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import Rating, Sensitivity
from ui.pages import pane_content
from ui.widgets.entries import Entry
from ui.widgets.printed_sheet import Block, Happened, Head, Part, Rated, Said, Text
from ui.widgets.reading_pane import PaneContent

ASKED_FOR = (Rating.AT_RISK, Rating.OFF_TRACK)
"""Ratings that need a path to green."""
CURRENT, NOT_RATED = "current", "It has not been rated yet."
PLACED = ("Report", "Timescale", "Theme")
"""Facts that say where it comes from, and stand beneath the title."""


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A recommendation's page: what it is called, and its blocks."""

    called: str
    blocks: tuple[Block, ...]


def read(session: Any, *, uid: str, today: date) -> SheetContent | None:
    """Everything the page says of `uid`; None where it is no longer in view.

    Evidence is named as packs name it (DESIGN.md): restricted pieces by holder and date alone. No
    person is named: who wrote what stands in the tracker's history.
    """
    content = pane_content.read(session, uid=uid, today=today)
    if content is None:
        return None
    words = programme.words(session)
    moved = dates.slips(session, uid).sentences
    pieces = evidence.of(session, uid)
    blocks = (
        *_what(content),
        *_how(content),
        *_who_and_when(content, moved),
        *_shown_by(pieces, words),
        *_before(content.progress),
    )
    return SheetContent(content.above.partition("  ")[0] or content.heading, blocks)


def _what(content: PaneContent) -> Iterator[Block]:
    placed = [f"{fact.label}: {fact.value}" for fact in content.facts if fact.label in PLACED]
    above = " · ".join(part for part in content.above.split("   ") if part)
    yield Head(above, content.heading, ("   ·   ".join(placed),))
    if content.wording:
        yield Text(content.wording)


def _how(content: PaneContent) -> Iterator[Block]:
    yield Part("How it is going, and why")
    beside = " · ".join(part for part in (content.as_at, content.beneath_rating) if part)
    yield Rated(content.rating, content.rating_word, beside)
    for warning in content.warnings:
        yield Text(warning, "missing")
    position, *reasons = content.said or ("",)
    yield Text(position) if position else Text("No reason is given.", "quiet")
    for reason in reasons:
        yield Text(reason, "quiet")
    path_asked = content.rating in ASKED_FOR
    if content.path_to_green or path_asked:
        yield Part("Path to green" + (f", by {content.path_by}" if content.path_by else ""))
        given = content.path_to_green
        yield Text(given) if given else Text("None is given.", "missing")
    if content.help_needed:
        yield Part("Help asked for")
        yield Text(content.help_needed)


def _who_and_when(content: PaneContent, moved: Sequence[str]) -> Iterator[Block]:
    yield Part("Who, and by when")
    for fact in content.facts:
        if fact.label not in PLACED and fact.value:
            yield Said(fact.label, fact.value, fact.tone)
    if len(moved) > 1:
        yield Said("The date", " ".join(moved))


def _shown_by(pieces: Sequence[EvidenceFacts], words: Words) -> Iterator[Block]:
    yield Part("Evidence")
    if not pieces:
        yield Text("None yet.", "missing")
    for piece in pieces:
        about = [words.evidence_kind(piece.kind)]
        restricted = piece.sensitivity is Sensitivity.RESTRICTED
        if piece.speaks_for and not restricted:
            about.append(day(piece.speaks_for))
        if piece.received_from and not restricted:
            about.append(f"from {piece.received_from}")
        if piece.sensitivity is Sensitivity.NOT_CHECKED:
            about.append("not checked yet for people who could be recognised")
        yield Happened(" · ".join(about), piece.published)


def _before(progress: Sequence[Entry]) -> Iterator[Block]:
    """The ratings before, the newest first; the last of them give way where the page is full."""
    yield Part("What happened before")
    heads = [[part for part in entry.head.split("  ") if part] for entry in progress]
    before = [
        (head, entry)
        for head, entry in zip(heads, progress, strict=True)
        if len(progress) > 1 and CURRENT not in head
    ]
    if not before:
        yield Text("No rating was given before this one." if progress else NOT_RATED, "quiet")
    for head, entry in before:
        said = "\n".join(part for part in (entry.text, entry.more) if part)
        yield Happened(" · ".join(head), said, entry.rating, spare=True)
