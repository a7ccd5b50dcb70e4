"""What stands: which things are in view, what fills their places, where two answers are open.

Everything here is a pure function of rows (TRAIL.md, section 4), so that a file's tables, any
past date and a proof of them all come from the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from marmot_tracker.model import KINDS, Kind, Place
from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.heads import FieldHistory, adds_of
from marmot_tracker.trail.rows import Rows
from marmot_tracker.trail.values import scalar

PRESENT = "present"
TRUE = "true"
FALSE = "false"
NULL = "null"
NOWHERE = ""
"""Before every date: what a thing speaks for that names no date."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The shown heads of a field, latest last, and whether they are two answers."""

    rows: tuple[Row, ...]
    two: bool

    @property
    def shown(self) -> Row | None:
        """The one that is shown: the latest."""
        return self.rows[-1] if self.rows else None


class Standing:
    """What stands in a record, asked thing by thing and remembered.

    `outside(uid)` answers whether a thing is in view that `settle_views` was not asked about;
    without it such a thing is not.
    """

    def __init__(
        self,
        rows: Rows,
        kinds: Mapping[str, Kind] = KINDS,
        outside: Callable[[str], bool] = lambda _uid: False,
    ) -> None:
        self.rows = rows
        self.kinds = kinds
        self._outside = outside
        self._fields: dict[tuple[str, str], FieldHistory] = {}
        self._in_view: dict[str, bool] = {}

    def field(self, uid: str, name: str) -> FieldHistory:
        """The history of one field of one thing."""
        key = (uid, name)
        found = self._fields.get(key)
        if found is None:
            adds = adds_of(self.rows.field(uid, PRESENT)) if name != PRESENT else frozenset()
            found = FieldHistory(self.rows.field(uid, name), self.rows.beyond(uid, name), adds)
            self._fields[key] = found
        return found

    def heads(self, uid: str, name: str) -> list[Row]:
        """The heads of a field, places' things not looked at."""
        rows = self.rows.field(uid, name)
        if len(rows) == 1:
            (row,) = rows.values()
            return [row] if row.hash is not None else []
        history = self.field(uid, name)
        return [history.rows[change] for change in history.heads()]

    def kept(self, uid: str) -> bool:
        """Whether a thing stays in view on its own account."""
        heads = self.heads(uid, PRESENT)
        if not heads:
            return False
        if any(row.body == TRUE for row in heads):
            return True
        return any(True for _ in self.unseen(uid))

    def unseen(self, uid: str) -> Iterator[Row]:
        """The heads of a withdrawn thing that none who withdrew it had seen."""
        withdrawals = [row for row in self.heads(uid, PRESENT) if row.body == FALSE]
        for name in self.rows.names(uid):
            if name == PRESENT:
                continue
            for head in self.heads(uid, name):
                if not any(self._seen_by(row, uid, name, head.change) for row in withdrawals):
                    yield head

    def _seen_by(self, withdrawal: Row, uid: str, name: str, head: bytes) -> bool:
        if head == withdrawal.change:
            return True
        seen = (withdrawal.seen or {}).get(name, ())
        return bool(seen) and self.field(uid, name).saw(seen, head)

    def hangs_on(self, uid: str) -> set[str]:
        """What a thing hangs on, by every head of the fields that say so."""
        kind = self.kinds.get(self.rows.kind(uid))
        plain = self.rows.plain(uid)
        named: set[str] = set()
        for name in kind.hangs_on if kind else ():
            body = plain.get(name)
            if isinstance(body, str):
                named.add(text_in(body))
            else:
                named.update(text_of(row) for row in self.heads(uid, name))
        named.discard("")
        return named

    def settle_views(self, uids: Iterable[str], held_up: Iterable[str] = ()) -> None:
        """Decide which of `uids` are in view, from the things kept in view upwards.

        `held_up` are those that something else in view hangs on.
        """
        chosen = set(uids)
        in_view = {uid for uid in chosen if self.kept(uid)}
        in_view.update(uid for uid in held_up if self.heads(uid, PRESENT))
        waiting = list(in_view)
        while waiting:
            for above in self.hangs_on(waiting.pop()):
                if above in chosen and above not in in_view and self.heads(above, PRESENT):
                    in_view.add(above)
                    waiting.append(above)
        self._in_view.update((uid, uid in in_view) for uid in chosen)

    def take_for_in_view(self, uids: Iterable[str]) -> None:
        """These are in view, whatever else: the caller has seen to it."""
        self._in_view.update(dict.fromkeys(uids, True))

    def in_view(self, uid: str) -> bool:
        """Whether a thing is in view."""
        found = self._in_view.get(uid)
        if found is None:
            found = self._in_view[uid] = self._outside(uid)
        return found

    def flagged(self, uid: str) -> bool:
        """Whether a thing in view is "withdrawn by A, changed by B"."""
        return not any(row.body == TRUE for row in self.heads(uid, PRESENT))

    def answers(self, uid: str, name: str, place: Place | None) -> Answers:
        """The shown heads of a field."""
        rows = self.heads(uid, name)
        if place and not (len(rows) == 1 and self._stands(rows[0])):
            rows = self.place_heads(uid, name, place)
        if len(rows) == 1:
            return Answers((rows[0],), two=False)
        ordered = tuple(sorted(rows, key=lambda row: row.order))
        if len(ordered) < 2:
            return Answers(ordered, two=False)
        said = {self.said(row, place) for row in ordered}
        return Answers(ordered, two=len(said) > 1)

    def said(self, row: Row, place: Place | None) -> object:
        """What a head says, for telling whether two say the same."""
        uid = text_of(row) if place else ""
        if not place or not uid or not self.rows.names(uid):
            return erased_or_body(row)
        return tuple(
            frozenset(erased_or_body(head) for head in self.heads(uid, name)) for name in place.says
        )

    def place_heads(self, uid: str, name: str, place: Place) -> list[Row]:
        """The heads of a place: those whose thing is out of view are passed over.

        In a dated place a head is also passed over while a later one that its author saw is in
        view, still speaks for a later date, and it or one that replaced it holds the place.
        """
        history = self.field(uid, name)
        heads = history.heads()
        if len(heads) == 1 and self._stands(history.rows[next(iter(heads))]):
            return [history.rows[change] for change in heads]
        out = frozenset(
            change
            for change, row in history.rows.items()
            if row.hash is not None and not self._stands(row)
        )
        heads = history.heads(out) if out else heads
        if place.dated:
            heads = frozenset(i for i in heads if not self._yields(history, heads, i, place))
        return [history.rows[change] for change in heads]

    def _stands(self, row: Row) -> bool:
        """Whether what a place's row names is in view; an emptied place stands."""
        return row.body is None or self.leads_into_view(row.body)

    def leads_into_view(self, body: str) -> bool:
        """Whether what the body of a place names is in view, or it names nothing."""
        uid = text_in(body)
        return not uid or self.in_view(uid)

    def _yields(
        self, history: FieldHistory, heads: frozenset[bytes], change: bytes, place: Place
    ) -> bool:
        row = history.rows[change]
        seen = set((row.seen or {}).get(row.field, ()))
        if not seen:
            return False
        own = self.date_of(row, place)
        for other in heads - {change}:
            if self.date_of(history.rows[other], place) <= own:
                continue
            if other in seen:
                return True
            before = history.reached(history.rows[other].replaces, through_taken_back=True)
            if any(
                self.date_of(history.rows[i], place) > own and self._stands(history.rows[i])
                for i in before & seen
                if i in history.rows and text_of(history.rows[i])
            ):
                return True
        return False

    def date_of(self, row: Row, place: Place) -> str:
        """The latest date that the thing named by a place's row speaks for, as ISO text."""
        uid = text_of(row)
        if not uid:
            return NOWHERE
        dates = [text_of(head) for head in self.heads(uid, place.dated)]
        return max(dates, default=NOWHERE)

    def replaced_by_new(self, uid: str, name: str, place: Place | None) -> set[bytes]:
        """What a change of this field written now replaces.

        The heads as its author sees them, in a place also those passed over, and the undos that
        nothing has replaced (TRAIL.md, section 4).
        """
        history = self.field(uid, name)
        replaced = set(history.heads())
        if place:
            replaced.update(row.change for row in self.place_heads(uid, name, place))
        return replaced | history.unreplaced_undos()

    def seen_now(self, uid: str) -> dict[str, tuple[bytes, ...]]:
        """What a withdrawal written now lists: heads and unreplaced undos of every other field."""
        found = {}
        for name in self.rows.names(uid):
            if name != PRESENT:
                history = self.field(uid, name)
                found[name] = tuple(history.heads() | history.unreplaced_undos())
        return found


def text_of(row: Row) -> str:
    """The text a row holds; empty where it holds none or it was erased."""
    return text_in(row.body) if row.body is not None else ""


def text_in(body: str) -> str:
    """The text that a body spells; empty where it spells none."""
    if body[:1] == '"' and "\\" not in body:
        return body[1:-1]
    value = scalar(body)
    return value if isinstance(value, str) else ""


def erased_or_body(row: Row) -> object:
    """A value for comparing: its canonical JSON, or its hash where it was erased."""
    return row.body if row.body is not None else row.hash
