"""What comes in with a copy or a file of changes: by author, what is not theirs first.

Everything comes in. Lines that are ticked *Put back* are then set back in one ordinary edit with
a reason (`bringing_in`). A person's own subgroups are those whose chair or support officer they
are, or on whose behalf they answered; of anybody else nobody can say, and nothing is marked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.document.previewing import Preview
from marmot_tracker.model import InterestedSubgroup
from marmot_tracker.services import erasing, history_things, people, putting_back
from marmot_tracker.services.coming_words import ComingKind, Draft, Said, Telling, kept_words
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.putting_lines import Write
from marmot_tracker.services.telling import who_of
from marmot_tracker.services.wording import counted, day_of, joined, moment, quoted, size
from marmot_tracker.trail.erasing import Held
from marmot_tracker.trail.history import ChangeLine

__all__ = ["Coming", "ComingFrom", "ComingKind", "ComingLine", "put_back", "read"]

CODE = 8
"""Signs of the code by which the command line names a line."""
NAMED_ALONG = frozenset({"import_mapping", "organisation", "person", "post", "saved_view"})
"""Kinds that come along with what somebody does, wherever that is."""
_ORDER = (ComingKind.TWO_ANSWERS, ComingKind.WITHDRAWN, ComingKind.CHANGED, ComingKind.NEW)


@dataclass(frozen=True, slots=True)
class ComingLine:
    """One change that comes in: of which recommendation (uid, empty for none), by whom and why.

    `key` names it. `outside`: its recommendation is of none of its author's own subgroups.
    `writes` is what *Put back* writes; without any it cannot be put back, and `put_back_words`
    says why not.
    """

    key: str
    kind: ComingKind
    words: str
    recommendation: str
    reference: str
    subject: str
    subgroup: str
    field: str
    field_words: str
    ours: str
    theirs: str
    who: str
    at: datetime | None
    reason: str
    change: str
    outside: bool
    writes: tuple[Write, ...]
    put_back_words: str

    @property
    def can_put_back(self) -> bool:
        """Whether it can be put back."""
        return bool(self.writes)

    @property
    def code(self) -> str:
        """A short name of the line, the same at every reading."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:CODE]


@dataclass(frozen=True, slots=True)
class ComingFrom:
    """What comes from one person: lines outside their `own` subgroups (by name) first."""

    who: str
    own: tuple[str, ...]
    entries: int
    first: datetime
    last: datetime
    lines: tuple[ComingLine, ...]

    @property
    def outside(self) -> int:
        """How many lines lie outside this person's own subgroups."""
        return sum(line.outside for line in self.lines)


@dataclass(frozen=True, slots=True)
class Coming:
    """What would come in, grouped by who wrote it; sentences on dates ahead and erasures.

    `to_agree`: it erases what is held here, so it comes in only where the person agrees.
    """

    file: str
    explanation: str
    entries: int
    groups: tuple[ComingFrom, ...]
    files: int
    files_size: int
    ahead: tuple[str, ...]
    erasures: tuple[str, ...]
    apart: tuple[str, ...]
    to_agree: bool
    preview: Preview

    @property
    def lines(self) -> tuple[ComingLine, ...]:
        """Every line, group by group."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def new(self) -> int:
        """How many things are new."""
        return self._counted(ComingKind.NEW)

    @property
    def changed(self) -> int:
        """How many fields change."""
        return self._counted(ComingKind.CHANGED)

    @property
    def withdrawn(self) -> int:
        """How many things are withdrawn."""
        return self._counted(ComingKind.WITHDRAWN)

    @property
    def two_answers(self) -> int:
        """How many fields have two answers then that had one, or other ones."""
        return self._counted(ComingKind.TWO_ANSWERS)

    @property
    def brings_nothing(self) -> bool:
        """Whether there is nothing in it that this tracker lacks."""
        return self.preview.brings_nothing

    def summary(self) -> str:
        """`12 new, 3 changes, 1 withdrawn, 2 fields with two answers, 1 file (3.4 MB)`."""
        parts = [f"{self.new:,} new", counted(self.changed, "change")]
        if self.withdrawn:
            parts.append(f"{self.withdrawn:,} withdrawn")
        if self.two_answers:
            parts.append(f"{counted(self.two_answers, 'field')} with two answers")
        if self.files:
            parts.append(f"{counted(self.files, 'evidence file')} ({size(self.files_size)})")
        return joined(parts)

    def _counted(self, kind: ComingKind) -> int:
        return sum(line.kind is kind for line in self.lines)


def read(session: Session, preview: Preview) -> Coming:
    """A preview in words, for a session of the tracker as it is before anything comes in."""
    telling = Telling(session, preview)
    entries = {entry.change: entry for entry in preview.entries}
    own = _Own(session, telling)
    lines: dict[str, list[ComingLine]] = {}
    for draft in telling.drafts():
        line = _line(draft, entries, own, telling)
        lines.setdefault(line.who, []).append(line)
    return Coming(
        preview.file,
        _explanation(preview),
        len(preview.entries),
        tuple(_groups(preview, lines, own)),
        preview.files,
        preview.files_size,
        tuple(_ahead(preview.ahead)),
        tuple(erasures_told(session, preview)),
        tuple(apart_told(session, preview.apart)),
        bool(preview.gone),
        preview,
    )


def put_back(session: Session, lines: Iterable[ComingLine], *, today: date, reason: str) -> int:
    """Write what was here before they came, after they came; returns how many fields."""
    writes = [write for line in lines for write in line.writes]
    return putting_back.write_back(session, writes, today=today, reason=reason)


def _line(draft: Draft, entries: dict[str, ChangeLine], own: _Own, telling: Telling) -> ComingLine:
    known = [entries[change] for change in draft.of.changes if change in entries]
    by = known[-1] if known else None
    reference, subject = telling.subject(draft.subject) if draft.subject else ("", "")
    who = who_of(by) if by else ""
    return ComingLine(
        key=f"{draft.of.uid}|{draft.of.field}",
        kind=draft.kind,
        words=draft.words,
        recommendation=draft.subject,
        reference=reference,
        subject=subject,
        subgroup=own.name_of(draft.subject),
        field=draft.field,
        field_words=draft.field_words,
        ours=draft.ours,
        theirs=draft.theirs,
        who=who,
        at=by.at if by else None,
        reason=by.reason if by else "",
        change=by.change if by else "",
        outside=draft.of.kind not in NAMED_ALONG and own.is_outside(draft.subject, by),
        writes=draft.writes,
        put_back_words=kept_words(draft),
    )


def _groups(
    preview: Preview, lines: dict[str, list[ComingLine]], own: _Own
) -> Iterator[ComingFrom]:
    """By who wrote it: most outside their own subgroups first, then in order of the entries."""
    by: dict[str, list[ChangeLine]] = {}
    for entry in preview.entries:
        by.setdefault(who_of(entry), []).append(entry)
    if "" in lines and preview.entries:  # what follows from the changes of several people
        by.setdefault("", [])
    groups = []
    for who, written in by.items():
        told = sorted(
            lines.get(who, ()),
            key=lambda line: (not line.outside, _ORDER.index(line.kind), line.reference),
        )
        moments = [entry.at for entry in written or preview.entries]
        names = own.names(written[0]) if written else ()
        groups.append(ComingFrom(who, names, len(written), min(moments), max(moments), tuple(told)))
    yield from sorted(groups, key=lambda group: (-group.outside, not group.who))


class _Own:
    """Whose subgroups are whose, as the tracker here knows it."""

    def __init__(self, session: Session, telling: Telling) -> None:
        self._telling = telling
        self._subgroups = people.subgroups(session)
        self._names = people.subgroup_names(session)
        query = select(InterestedSubgroup.recommendation, InterestedSubgroup.subgroup)
        self._interested: dict[str, set[str]] = {}
        for recommendation, subgroup in session.execute(query):
            if recommendation and subgroup:
                self._interested.setdefault(recommendation, set()).add(subgroup)
        self._of: dict[tuple[str, str], dict[str, str]] = {}

    def names(self, entry: ChangeLine) -> tuple[str, ...]:
        """The names of the subgroups that an entry's author speaks for."""
        return tuple(self._own(entry).values())

    def name_of(self, recommendation: str) -> str:
        """The name of a recommendation's lead subgroup."""
        uid = self._telling.subgroup_of(recommendation) if recommendation else ""
        return self._names[uid][1] if uid in self._names else ""

    def is_outside(self, recommendation: str, entry: ChangeLine | None) -> bool:
        """Whether a change is none of its author's own subgroups' business."""
        own = self._own(entry) if entry is not None else {}
        if not own:
            return False
        lead = self._telling.subgroup_of(recommendation) if recommendation else ""
        of = {lead, *self._interested.get(recommendation, ())}
        return not own.keys() & {self._newest(uid) for uid in of}

    def _newest(self, uid: str) -> str:
        return self._names[uid][0] if uid in self._names else uid

    def _own(self, entry: ChangeLine) -> dict[str, str]:
        asked = (entry.author, entry.on_behalf_of)
        if asked not in self._of:
            self._of[asked] = {
                subgroup.uid: subgroup.name
                for subgroup in self._subgroups
                if _names(subgroup.chair, entry.author)
                or _names(subgroup.support_officer, entry.author)
                or (entry.on_behalf_of and _names(entry.on_behalf_of, subgroup.name))
            }
        return self._of[asked]


def _names(said: str, name: str) -> bool:
    """Whether a text names somebody: `Ann Lee, Housing Trust` names `Ann Lee`."""
    if not said.strip() or not name.strip():
        return False
    if said.strip().casefold() == name.strip().casefold():
        return True
    whole = " " in name.strip()  # a first name alone is too little to be found within a text
    return whole and bool(re.search(rf"\b{re.escape(name.strip())}\b", said, re.IGNORECASE))


def _explanation(preview: Preview) -> str:
    if preview.brings_nothing:
        return f"{preview.file} holds nothing that this tracker lacks."
    whole = "They come in whole" if preview.is_changes else "It comes in whole"
    if not preview.entries:
        return (
            f"{preview.file} holds {counted(preview.files, 'evidence file')} whose bytes this "
            f"tracker lacks. {whole}; nothing here is lost."
        )
    people_ = list(dict.fromkeys(entry.author for entry in preview.entries))
    return (
        f"{preview.file} holds {counted(len(preview.entries), 'edit')} that this tracker lacks, "
        f"by {joined(people_)}. {whole}; nothing here is lost."
    )


def _ahead(entries: Iterable[ChangeLine]) -> Iterator[str]:
    for entry in entries:
        yield (
            f"“{entry.label}” by {entry.author} is dated {moment(entry.at)}, ahead of today, so "
            "perhaps by a wrong clock."
        )


def erasures_told(session: Session, found: Preview) -> list[str]:
    """The erasures that a copy brings, and what they take of what is held here."""
    told = [
        f"The copy erases, on {day_of(line.at)} by {line.author}"
        + (f", ground {quoted(line.reason)}" if line.reason else "")
        + "."
        for line in found.erasures
    ]
    gone = list(dict.fromkeys(target.where for target in erasing.told(session, found.gone)))
    if gone:
        told.append(
            f"{counted(found.erased, 'text or file', 'texts or files')} held here will be gone, "
            f"also from the backups on this computer: {joined(gone)}. This cannot be taken back."
        )
    return told


def apart_told(session: Session, apart: Iterable[Held]) -> list[str]:
    """What says the same as something erased and was typed apart: an erasure of its own."""
    return [
        f"The same text was typed apart in {target.where} ({target.said}) and is not erased by "
        "itself. Erase it, too, if it is meant."
        for target in erasing.told(session, apart)
    ]


def about_told(session: Session, found: Preview) -> dict[str, str]:
    """By the id of an entry: reference and title of what it is about, or how many there are."""
    brought: dict[str, Said] = {}
    for line in found.lines:
        if line.kind == "recommendation":
            brought.setdefault(line.uid, {})[line.field] = line.theirs
    names = history_things.names(session, {uid for uids in found.about.values() for uid in uids})
    told = {}
    for change, uids in found.about.items():
        if len(uids) == 1:
            told[change] = _named(names.get(uids[0]), brought.get(uids[0], {}))
        else:
            told[change] = counted(len(uids), "recommendation") if uids else ""
    return told


def _named(here: Called | None, brought: Said) -> str:
    if here is not None and here.words:
        return here.words
    text = brought.get("short_title") or brought.get("wording") or ""
    return f"{brought.get('reference') or ''} {text}".strip()
