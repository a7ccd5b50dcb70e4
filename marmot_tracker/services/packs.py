"""The packs that were handed out, so that any of them can be checked years later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import Pack


@dataclass(frozen=True, slots=True)
class PackFacts:
    """A pack: the state it shows by tips and day, and the SHA-256 of the finished file."""

    uid: str
    made_at: datetime | None
    made_by: str
    period: str
    as_at: date | None
    since: date | None
    file_name: str
    sha256: str
    tips: tuple[str, ...]
    check_code: str
    recommendations: int


def record(
    session: Session,
    *,
    made_at: datetime,
    made_by: str,
    file_name: str,
    sha256: str,
    tips: Sequence[str],
    check_code: str,
    recommendations: int,
    period: str | None = None,
    as_at: date | None = None,
    since: date | None = None,
) -> str:
    """Note a pack that was made; returns its uid."""
    pack = Pack(
        made_at=made_at,
        made_by=made_by,
        period=period,
        as_at=as_at,
        since=since,
        file_name=file_name,
        sha256=sha256,
        tips="\n".join(sorted(tips)),
        check_code=check_code,
        recommendations=recommendations,
    )
    session.add(pack)
    session.flush()
    return pack.uid


def list_(session: Session) -> list[PackFacts]:
    """Every pack noted, oldest first."""
    return [
        PackFacts(
            pack.uid,
            pack.made_at,
            pack.made_by or "",
            pack.period or "",
            pack.as_at,
            pack.since,
            pack.file_name or "",
            pack.sha256 or "",
            tuple((pack.tips or "").split()),
            pack.check_code or "",
            pack.recommendations or 0,
        )
        for pack in session.scalars(select(Pack).order_by(Pack.made_at, Pack.uid))
    ]
