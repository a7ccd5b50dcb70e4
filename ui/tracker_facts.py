"""What the window shows of the open tracker as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marmot_tracker.document import Document
from marmot_tracker.document.publishing import Kept
from marmot_tracker.services import programme
from marmot_tracker.services.programme import ProgrammeFacts, Words
from ui.looking_back import Past


@dataclass(frozen=True, slots=True)
class TrackerFacts:
    """The place, its words, whether and where all is saved, and what undo would take back.

    `number` is that of the opening: what is meant for one tracker is not done to the next.
    """

    number: int
    path: Path
    programme: ProgrammeFacts
    words: Words
    check_code: str
    read_only: str
    kept: Kept
    undo: str
    redo: str


def read(document: Document, session: Any, *, number: int, check_code: str = "") -> TrackerFacts:
    """The facts, with the programme and words of the state that `session` asks."""
    return TrackerFacts(
        number=number,
        path=document.path,
        programme=programme.current(session),
        words=programme.words(session),
        check_code=check_code or document.check_code,
        read_only=str(document.read_only or ""),
        kept=document.kept,
        undo=document.undo_label or "",
        redo=document.redo_label or "",
    )


def read_as(document: Document, past: Past, *, number: int) -> TrackerFacts:
    """The facts of the state that `past` holds, or of today where it holds none."""
    with past.read(document) as session:
        return read(document, session, number=number, check_code=past.check_code)
