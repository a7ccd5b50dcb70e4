"""What an answer of a return is written on: what was sent, what stands now, and whether it moved.

The base is told from the heads that were noted when the return went out, whatever was written
since (TRAIL.md, section 4). What was accepted from the same return counts as seen, so that a row
can be accepted a cell at a time and a second workbook can add to the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import erased
from marmot_tracker.services.return_form import CLEAR, FormField
from marmot_tracker.services.sending import UPDATE_FIELDS, Heads, read_heads
from marmot_tracker.trail.history import ERASED
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.trail.sent_heads import SentHeads
from marmot_tracker.trail.values import Scalar
from marmot_tracker.vocabulary import HowItGoes, Rating, ReturnVerdict, Stage

OF_UPDATE: Mapping[FormField, str] = {
    FormField.HOW_IT_GOES: "rating",
    FormField.ONE_LINE: "position_line",
    FormField.PATH_TO_GREEN: "path_to_green",
    FormField.DONE: "done",
    FormField.NEXT: "next",
    FormField.BARRIER: "barrier",
    FormField.HELP_NEEDED: "help_needed",
}
"""The answers that become one status update, by the field of it that they fill."""
OF_DATE: Mapping[FormField, str] = {
    FormField.FORECAST: "new_date",
    FormField.FORECAST_WHY: "reason",
}
"""The answers that become one move of the due date."""
OF_RECOMMENDATION: Mapping[FormField, str] = {
    FormField.FINISHED_ON: "stage",
    FormField.REFERENCE: "reference",
    FormField.WORDING: "wording",
}
"""The answers that change a field of the recommendation itself."""
TAKEN = frozenset({ReturnVerdict.ACCEPTED, ReturnVerdict.EDITED})
ONGOING = "ongoing"
DATE_FIELDS = ("new_date", "ongoing", "reason")
_SAID_BY = (
    "SELECT r.uid, s.id FROM change_row r JOIN change_set s ON s.n = r.n "
    "WHERE r.field = 'verdict' AND r.hash IS NOT NULL"
)
SUBJECT_FIELDS = ("rating", "due", "stage", "reference", "wording")


class Answer(NamedTuple):
    """An accepted answer: the entry that took it, its words, who gave it, when, in which file.

    The words are empty where they were erased since; `line` is what came back, where other words
    were taken.
    """

    change: bytes
    field: FormField
    said: str
    by: str
    on: date | None
    sha256: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """A row of a return: the recommendation, and the heads of its fields as they were sent.

    `update` and `revision` are the uids of the rating and the due date that were shown; `own` the
    entries that took answers of this return for this recommendation, `answered` the words taken
    last, `taken` every answer taken, the oldest first.
    """

    for_return: str
    recommendation: str
    heads: Heads
    update: str
    revision: str
    own: frozenset[bytes] = frozenset()
    answered: Mapping[FormField, str] = field(default_factory=dict)
    taken: Sequence[Answer] = ()

    def said_by(self, by: str = "") -> dict[FormField, Answer]:
        """What was accepted last of somebody in each field; of anybody without a name."""
        return {each.field: each for each in self.taken if by in ("", each.by)}

    def own_of(self, by: str) -> frozenset[bytes]:
        """The entries that took the answers of somebody."""
        return frozenset(each.change for each in self.taken if each.by == by)


class Bases:
    """The rows of returns with what was sent and what stands, read in bulk for one answer."""

    def __init__(self, session: Session, returns: Collection[str]) -> None:
        self._subjects: dict[str, Mapping[str, Any]] = {
            found[0]: dict(zip(SUBJECT_FIELDS, found[1:], strict=True))
            for found in columns_of(session, "recommendation", ("uid", *SUBJECT_FIELDS))
        }
        self._moves: dict[tuple[str, str, str, str], frozenset[bytes]] = {}
        read = _rows(session, returns)
        taken = _taken(session, returns)
        uids = {uid for _, _, heads in read for uid, _ in heads}
        wanted = {recommendation for _, recommendation, _ in read}
        for uid in wanted & self._subjects.keys():
            held = self._subjects[uid]
            uids.update(filter(None, (uid, held["rating"], held["due"])))
        self.record = SentHeads(driver(session), uids)
        self._bases = {
            (of, uid): self._base(of, uid, heads, taken.get((of, uid), ()))
            for of, uid, heads in read
        }
        things = {str(held["rating"]) for held in self._subjects.values() if held["rating"]}
        dates = {str(held["due"]) for held in self._subjects.values() if held["due"]}
        self._updates = _things(session, "status_update", UPDATE_FIELDS, things & uids)
        self._dates = _things(session, "date_revision", DATE_FIELDS, dates & uids)

    def of(self, for_return: str, recommendation: str) -> Base | None:
        """A row of a return; None where the return did not ask about it."""
        return self._bases.get((for_return, recommendation))

    def asked(self, for_return: str) -> list[Base]:
        """The rows of a return."""
        return [base for (of, _), base in self._bases.items() if of == for_return]

    def in_view(self, recommendation: str) -> bool:
        """Whether a recommendation is in the tracker still."""
        return recommendation in self._subjects

    def subject(self, recommendation: str) -> Mapping[str, Any]:
        """The fields of a recommendation as they stand now."""
        return self._subjects[recommendation]

    def update_now(self, recommendation: str) -> Mapping[str, Any]:
        """The status update that stands now; empty where there is none."""
        held = self._subjects.get(recommendation)
        return self._updates.get(held["rating"] or "", {}) if held else {}

    def sent_value(self, base: Base, uid: str, name: str) -> Scalar:
        """What stood in a field of a thing when the return went out."""
        return self.record.value_at(uid, name, base.heads.get((uid, name), ())) if uid else None

    def sent(self, base: Base, form_field: FormField) -> str:
        """What the tracker said when the return went out: a code, an ISO date or a text."""
        if form_field in OF_UPDATE:
            said = {
                name: self.sent_value(base, base.update, name)
                for name in ("rating", "not_rated_why", "reason", OF_UPDATE[form_field])
            }
            return _of_update(said, form_field)
        if form_field is FormField.FORECAST:
            said = {name: self.sent_value(base, base.revision, name) for name in DATE_FIELDS}
            return _of_date(said)
        if form_field in (FormField.REFERENCE, FormField.WORDING):
            name = OF_RECOMMENDATION[form_field]
            return str(self.sent_value(base, base.recommendation, name) or "")
        return ""

    def current(self, recommendation: str, form_field: FormField) -> str:
        """What the tracker says now, as `sent` has it."""
        held = self._subjects.get(recommendation)
        if held is None:
            return ""
        if form_field in OF_UPDATE:
            return _of_update(self._updates.get(held["rating"] or "", {}), form_field)
        if form_field is FormField.FORECAST:
            return _of_date(self._dates.get(held["due"] or "", {}))
        if form_field in (FormField.REFERENCE, FormField.WORDING):
            return str(held[OF_RECOMMENDATION[form_field]] or "")
        return ""

    def moved(self, base: Base, form_field: FormField) -> frozenset[bytes]:
        """The entries that answered a field otherwise since it was sent; empty where none did."""
        uid = base.recommendation
        if form_field in OF_UPDATE:
            return self._moved_place(base, "rating", base.update, OF_UPDATE[form_field])
        if form_field in OF_DATE:
            return self._moved_place(base, "due", base.revision, "new_date")
        if form_field in OF_RECOMMENDATION:
            return self._moved_field(base, uid, OF_RECOMMENDATION[form_field])
        return frozenset()

    def meant(self, base: Base, form_field: FormField, said: str) -> str:
        """What an answer comes to: the rating that “same as last time” repeats, blanks folded."""
        if form_field is FormField.HOW_IT_GOES and said == HowItGoes.SAME_AS_LAST_TIME:
            return self.sent(base, form_field)
        return "" if said == CLEAR else _folded(said)

    def says_so(self, base: Base, form_field: FormField, said: str) -> bool:
        """Whether the tracker says by now what an answer says, whoever wrote it."""
        uid = base.recommendation
        if form_field is FormField.FINISHED_ON:
            return self.in_view(uid) and self.subject(uid)["stage"] == Stage.CLAIMED_COMPLETE
        if form_field is FormField.FORECAST_WHY:
            return False
        return _folded(self.current(uid, form_field)) == self.meant(base, form_field, said)

    def place_is_own(self, base: Base, place: str) -> bool:
        """Whether what fills a place was written by accepting answers of this same row."""
        heads = self.record.heads_now(base.recommendation, place)
        return bool(base.own) and bool(heads) and heads <= base.own

    def _moved_place(self, base: Base, place: str, thing: str, name: str) -> frozenset[bytes]:
        found = self._moved_field(base, base.recommendation, place)
        if found:
            return found
        if self.place_is_own(base, place):
            held = str(self._subjects.get(base.recommendation, {}).get(place) or "")
            return self.record.heads_now(held, name) - base.own if held else frozenset()
        return self._moved_field(base, thing, name) if thing else frozenset()

    def _moved_field(self, base: Base, uid: str, name: str) -> frozenset[bytes]:
        """As `moved`; asked once of a field, since every answer of a row asks about its place."""
        key = base.for_return, base.recommendation, uid, name
        if key not in self._moves:
            self._moves[key] = self._found_moved(base, uid, name)
        return self._moves[key]

    def _found_moved(self, base: Base, uid: str, name: str) -> frozenset[bytes]:
        heads = base.heads.get((uid, name), frozenset())
        if not self.record.has_moved(uid, name, heads):
            return frozenset()
        now = self.record.heads_now(uid, name)
        if now and base.own and now <= base.own:
            return frozenset()
        return (now - heads - base.own) or now or heads

    def _base(self, of: str, uid: str, heads: Heads, taken: Sequence[Answer]) -> Base:
        places = {
            name: self.record.value_at(uid, name, heads.get((uid, name), ()))
            for name in ("rating", "due")
        }
        return Base(
            of,
            uid,
            heads,
            str(places["rating"] or ""),
            str(places["due"] or ""),
            frozenset(each.change for each in taken),
            {each.field: each.said for each in taken},
            taken,
        )


def _of_update(said: Mapping[str, Any], form_field: FormField) -> str:
    if form_field is FormField.HOW_IT_GOES:
        rating = str(said.get("rating") or "")
        why = str(said.get("not_rated_why") or "")
        return why if why and rating == Rating.NOT_RATED else rating
    said_last = said.get(OF_UPDATE[form_field])
    if form_field is FormField.ONE_LINE:  # the workbook shows the reason where no line was given
        said_last = said_last or said.get("reason")
    return str(said_last or "")


def _of_date(said: Mapping[str, Any]) -> str:
    return ONGOING if said.get("ongoing") else str(said.get("new_date") or "")


def sent_day(value: Scalar) -> date | None:
    """The day that a value of the record holds."""
    return day_of(value) if isinstance(value, str) else None


def _folded(text: str) -> str:
    return " ".join(text.split())


def _rows(session: Session, returns: Collection[str]) -> list[tuple[str, str, Heads]]:
    wanted = set(returns)
    listed = columns_of(session, "return_row", ("for_return", "recommendation", "heads"))
    return [(of, uid or "", read_heads(heads or "")) for of, uid, heads in listed if of in wanted]


def _things(
    session: Session, kind: str, names: tuple[str, ...], uids: Iterable[str]
) -> dict[str, Mapping[str, Any]]:
    wanted = sorted(uids)
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        marks = ",".join("?" * len(batch))
        rows = columns_of(
            session, kind, ("uid", "marks", *names), where=f"uid IN ({marks})", values=batch
        )
        for uid, noted, *values in rows:
            gone = dict.fromkeys(erased(noted), ERASED)
            found[uid] = dict(zip(names, values, strict=True)) | gone
    return found


def _taken(session: Session, returns: Collection[str]) -> dict[tuple[str, str], list[Answer]]:
    """The accepted answers of returns by return and recommendation, the oldest first."""
    wanted = set(returns)
    names = ("uid", "for_return", "received", "recommendation", "field", "said", "written")
    lines = {
        line[0]: line[1:]
        for *line, verdict in columns_of(session, "return_line", (*names, "verdict"))
        if line[1] in wanted and line[3] and verdict in TAKEN
    }
    if not lines:
        return {}
    sent_to = dict(columns_of(session, "return", ("uid", "sent_to")))
    came = {
        uid: (by or "", day_of(on), sha256 or "")
        for uid, by, on, sha256 in columns_of(
            session, "received_return", ("uid", "returned_by", "received_on", "sha256")
        )
    }
    known = FormField._value2member_map_
    found: dict[tuple[str, str], list[Answer]] = {}
    for uid, change in _verdicts(session, lines):
        of, received, subject, name, said, written = lines[uid]
        if name in known:
            by, on, sha256 = came.get(received or "", ("", None, ""))
            answer = Answer(
                change,
                FormField(name),
                written or said or "",
                by or sent_to.get(of) or "",
                on,
                sha256,
                said or "",
            )
            found.setdefault((of, subject), []).append(answer)
    return found


def _verdicts(session: Session, lines: Collection[str]) -> list[tuple[str, bytes]]:
    """The entries that gave lines a verdict, the oldest first."""
    connection, uids = driver(session), sorted(lines)
    found: list[tuple[str, bytes]] = []
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        marks = ",".join("?" * len(batch))
        query = f"{_SAID_BY} AND r.uid IN ({marks}) ORDER BY s.at, s.id"
        found += connection.execute(query, batch)
    return found
