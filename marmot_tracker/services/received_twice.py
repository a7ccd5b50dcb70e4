"""Which waiting lines stand twice: the same file was received in two copies of a tracker."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest

from sqlalchemy.orm import Session

from marmot_tracker.services.columns import columns_of

_SAME = ("recommendation", "field", "said", "fault")
"""What a cell of the same file says, whoever read it."""


def doubled(session: Session) -> frozenset[str]:
    """The uids of lines that wait for nothing: their cell waits once already, or was decided.

    Of several that wait the oldest counts. Nothing is noted: who undoes a decision has the cell
    waiting again.
    """
    files: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for uid, of, sha256 in columns_of(session, "received_return", ("uid", "for_return", "sha256")):
        if of and sha256:
            files[of, sha256].append(uid)
    twice = [sorted(uids) for uids in files.values() if len(uids) > 1]
    wanted = {uid for uids in twice for uid in uids}
    if not wanted:
        return frozenset()
    names = ("uid", "received", "verdict", *_SAME)
    cells: defaultdict[tuple[str, tuple[str | None, ...]], list[tuple[str, bool]]]
    cells = defaultdict(list)
    for uid, received, verdict, *said in columns_of(session, "return_line", names):
        if received in wanted:
            cells[received, tuple(said)].append((uid, verdict is None))
    keys = {key for _, key in cells}
    return frozenset(
        uid
        for uids in twice
        for key in keys
        for same in zip_longest(*(sorted(cells.get((of, key), ())) for of in uids))
        for uid in _spare([each for each in same if each])
    )


def _spare(same: list[tuple[str, bool]]) -> list[str]:
    """Of lines that are the same cell, given with whether they wait: those that need not."""
    waiting = [uid for uid, waits in same if waits]
    return waiting if len(waiting) < len(same) else sorted(waiting)[1:]
