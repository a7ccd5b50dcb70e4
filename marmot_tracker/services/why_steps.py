"""Why the fields that a step of the history wrote are what they are."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.model import Recommendation
from marmot_tracker.services import history_things, why_more
from marmot_tracker.services import why as of_field
from marmot_tracker.services.dates import name_of
from marmot_tracker.services.history import FIELD_OF_KIND
from marmot_tracker.services.telling import FIELD_WORDS, Teller
from marmot_tracker.services.wording import joined
from marmot_tracker.trail.history import Entry, entries

MOST = 3
"""So many fields are told of a step that wrote many."""


def why(
    session: Session, *, uid: str, change: str, today: date | None = None
) -> tuple[str, list[str]]:
    """What was asked about in words, and the sentences, for what a step wrote of a recommendation."""
    things = {uid, *history_things.below(session, [uid])}
    written = [entry for entry in entries(session, uid=things) if entry.change == change]
    fields = list(dict.fromkeys(_field(session, entry) for entry in written))
    named = [field for field in fields if field][:MOST]
    record = session.get(Recommendation, uid, execution_options={"all_things": True})
    called = name_of(record) if record is not None else "this recommendation"
    if not named or len([field for field in fields if field]) > MOST:
        named = ["about"]
    said: list[str] = []
    for field in named:
        said += of_field.why(session, uid=uid, field=field, today=today)
    words = [FIELD_WORDS.get(name, name) for name in named if name not in why_more.MORE]
    heading = f"{joined(words).capitalize()} of {called}" if words else called
    return heading, said


def _field(session: Session, entry: Entry) -> str:
    if entry.thing_kind == "recommendation":
        return entry.field if entry.field in FIELD_WORDS else ""
    if entry.thing_kind == "extra_value":
        column = next(
            (
                str(other.value)
                for other in entries(session, uid=entry.uid, field="column")
                if other.value
            ),
            "",
        )
        return Teller(session).name("extra_column", column) if column else ""
    return FIELD_OF_KIND.get(entry.thing_kind, "")
