"""Evidence and what it is tied to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from marmot_tracker.model.base import Thing, day, ref, text, whole


class Evidence(Thing):
    """A file held in the tracker (by SHA-256), a link, or a note.

    `speaks_for` is the date it speaks for, which is not the date it was attached; `type` and
    `level` are codes, `review_by` is when somebody is to look whether it still holds. Which file
    or link it was before is in its history.
    """

    title: Mapped[str | None] = text()
    kind: Mapped[str | None] = text()
    claim: Mapped[str | None] = text()
    speaks_for: Mapped[date | None] = day()
    received_from: Mapped[str | None] = text()
    sensitivity: Mapped[str | None] = text()
    link: Mapped[str | None] = text()
    note: Mapped[str | None] = text()
    file_name: Mapped[str | None] = text()
    sha256: Mapped[str | None] = text()
    size: Mapped[int | None] = whole()
    media_type: Mapped[str | None] = text()
    type: Mapped[str | None] = text()
    level: Mapped[str | None] = text()
    review_by: Mapped[date | None] = day()


class EvidenceLink(Thing):
    """Ties evidence to a recommendation, with why; uid is UUIDv5 of both."""

    evidence: Mapped[str | None] = ref()
    recommendation: Mapped[str | None] = ref()
    why: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {
        "recommendation": "recommendation",
        "evidence": "evidence",
    }
