"""A small world of copies of one tracker, and the steps that people take in it.

A history is a list of `Step`s. `World` plays it on the production code over connections in
memory and remembers what every author's copy held, so that the laws can ask who had seen what.
Copies, things and choices are picked by number, so that any list of steps is a history.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st

from marmot_tracker import clock
from marmot_tracker.model import uid_of
from marmot_tracker.trail.values import Scalar, scalar
from marmot_tracker.trail.writing import Statement
from tests.trail.copies import TEXT_FIELDS, Copies, Copy, day_of

T = TypeVar("T")
MOST_COPIES = 7
BEAT = timedelta(minutes=7)
TURNS = (
    timedelta(hours=1),
    timedelta(days=-3 * 365),
    timedelta(days=9 * 365),
    timedelta(hours=12),
    timedelta(hours=-12),
    timedelta(days=2),
)
RATINGS = ("off_track", "at_risk", "on_track")
WORDS = ("x", "y", "z", None, "x", "y")

OPERATIONS = (
    "add", "add", "report", "link", "link", "edit", "edit", "edit", "rate", "rate", "rate",
    "assign", "withdraw", "withdraw", "withdraw with", "settle", "settle", "put back", "undo",
    "undo", "undo", "redo", "erase", "unite", "unite", "unite", "copy", "clock", "reword",
    "redate", "move", "bring back", "part", "make current",
    "send", "send", "accept", "accept",
)  # fmt: skip


class Step(NamedTuple):
    """What somebody does: which operation, on which copy, and three numbers that choose."""

    operation: str
    copy: int
    other: int
    first: int
    second: int


numbers = st.integers(0, 6)
steps = st.builds(Step, st.sampled_from(OPERATIONS), numbers, numbers, numbers, numbers)


def random_history(seed: int, *, least: int = 8, most: int = 30) -> list[Step]:
    """The history of a number: the same on every computer."""
    chance = random.Random(seed)
    return [
        Step(chance.choice(OPERATIONS), *(chance.randrange(7) for _ in range(4)))
        for _ in range(chance.randint(least, most))
    ]


class World(Copies):
    """Copies of one tracker, and the steps that people take with them."""

    def play(self, history: Sequence[Step]) -> None:
        """Play a history."""
        for step in history:
            self.step(step)

    def step(self, step: Step) -> bytes | None:
        """Take one step; answers the id of the change set it wrote, if it wrote one."""
        copy = self.copies[step.copy % len(self.copies)]
        copy.moment += BEAT
        self._whole = None
        return self.act(copy, step)

    def act(self, copy: Copy, step: Step) -> bytes | None:
        """Take one step on a given copy."""
        with clock.fixed(copy.moment):
            return self._act(copy, step)

    def _act(self, copy: Copy, step: Step) -> bytes | None:  # noqa: PLR0912  a table of steps
        _, _, other, first, second = step
        match step.operation:
            case "add" | "report":
                return self._add(copy, step.operation, first)
            case "link":
                return self._link(copy, first, second)
            case "edit":
                return self._edit(
                    copy, ("recommendation", "source_report"), first, WORDS[second % 6]
                )
            case "reword":
                kinds = ("status_update", "evidence_link", "evidence")
                return self._edit(copy, kinds, first, RATINGS[second % 3])
            case "redate":
                if found := _pick(copy.in_view("status_update"), first):
                    return self.put(copy, *found, "speaks_for", day_of(second))
            case "move":
                child = _pick(copy.in_view("recommendation"), first)
                if child and (parent := _pick(copy.in_view("source_report"), second)):
                    return self.put(copy, *child, "report", parent[1])
            case "rate":
                if found := _pick(copy.in_view("recommendation"), other):
                    return self.rate(copy, found[1], RATINGS[first % 3], second)
            case "make current":
                if found := _pick(copy.in_view("status_update"), first):
                    return self._make_current(copy, found[1], second)
            case "send":
                if found := _pick(copy.in_view("recommendation"), first):
                    self.send(copy, found[1])
            case "accept":
                return self.accept(copy, RATINGS[first % 3], second, WORDS[other % 6])
            case "assign":
                if found := _pick(copy.in_view("recommendation"), other):
                    return self.fill(copy, found[1], "lead", "assignment", post=f"post-{first % 2}")
            case "withdraw" | "withdraw with":
                everything = (*TEXT_FIELDS, "assignment")
                if found := _pick(copy.in_view(*everything), first + 7 * second):
                    return self.withdraw(copy, *found, also=step.operation == "withdraw with")
            case "bring back":
                return self._bring_back(copy, second)
            case "settle":
                return self._settle(copy, first, second)
            case "put back":
                return self._put_back(copy, first, second)
            case "undo":
                return self.undo(copy)
            case "redo":
                return self.redo(copy)
            case "erase":
                return self._erase(copy, first, second)
            case "unite":
                self.unite(copy, self.copies[other % len(self.copies)])
            case "part":
                self._unite_part(copy, self.copies[other % len(self.copies)], first, second)
            case "copy":
                if len(self.copies) < MOST_COPIES:
                    self.copies.append(self.copied(copy))
            case "clock":
                copy.moment += TURNS[second % 6]
        return None

    def _add(self, copy: Copy, what: str, number: int) -> bytes | None:
        if what == "report":
            return self.write(
                copy, self._added("source_report", self._new("source_report"), title="R")
            )
        report = _pick(copy.in_view("source_report"), number)
        said: dict[str, Scalar] = {"plain_position": f"n{number}"}
        if report:
            said["report"] = report[1]
        return self.write(copy, self._added("recommendation", self._new("recommendation"), **said))

    def _link(self, copy: Copy, first: int, second: int) -> bytes | None:
        """Tie evidence to a recommendation; both sides making the same link make the same thing."""
        recommendation = _pick(copy.in_view("recommendation"), first)
        if recommendation is None:
            return None
        evidence = uid_of("evidence", str(second % 2))
        link = uid_of("evidence_link", evidence, recommendation[1])
        said = []
        file = self._attached(copy, f"file {second % 2}".encode(), evidence)
        for kind, uid, more in (
            ("evidence", evidence, {"title": "E", **file}),
            (
                "evidence_link",
                link,
                {"evidence": evidence, "recommendation": recommendation[1], "why": f"w{first % 2}"},
            ),
        ):
            if (kind, uid) not in copy.in_view(kind):
                said += self._added(kind, uid, **more)
        return self.write(copy, said) if said else None

    def _edit(self, copy: Copy, kinds: Sequence[str], number: int, value: Scalar) -> bytes | None:
        found = _pick(copy.in_view(*kinds), number)
        return self.put(copy, *found, TEXT_FIELDS[found[0]], value) if found else None

    def _make_current(self, copy: Copy, uid: str, number: int) -> bytes | None:
        """An update that does not hold its place takes it; half the time its text is touched too."""
        (recommendation,) = copy.connection.execute(
            "SELECT recommendation FROM status_update WHERE uid = ?", (uid,)
        ).fetchone()
        if ("recommendation", recommendation) not in copy.in_view("recommendation"):
            return None
        said = [Statement("recommendation", recommendation, "rating", uid)]
        if number % 2:
            said.append(Statement("status_update", uid, "reason", f"because {number}"))
        return self.write(copy, said)

    def _bring_back(self, copy: Copy, number: int) -> bytes | None:
        gone = [
            (kind, uid)
            for kind in (*TEXT_FIELDS, "assignment")
            for (uid,) in copy.connection.execute(
                f'SELECT uid FROM "{kind}" WHERE present = 0 ORDER BY uid'
            )
        ]
        found = _pick(gone, number)
        return self.put(copy, *found, "present", True) if found else None

    def _settle(self, copy: Copy, first: int, second: int) -> bytes | None:
        """Settle two answers with one of those shown."""
        open_fields = copy.connection.execute(
            "SELECT DISTINCT kind, uid, field FROM answer ORDER BY 1, 2, 3"
        ).fetchall()
        found = _pick([(k, u, f) for k, u, f in open_fields if (k, u) in copy.in_view(k)], first)
        if not found:
            return None
        kind, uid, name = found
        bodies = copy.connection.execute(
            "SELECT value FROM answer WHERE uid = ? AND field = ? ORDER BY position", (uid, name)
        ).fetchall()
        (body,) = bodies[second % len(bodies)]
        return None if body is None else self.put(copy, kind, uid, name, scalar(body))

    def _put_back(self, copy: Copy, first: int, second: int) -> bytes | None:
        """Write a value that a field held before."""
        found = _pick(copy.in_view("recommendation"), first)
        held = (
            found
            and copy.connection.execute(
                "SELECT DISTINCT body FROM change_row WHERE uid = ? AND field = 'plain_position' "
                "AND body IS NOT NULL ORDER BY body",
                found[1:],
            ).fetchall()
        )
        if not found or not held:
            return None
        (body,) = held[second % len(held)]
        return self.put(copy, *found, "plain_position", scalar(body))

    def _erase(self, copy: Copy, first: int, second: int) -> bytes | None:
        """Erase a text, or the bytes of a file and the label and name of its change set."""
        files = copy.connection.execute("SELECT sha256 FROM chunk ORDER BY 1").fetchall()
        if first == 6 and files:
            return self.erase_hashes(copy, {bytes.fromhex(files[second % len(files)][0])})
        if first == 5:
            words = copy.connection.execute(
                "SELECT hash FROM word WHERE body IS NOT NULL ORDER BY 1"
            )
            held = words.fetchall()
            return self.erase_hashes(copy, {held[second % len(held)][0]}) if held else None
        found = _pick(copy.in_view("recommendation", "source_report"), first)
        if not found:
            return None
        name = TEXT_FIELDS[found[0]]
        held = copy.connection.execute(
            "SELECT DISTINCT body FROM change_row WHERE uid = ? AND field = ? "
            "AND body <> 'null' ORDER BY body",
            (found[1], name),
        ).fetchall()
        return self.erase(copy, found[1], name, held[second % len(held)][0]) if held else None

    def _unite_part(self, mine: Copy, other: Copy, first: int, second: int) -> None:
        self.in_pieces = True
        chosen = {
            change
            for position, change in enumerate(sorted(other.ids()))
            if (position * 7 + first * 3 + second) % 3
        }
        self.unite(mine, other, chosen)


def _pick(found: Sequence[T], number: int) -> T | None:
    return found[number % len(found)] if found else None
