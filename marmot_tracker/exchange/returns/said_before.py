"""What a return said before, in whatever file: so that nothing is proposed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker.exchange.returns.comparing import Line
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.marks import erased
from marmot_tracker.services.received_twice import doubled
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import ADDS, readable


class Kept(NamedTuple):
    """A line that a return made before; what it said is gone where it was `erased`."""

    uid: str
    line: Line
    received: str
    waits: bool
    erased: bool


def said_before(session: Session, for_return: str) -> list[Kept]:
    """The lines that this return made before, whatever was decided about them."""
    names: tuple[str, ...] = ("uid", "received", "verdict", "marks", "recommendation", "field")
    names += ("said", "cell", "fault")
    listed = columns_of(session, "return_line", names, where="for_return = ?", values=(for_return,))
    spare = doubled(session)
    return [
        Kept(
            line,
            Line(uid or "", readable(field), said or "", cell or "", fault or ""),
            received or "",
            waits=verdict is None and line not in spare,
            erased="said" in erased(marks),
        )
        for line, received, verdict, marks, uid, field, said, cell, fault in listed
    ]


def last_words(session: Session, kept: Sequence[Kept], sha256: str) -> list[Kept]:
    """Of what a return said, what it says still: what it said last, what waits, what adds.

    All of a file that comes again was said before, whatever came between.
    """
    names = ("uid", "received_on", "sha256")
    came = {
        uid: (on or "", uid, sha) for uid, on, sha in columns_of(session, "received_return", names)
    }
    last: dict[tuple[str, FormField], tuple[str, str, str | None]] = {}
    for each in kept:
        if each.received in came:
            of = each.line.recommendation, each.line.field
            last[of] = max(last.get(of, ("", "", "")), came[each.received], key=lambda at: at[:2])
    return [
        each
        for each in kept
        if each.waits
        or each.line.field in ADDS
        or each.received not in came
        or came[each.received] == last[each.line.recommendation, each.line.field]
        or (sha256 and came[each.received][2] == sha256)
    ]
