"""Recommendations that somebody withdrew while others worked on them, and who did which.

Such a thing stays in view and is flagged (TRAIL.md, section 4). It is no two answers: nothing is
to be chosen between, but somebody must withdraw it again or put it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from marmot_tracker.services.telling import who_of
from marmot_tracker.services.wording import joined
from marmot_tracker.trail.history import ChangeLine, withdrawn_and_changed
from marmot_tracker.trail.projection import WITHDRAWN

__all__ = ["WITHDRAWN", "in_words"]


def in_words(session: Session, uids: Iterable[str]) -> dict[str, str]:
    """`withdrawn by Ann Lee, changed by Bob Hay` for each flagged recommendation."""
    return {uid: _words(*withdrawn_and_changed(session, uid)) for uid in uids}


def _words(withdrawn: list[ChangeLine], changed: list[ChangeLine]) -> str:
    gone, kept = _names(withdrawn), _names(changed)
    return f"withdrawn by {gone or 'one person'}, changed by {kept or 'another'}"


def _names(lines: list[ChangeLine]) -> str:
    return joined(list(dict.fromkeys(who_of(line) for line in lines)))
