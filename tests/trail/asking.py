"""Questions that the laws ask of a copy, and what it answers."""

from __future__ import annotations

from marmot_tracker.model import KINDS
from marmot_tracker.trail.gathered import GatheredRows
from marmot_tracker.trail.rows import HeldRows, all_rows
from marmot_tracker.trail.standing import PRESENT, Standing
from tests.trail.copies import Copy

RECORD = {
    "change_set": "SELECT id, at, kind, undoes, header FROM change_set",
    "change_row": "SELECT s.id, r.kind, uid, field, hash, salt, body, replaces, seen "
    "FROM change_row r JOIN change_set s ON s.n = r.n",
    "word": "SELECT hash, member, salt, body FROM word",
    "erased": "SELECT hash, change FROM erased",
    "chunk": "SELECT sha256, position, data FROM chunk",
}
"""What the union of copies is, without what each file keeps for itself."""


def record(copy: Copy) -> dict[str, list[tuple[object, ...]]]:
    """Everything a copy holds, in an order of its own."""
    return {name: sorted(copy.connection.execute(q), key=repr) for name, q in RECORD.items()}


def settled(rows: HeldRows | GatheredRows) -> Standing:
    """The rules over some rows, every view decided from them alone."""
    standing = Standing(rows)
    standing.settle_views(rows.uids())
    return standing


def held(copy: Copy) -> HeldRows:
    """Everything a copy holds."""
    return HeldRows(all_rows(copy.connection))


Answers = dict[str, dict[str, object]]


def answers(rows: HeldRows | GatheredRows) -> Answers:
    """Every question answered: what is in view, and for each field who answered what and when."""
    standing = settled(rows)
    found: Answers = {}
    for uid in rows.uids():
        if not standing.in_view(uid):
            continue
        places = KINDS[rows.kind(uid)].places
        of_thing: dict[str, object] = {"flagged": standing.flagged(uid)}
        for name in rows.of(uid):
            if name != PRESENT:
                shown = standing.answers(uid, name, places.get(name))
                if shown.two or (shown.shown and shown.shown.body != "null"):
                    of_thing[name] = (tuple(row.change for row in shown.rows), shown.two)
        found[uid] = of_thing
    return found
