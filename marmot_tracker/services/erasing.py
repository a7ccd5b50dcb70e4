"""What can be erased, where else the same text stands, and what an erasure cannot reach.

An erasure names texts by their hashes (TRAIL.md, section 7): here they are found and put into
words, so that a person sees what goes and what stays before anything is gone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, select
from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import (
    KINDS,
    Evidence,
    EvidenceLink,
    ReceivedReturn,
    Recommendation,
    Return,
    uid_of,
)
from marmot_tracker.services import extras, packs
from marmot_tracker.services.history import below
from marmot_tracker.services.return_lines import PLACE_WORDS
from marmot_tracker.services.telling import FIELD_WORDS, Teller
from marmot_tracker.services.why import field_named
from marmot_tracker.services.wording import counted, day, day_of, joined
from marmot_tracker.trail import erasing, history
from marmot_tracker.trail.erasing import BYTES, HEADING, RECEIPT, Held
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import ChangeKind

STAYS = (
    "That something was said there stays, with who said it and when, and a check code of it: so "
    "the record still checks. History says who erased it, when and on what ground.",
    "An erasure cannot be taken back: not by Undo, not from a backup, not from a colleague's copy.",
)
"""What a preview says of what remains."""

NOTHING = "Nothing of that kind is held here; nothing was erased."
_QUOTED = re.compile(r" “[^”]*”")
"""Names in a place's words: they may be what is erased."""
_CODES = frozenset(
    {"stage", "rating", "not_rated_why", "suggested", "code", "kind", "role", "type", "tips"}
    | {"sensitivity", "sha256", "media_type", "check_code", "year_start", "present"}
    | {"field", "verdict", "via", "asked", "heads"}
)
"""Fields of codes and check codes, which say nothing of a person and are needed to read on."""

_THINGS = {
    "status_update": "a rating", "decision": "a decision", "date_revision": "a due date",
    "evidence": "evidence", "evidence_link": "the tie to evidence", "person": "a person",
    "taken_value": "what a list said", "subgroup": "a subgroup", "organisation": "an organisation",
    "post": "a post", "principle": "a principle", "source_report": "a report",
    "extra_column": "a column", "pack": "the note of a pack", "programme": "the programme",
    "reporting_period": "a reporting period", "import_mapping": "how a list is read",
    "saved_view": "a saved view", "return": "a return", "received_return": "what came back",
    "return_line": "an answer in a return", "action": "an action",
}  # fmt: skip
_HEADINGS = {
    "account": "the computer account of who made changes",
    "author": "the name of who made changes",
    "label": "what a change is called",
    "on_behalf_of": "on whose behalf a change was made",
    "reason": "the reason given with a change",
    "source": "where a change came from, with its file name",
}
_PLACES = {
    "rating": ("status_update", "return_line"),
    "decision": ("decision",),
    "due": ("date_revision", "return_line"),
    "lead": ("assignment",),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A text or file that can be erased: where it stands, what it says, who said it first.

    `hashes` are all that hold this text in this place; `code` names it for a command.
    """

    code: str
    where: str
    text: str
    first: datetime | None
    by: str
    entries: int
    hashes: tuple[bytes, ...]

    @property
    def said(self) -> str:
        """`12/10/2026 by Ann Lee, in 3 entries`; empty for the bytes of a file."""
        if self.first is None:
            return ""
        more = f", in {counted(self.entries, 'entry', 'entries')}" if self.entries > 1 else ""
        return f"{day_of(self.first)} by {self.by}{more}"


def of_field(session: Session, *, uid: str, field: str) -> list[Target]:
    """The texts that a field of a recommendation ever held; of a rating all texts said with it."""
    subject = _subject(session, uid)
    name = field_named(session, field)
    connection = driver(session)
    if name is None:
        asked = " ".join(field.split()).casefold()
        column = next(c for c in extras.columns(session) if c.name.casefold() == asked)
        found = erasing.values_of(connection, uid_of("extra_value", column.uid, uid), "value")
    elif name in _PLACES:
        found = _said_below(session, connection, subject.uid, _PLACES[name])
    else:
        found = erasing.values_of(connection, uid, name)
    return _targets(session, found)


def of_entry(session: Session, change: str) -> list[Target]:
    """The texts that one entry of the history says, its heading's too."""
    return _targets(session, erasing.texts_of_entry(driver(session), bytes.fromhex(change)))


def of_evidence(session: Session, uid: str) -> list[Target]:
    """A piece of evidence: its file first, then its title, name, note and what is said of it."""
    piece = session.get(Evidence, uid, execution_options={"all_things": True})
    if piece is None:
        raise TrackerError("That evidence is not in this tracker.")
    connection = driver(session)
    query = select(EvidenceLink.uid).where(EvidenceLink.evidence == uid)
    uids = [uid, *session.scalars(query.execution_options(all_things=True))]
    file = erasing.file_held(connection, piece.sha256) if piece.sha256 else None
    return _targets(session, ([file] if file else []) + _texts(connection, uids))


def of_text(session: Session, text: str) -> list[Target]:
    """Every place where `text` stands, as a whole or within: for a name in an access request."""
    return _targets(session, erasing.elsewhere(driver(session), " ".join(text.split())))


def named(session: Session, hashes: Iterable[bytes]) -> list[Target]:
    """What these hashes name, in words."""
    return _targets(session, erasing.named(driver(session), hashes))


def of_code(session: Session, code: str) -> list[Target]:
    """What a code names, as it is printed beside a text: the first digits of its check code."""
    plain = code.strip().casefold()
    if len(plain) < 8 or any(letter not in "0123456789abcdef" for letter in plain):
        raise Misuse(f"“{code}” is not a code of a text.", hint="A dry run prints the codes.")
    return _targets(session, erasing.coded(driver(session), plain))


def told(session: Session, held: Iterable[Held]) -> list[Target]:
    """What was found by the record's own rules, in words."""
    return _targets(session, held)


def also(session: Session, chosen: Iterable[Target]) -> list[Target]:
    """Where else what was chosen stands, as a whole or within: fields, things, headings."""
    chosen = list(chosen)
    gone = {value for target in chosen for value in target.hashes}
    texts = list(dict.fromkeys(target.text for target in chosen if target.text))
    found = [
        held
        for text in texts
        for held in erasing.elsewhere(driver(session), text)
        if held.hash not in gone
    ]
    return _targets(session, found)


def erased_before(session: Session) -> str:
    """Where something was erased already: when and by whom the last time, for who finds nothing."""
    connection = driver(session)
    found = erasing.erasures(connection)
    if not found:
        return ""
    last = history.line_of(connection, found[-1])
    return (
        "Perhaps it was erased already: the last erasure was on "
        f"{day_of(last.at)} by {last.author}."
    )


def files_staying(session: Session, chosen: Iterable[Target]) -> list[str]:
    """The evidence, as uids, of which something said goes and whose file stays here."""
    connection = driver(session)
    gone = {value for target in chosen for value in target.hashes}
    uids = dict.fromkeys(h.uid for h in erasing.named(connection, gone) if h.kind == "evidence")
    found = []
    for uid in uids:
        piece = session.get(Evidence, uid, execution_options={"all_things": True})
        file = erasing.file_held(connection, piece.sha256) if piece and piece.sha256 else None
        if file is not None and file.hash not in gone:
            found.append(uid)
    return found


def beyond(session: Session) -> list[str]:
    """What no erasure reaches by itself: packs and copies handed out, lists that were read."""
    connection = driver(session)
    said = [
        f"the pack {pack.file_name or 'without a name'}"
        + (f", made on {day_of(pack.made_at)}" if pack.made_at else "")
        + (f" by {pack.made_by}" if pack.made_by else "")
        + ", with whoever received it"
        for pack in packs.list_(session)
    ]
    query = "SELECT file, max(at) FROM arrival WHERE file != '' GROUP BY file ORDER BY max(at)"
    said += [
        f"the copy {file}, brought in on {day_of(datetime.fromisoformat(at))}, with whoever sent it"
        for file, at in connection.execute(query)
    ]
    said += _returns(session)
    lists = dict.fromkeys(
        line.source.file
        for line in history.change_sets(session)
        if line.change_kind == ChangeKind.IMPORT and line.source.file
    )
    said += [f"the list {file} that was read in, wherever it lies" for file in lists]
    said.append(
        "any other copy of this tracker, and your organisation's own backups: a copy loses the "
        "text as soon as the two are brought together"
    )
    return said


def _returns(session: Session) -> list[str]:
    """The workbooks that were sent out and those that came back, wherever they lie."""
    sent = session.execute(
        select(Return.file_name, Return.sent_to, Return.sent_on).order_by(Return.uid)
    )
    said = [
        f"the return {file}, sent to {to or 'somebody'}" + (f" on {day(on)}" if on else "")
        for file, to, on in sent
        if file
    ]
    came = session.execute(
        select(ReceivedReturn.file_name, ReceivedReturn.received_on).order_by(ReceivedReturn.uid)
    )
    return said + [
        f"the workbook {file}"
        + (f" that came back on {day(on)}" if on else "")
        + ", wherever it lies"
        for file, on in came
        if file
    ]


def label_of(targets: Iterable[Target]) -> str:
    """What the erasure is called in History: where it was, never what it said."""
    known = list(targets)
    places = list(dict.fromkeys(_QUOTED.sub("", target.where) for target in known))
    more = len(places) - 2
    label = f"Erase {joined(places[:2] + ([f'{more} more'] if more > 0 else []))}"
    if any(target.text and target.text.casefold() in label.casefold() for target in known):
        return f"Erase {counted(len(known), 'text')}"
    return label


def _subject(session: Session, uid: str) -> Recommendation:
    found = session.get(Recommendation, uid, execution_options={"all_things": True})
    if found is None:
        raise TrackerError("That recommendation is not in this tracker.")
    return found


def _said_below(
    session: Session, connection: sqlite3.Connection, uid: str, kinds: tuple[str, ...]
) -> list[Held]:
    """The texts of the things of these kinds that hang on a recommendation."""
    uids = below(session, uid)
    found = _texts(connection, uids)
    if kinds == ("assignment",):
        return _owners(session, connection, uid)
    return [held for held in found if held.kind in kinds]


def _owners(session: Session, connection: sqlite3.Connection, uid: str) -> list[Held]:
    """The names of the posts and bodies that ever owned a recommendation."""
    uids: dict[str, None] = {}
    for thing in below(session, uid):
        for field in ("post", "organisation"):
            for held in erasing.values_of(connection, thing, field):
                if held.kind == "assignment":
                    uids[erasing.text_of(held)] = None
    return _texts(connection, uids)


def _texts(connection: sqlite3.Connection, uids: Iterable[str]) -> list[Held]:
    found: list[Held] = []
    for uid in dict.fromkeys(uids):
        query = "SELECT DISTINCT field FROM change_row WHERE uid = ? ORDER BY field"
        for (field,) in connection.execute(query, (uid,)).fetchall():
            found += erasing.values_of(connection, uid, field)
    return found


def _is_text(held: Held) -> bool:
    """Whether it is words of people's own, and no code, date, number or name of a thing."""
    if held.kind == HEADING:
        return bool(erasing.text_of(held))
    if held.kind == BYTES:
        return True
    if not held.body.startswith('"'):
        return False
    kind = KINDS.get(held.kind)
    if kind is None or held.field not in kind.fields:
        return True
    column = kind.thing.__table__.columns[held.field]
    plain = type(column.type) is Text and not column.index
    return plain and held.field not in _CODES and held.field not in kind.places


def _targets(session: Session, found: Iterable[Held]) -> list[Target]:
    """One target for each place and text, in the order found."""
    connection = driver(session)
    wanted = [held for held in found if _is_text(held)]
    groups: dict[tuple[str, str, str, str], dict[bytes, Held]] = {}
    for held in erasing.with_same_text(connection, wanted):
        groups.setdefault((*held.place, held.body), {})[held.hash] = held
    words = _Words(session, connection)
    return [words.target(list(group.values())) for group in groups.values()]


class _Words:
    """Says where a text stands; reads names once for one answer."""

    def __init__(self, session: Session, connection: sqlite3.Connection) -> None:
        self._session = session
        self._connection = connection
        self._teller = Teller(session)
        self._subjects: dict[str, str] = {}

    def target(self, group: list[Held]) -> Target:
        """One place and text."""
        changes = list(
            dict.fromkeys(c for held in group for c in erasing.said_by(self._connection, held))
        )
        lines = [history.line_of(self._connection, change) for change in changes]
        first = min(lines, key=lambda line: line.at, default=None)
        one = group[0]
        return Target(
            code=one.hash.hex()[:10],
            where=self._where(one),
            text=erasing.text_of(one),
            first=first.at if first else None,
            by=first.author if first else "",
            entries=len(lines),
            hashes=tuple(sorted(held.hash for held in group)),
        )

    def _where(self, held: Held) -> str:
        if held.kind == HEADING:
            return _HEADINGS.get(held.field, held.field)
        if held.kind == BYTES:
            return self._file(held.uid)
        if held.kind == RECEIPT:
            return "the note of what was brought in"
        if held.kind == "recommendation":
            return f"the {FIELD_WORDS.get(held.field, held.field)} of {self._called(held.uid)}"
        of = self._subject_of(held)
        if held.kind == "extra_value":
            return f"“{self._column(held.uid)}” of {of or 'a recommendation'}"
        if told := PLACE_WORDS.get((held.kind, held.field)):
            return told + (f" about {of}" if of else "")
        field = held.field.replace("_", " ")
        thing = _THINGS.get(held.kind, held.kind.replace("_", " "))
        return f"the {field} of {thing}" + (f" of {of}" if of else "")

    def _file(self, sha256: str) -> str:
        query = select(Evidence.title).where(Evidence.sha256 == sha256)
        titles = self._session.scalars(query.execution_options(all_things=True)).all()
        named = joined([f"“{title}”" for title in dict.fromkeys(titles) if title])
        return f"the file of evidence {named}" if named else "a file of evidence"

    def _subject_of(self, held: Held) -> str:
        """The recommendation that a thing hangs on, or nothing."""
        if held.kind == "evidence":
            query = select(EvidenceLink.recommendation).where(EvidenceLink.evidence == held.uid)
            tied = self._session.scalars(query.execution_options(all_things=True)).all()
            return joined([self._called(uid) for uid in dict.fromkeys(tied) if uid])
        found = erasing.values_of(self._connection, held.uid, "recommendation")
        return self._called(erasing.text_of(found[-1])) if found else ""

    def _column(self, uid: str) -> str:
        found = erasing.values_of(self._connection, uid, "column")
        return self._teller.name("extra_column", erasing.text_of(found[-1])) if found else ""

    def _called(self, uid: str) -> str:
        if uid not in self._subjects:
            subject = self._session.get(Recommendation, uid, execution_options={"all_things": True})
            reference = subject.reference if subject else None
            self._subjects[uid] = reference or "a recommendation"
        return self._subjects[uid]


def chosen(
    targets: Iterable[Target], *, text: str = "", code: str = "", hint: str = ""
) -> list[Target]:
    """The targets that a text or a code names; the only one where neither is given.

    Raises `TrackerError` where none could be meant, and `Misuse` where more than one could;
    `hint` says how to name one.
    """
    known = list(targets)
    asked = " ".join(text.split()).casefold()
    if asked:
        found = [each for each in known if asked in " ".join(each.text.split()).casefold()]
    elif code:
        found = [
            each
            for each in known
            if any(value.hex().startswith(code.casefold()) for value in each.hashes)
        ]
    else:
        found = known
    if not found:
        raise TrackerError(NOTHING, hint=hint)
    if len(found) > 1 and not asked:
        listed = "; ".join(f"{each.code} {each.where}, {each.said}" for each in found)
        raise Misuse(f"That could be {len(found)} texts: {listed}.", hint=hint)
    return found
