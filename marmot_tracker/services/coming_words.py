"""What a copy would change, thing by thing and field by field, in words and as it can be put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.document.previewing import Preview, PreviewLine
from marmot_tracker.model import KINDS, Recommendation
from marmot_tracker.services.answers import worse
from marmot_tracker.services.history_things import KIND_WORDS
from marmot_tracker.services.putting_lines import Write, brief
from marmot_tracker.services.telling import FIELD_WORDS, Teller
from marmot_tracker.services.wording import code_of, day, joined
from marmot_tracker.vocabulary import Rating

Shown = str | int | None
Said = dict[str, Shown]

SILENT = frozenset(
    {"present", "in_view", "order", "recommendation", "suggested", "suggested_because"}
)
"""Fields that say nothing to a person by themselves."""
UNTOLD = frozenset({"principle", "return_row", "return_line", "taken_value"})
"""Kinds of thing that say nothing to a person by themselves."""
KEPT = frozenset(
    {
        "import_mapping", "organisation", "pack", "person", "post", "received_return", "return",
        "source_report", "subgroup",
    }
)  # fmt: skip
"""Kinds that stay once they came: others may name them by then."""
PLACES = KINDS["recommendation"].places
PLACED = frozenset(place.kind for place in PLACES.values())
"""Kinds of thing that are told by the place they fill."""
PRESENT = "present"
LONGEST = 80


class ComingKind(StrEnum):
    """What a line of a preview says."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    TWO_ANSWERS = "two_answers"


@dataclass(frozen=True, slots=True)
class Draft:
    """One change in words; `of` is the field of the preview that it is told by.

    `subject` is the recommendation it is about, empty where it is about none. `writes` would put
    it back, and `cannot` says why nothing does.
    """

    of: PreviewLine
    kind: ComingKind
    words: str
    subject: str = ""
    field: str = ""
    field_words: str = ""
    ours: str = ""
    theirs: str = ""
    writes: tuple[Write, ...] = ()
    cannot: str = ""


class Telling:
    """Puts the fields of a preview into lines, places by what their things say."""

    def __init__(self, session: Session, found: Preview) -> None:
        self._session = session
        self._teller = Teller(session)
        self._lines = found.lines
        self._after: dict[str, Said] = {}
        self._kinds: dict[str, str] = {}
        self._new: set[str] = set()
        self._subjects: dict[str, tuple[str, str, str]] = {}
        self._gone = {(held.uid, held.field) for held in found.gone}
        for line in found.lines:
            self._after.setdefault(line.uid, {})[line.field] = line.theirs
            self._kinds[line.uid] = line.kind
            if line.field == PRESENT and line.ours is None:
                self._new.add(line.uid)
        self._withdrawn = {
            line.uid
            for line in found.lines
            if line.field == "in_view" and line.ours and not line.theirs
        }
        self._came_with: dict[str, list[str]] = {}
        for uid in self._new:
            self._came_with.setdefault(str(self._after[uid].get("recommendation")), []).append(uid)
        self._tied: dict[str, set[str]] = {}
        for uid in self._new:
            if self._kinds[uid] == "evidence_link":
                piece = str(self._after[uid].get("evidence") or "")
                self._tied.setdefault(piece, set()).add(uid)
        self._went_with: dict[str, list[str]] = {}
        for uid in self._withdrawn:
            above = self._thing(self._kinds[uid], uid).get("recommendation")
            self._went_with.setdefault(str(above), []).append(uid)
        self._filling = {
            str(line.theirs)
            for line in found.lines
            if line.kind == "recommendation" and line.field in PLACES
        }

    def drafts(self) -> Iterator[Draft]:
        """A line for each thing or field that a person would call a change."""
        for line in self._lines:
            new = line.field == PRESENT and line.uid in self._new
            if new and (draft := self._tell_new(line)):
                yield draft
        for line in self._lines:
            if line.uid not in self._new and (draft := self._tell_field(line)):
                yield draft

    def subject(self, uid: str) -> tuple[str, str]:
        """Reference and wording of a recommendation, here or brought."""
        return self._subject(uid)[:2]

    def subgroup_of(self, uid: str) -> str:
        """The uid of the lead subgroup that a recommendation has here, or would have."""
        return self._subject(uid)[2]

    def _subject(self, uid: str) -> tuple[str, str, str]:
        if uid not in self._subjects:
            table = Recommendation
            query = select(table.reference, table.wording, table.subgroup).where(table.uid == uid)
            here = self._session.execute(query.execution_options(all_things=True)).first()
            brought = self._after.get(uid, {})
            names = ("reference", "wording", "subgroup")
            reference, wording, subgroup = (
                str(said or brought.get(name) or "")
                for said, name in zip(here or (None,) * 3, names, strict=True)
            )
            self._subjects[uid] = (reference, wording, subgroup)
        return self._subjects[uid]

    # ------------------------------------------------------------ what is new

    def _tell_new(self, line: PreviewLine) -> Draft | None:
        uid, kind, said = line.uid, line.kind, self._after[line.uid]
        subject = uid if kind == "recommendation" else str(said.get("recommendation") or "")
        if kind in UNTOLD or (kind in PLACED and uid in self._filling):
            return None
        if subject in self._new and kind != "recommendation":
            return None  # told, and put back, with the recommendation that it came with
        words = next(
            (str(said[name]) for name in ("wording", "title", "name", "value") if said.get(name)),
            "",
        )
        what = KIND_WORDS.get(kind, kind.replace("_", " ")).casefold()
        if kind == "evidence_link":
            words = self._evidence(str(said.get("evidence") or ""))
        elif kind == "extra_value":
            column = str(said.get("column") or "")
            what = f"value of “{self._teller.name('extra_column', column)}”"
            words = self._teller.own_value(column, said.get("value"))
        elif kind in PLACED:
            what, words = self._unplaced(kind, uid)
        elif kind == "return":
            words = str(said.get("sent_to") or "")
        elif kind == "received_return":
            what, words = "answers received", str(said.get("returned_by") or "")
        elif kind == "evidence" or (kind == "organisation" and not words):
            return None
        writes, cannot = self._taken_away(uid, kind)
        called = f"“{_cut(words)}”" if words else "one"
        about = ""
        if subject and kind != "recommendation":
            reference, text = self.subject(subject)
            about = f" for {reference or _cut(text)}"
        return Draft(
            line,
            ComingKind.NEW,
            f"New {what}{about}: {called}.",
            subject,
            theirs=words,
            writes=writes,
            cannot=cannot,
        )

    def _unplaced(self, kind: str, uid: str) -> tuple[str, str]:
        """A rating for an earlier day, a supporting owner: what and who it says."""
        said = self._after[uid]
        if kind == "assignment":
            role = self._teller.value(kind, "role", said.get("role"))
            return f"owner, {role.casefold()}" if role else "owner", self.of_place(kind, uid)
        what = {"status_update": "rating", "date_revision": "due date"}.get(kind, kind)
        day = str(said.get("speaks_for") or "")
        dated = f" for {self._teller.value(kind, 'speaks_for', day)}" if day else ""
        return f"{what}{dated}, not the current one", self.of_place(kind, uid)

    def _taken_away(self, uid: str, kind: str) -> tuple[tuple[Write, ...], str]:
        """What takes a new thing, and what came with it, out of view again."""
        if kind in KEPT:
            return (), "It stays once it came: other things may name it."
        things = {uid: kind}
        if kind == "recommendation":
            things |= {each: self._kinds[each] for each in self._came_with.get(uid, ())}
        links = [each for each in things if things[each] == "evidence_link"]
        for link in links:
            piece = str(self._after[link].get("evidence") or "")
            if piece in self._new and self._tied[piece] <= things.keys():
                things[piece] = "evidence"
        return tuple(Write(of, each, PRESENT, False) for each, of in things.items()), ""

    # ------------------------------------------------------------ what changes

    def _tell_field(self, line: PreviewLine) -> Draft | None:
        if line.field == "in_view":
            return self._tell_view(line)
        if line.field in SILENT or line.kind in UNTOLD:
            return None
        subject = line.uid if line.kind == "recommendation" else self._owner_of(line)
        if subject in self._withdrawn or self._follows(line, subject):
            return None
        ours, theirs = self._words(line, line.ours), self._words(line, line.theirs)
        if ours == theirs and line.field == "rating":  # rated anew, and the same
            ours, theirs = ours + self._for_day(line.ours), theirs + self._for_day(line.theirs)
        what = _field_words(line)
        kind = ComingKind.TWO_ANSWERS if line.two_answers else ComingKind.CHANGED
        if kind is ComingKind.TWO_ANSWERS:
            words = f"{self._called(subject, line)}: {what} {self._counting(line)}"
        else:
            change = f"from {_quoted(ours)} to {_quoted(theirs)}"
            words = f"{self._called(subject, line)}: {what} {change}."
        writes, cannot = self._as_here(line)
        return Draft(line, kind, words, subject, line.field, what, ours, theirs, writes, cannot)

    def _for_day(self, update: Shown) -> str:
        """The day that a rating speaks for: ` for 31/12/2026`."""
        said = self._thing("status_update", str(update or "")).get("speaks_for")
        return f" for {day(date.fromisoformat(str(said)))}" if said else ""

    def _follows(self, line: PreviewLine, subject: str) -> bool:
        """Whether an owner's last day only follows from another owner, told by itself."""
        ends = line.kind == "assignment" and line.field == "until"
        return ends and "lead" in self._after.get(subject, {})

    def _as_here(self, line: PreviewLine) -> tuple[tuple[Write, ...], str]:
        """What lets a field say again what it says here."""
        if (line.uid, line.field) in self._gone:
            return (), "It was erased, and stays so."
        write = Write(line.kind, line.uid, line.field, _as_value(line))
        place = KINDS[line.kind].places.get(line.field)
        if place is None or line.two_answers:
            return (write,), ""
        if place.kind == "date_revision":
            if line.ours is None:
                return (), "A due date cannot be emptied, only moved."
            return (write,), ""
        came = str(line.theirs or "")
        gone = (Write(place.kind, came, PRESENT, False),) if came in self._new else ()
        left = str(line.ours or "")
        back = (Write(place.kind, left, PRESENT, True),) if left in self._withdrawn else ()
        return (write, *gone, *back), ""

    def _tell_view(self, line: PreviewLine) -> Draft | None:
        """A thing that goes out of view or comes back into it, with what hangs on it."""
        subject = line.uid if line.kind == "recommendation" else self._owner_of(line)
        with_it = line.kind != "recommendation" and subject in self._withdrawn
        if line.kind in PLACED | UNTOLD | {"evidence", "extra_value"} or with_it:
            return None
        gone = not line.theirs
        kind = ComingKind.WITHDRAWN if gone else ComingKind.CHANGED
        said = "is withdrawn" if gone else "comes back"
        things = {line.uid: line.kind}
        if line.kind == "recommendation" and gone:
            things |= {each: self._kinds[each] for each in self._went_with.get(line.uid, ())}
        links = [each for each in things if things[each] == "evidence_link"]
        for link in links if gone else ():
            piece = str(self._thing("evidence_link", link).get("evidence") or "")
            if piece in self._withdrawn:
                things[piece] = "evidence"
        writes = tuple(Write(of, each, PRESENT, gone) for each, of in things.items())
        words = f"{self._called(subject, line)} {said}."
        return Draft(line, kind, words, subject, writes=writes)

    def _called(self, subject: str, line: PreviewLine) -> str:
        """What a line is about: a recommendation, and of it which thing."""
        reference, text = self.subject(subject) if subject else ("", "")
        called = f"{reference} “{_cut(text)}”" if reference else f"“{_cut(text)}”"
        if line.kind == "evidence_link":
            piece = str(self._thing(line.kind, line.uid).get("evidence") or "")
            return f"Evidence “{_cut(self._evidence(piece))}” of {reference or called}"
        if subject:
            return called
        named = self._teller.name(line.kind, line.uid) if line.kind in _NAMED else ""
        what = KIND_WORDS.get(line.kind, line.kind.replace("_", " ").capitalize())
        return f"{what} “{_cut(named)}”" if named else what

    # ------------------------------------------------------------ words

    def _words(self, line: PreviewLine, value: Shown) -> str:
        place = KINDS[line.kind].places.get(line.field)
        if place is not None and isinstance(value, str):
            return self.of_place(place.kind, value)
        if line.kind == "extra_value" and line.field == "value":
            column = str(self._thing(line.kind, line.uid).get("column") or "")
            return self._teller.own_value(column, value)
        return self._teller.value(line.kind, line.field, value)

    def _counting(self, line: PreviewLine) -> str:
        """All answers of a field, and which of them counts then (`services.answers`)."""
        ours_first = sorted(line.answers, key=lambda answer: answer != line.ours)
        said = list(dict.fromkeys(self._words(line, answer) for answer in ours_first))
        both = joined([f"“{_cut(words)}”" if words else "nothing" for words in said])
        counting, why = line.answers[-1], "is shown"
        place = KINDS[line.kind].places.get(line.field)
        if place is not None and place.kind == "status_update":
            worst = worse(self._rating(answer) for answer in line.answers)
            counting = next(one for one in line.answers if self._rating(one) is worst)
            why = "counts, the worse"
        elif place is not None and place.kind == "date_revision":
            counting = min(line.answers, key=self._judged)
            why = "counts, the earlier"
        words = self._words(line, counting)
        shown = f"“{_cut(words)}”" if words else "nothing"
        number = "two" if len(said) == 2 else str(len(said))
        return f"has {number} answers then, {both}; {shown} {why}."

    def _rating(self, update: Shown) -> Rating:
        said = self._thing("status_update", str(update or ""))
        return code_of(Rating, _text(said.get("rating"))) or Rating.NOT_RATED

    def _judged(self, revision: Shown) -> str:
        """The day a due date is judged against; one without any comes after all others."""
        said = self._thing("date_revision", str(revision or ""))
        day = said.get("next_review" if said.get("ongoing") else "new_date")
        return str(day or date.max)

    def of_place(self, kind: str, uid: str) -> str:
        """What a thing that fills a place says."""
        said = self._thing(kind, uid)
        tellers: dict[str, Callable[[Said], str]] = {
            "status_update": lambda said: self._teller.rating(_text(said.get("rating"))),
            "decision": lambda said: self._teller.value("decision", "code", said.get("code")),
            "date_revision": self._due,
            "assignment": self._owner,
        }
        return tellers[kind](said)

    def _due(self, said: Said) -> str:
        if said.get("ongoing"):
            return "ongoing"
        return self._teller.value("date_revision", "new_date", said.get("new_date"))

    def _owner(self, said: Said) -> str:
        if post := said.get("post"):
            of_post = self._thing("post", str(post))
            at = self._thing("organisation", str(of_post.get("organisation") or ""))
            return ", ".join(str(part) for part in (of_post.get("title"), at.get("name")) if part)
        return str(self._thing("organisation", str(said.get("organisation") or "")).get("name", ""))

    def _thing(self, kind: str, uid: str) -> Said:
        """What a thing says: as here, and over it what the copy brings."""
        if kind not in KINDS:
            return {}
        found = self._session.get(KINDS[kind].thing, uid, execution_options={"all_things": True})
        here: Said = {}
        if found is not None:
            for name in KINDS[kind].fields:
                value = getattr(found, name)
                here[name] = value if value is None or isinstance(value, int) else str(value)
        return here | self._after.get(uid, {})

    def _evidence(self, uid: str) -> str:
        brought = self._after.get(uid, {}).get("title")
        return str(brought or self._teller.name("evidence", uid))

    def _owner_of(self, line: PreviewLine) -> str:
        """The recommendation that a changed thing belongs to, or nothing."""
        if "recommendation" not in KINDS[line.kind].fields:
            return ""
        return str(self._thing(line.kind, line.uid).get("recommendation") or "")


_NAMED = frozenset({"evidence", "extra_column", "principle", "subgroup"})


def kept_words(draft: Draft) -> str:
    """What putting a line back does, or why nothing does."""
    if not draft.writes:
        return draft.cannot
    if draft.kind is ComingKind.NEW:
        return "It comes in, and is taken away again."
    if draft.kind is ComingKind.WITHDRAWN:
        return "It stays."
    if not draft.field:
        return "It stays away."
    return f"It says again what it says here: {brief(draft.ours)}."


def _field_words(line: PreviewLine) -> str:
    if line.kind == "recommendation":
        return FIELD_WORDS.get(line.field, line.field.replace("_", " "))
    if line.kind == "extra_value":
        return "value"
    own = {"position_line": "position", "path_to_green_by": "path to green by"}
    return own.get(line.field) or FIELD_WORDS.get(line.field) or line.field.replace("_", " ")


def _as_value(line: PreviewLine) -> str | int | bool | None:
    """What is shown here, as the record holds it."""
    of_type = KINDS[line.kind].fields[line.field]
    return bool(line.ours) if of_type is bool and line.ours is not None else line.ours


def _text(value: Shown) -> str | None:
    return None if value is None else str(value)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:LONGEST]}…" if len(line) > LONGEST + 1 else line


def _quoted(words: str) -> str:
    return f"“{_cut(words)}”" if words.strip() else "nothing"
