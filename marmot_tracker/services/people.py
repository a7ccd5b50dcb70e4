"""Principles, subgroups and owners; who leads on a recommendation, from when to when.

What is published names posts and organisations, never persons (DESIGN.md, the things).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import (
    Assignment,
    Organisation,
    Person,
    Post,
    Recommendation,
    Subgroup,
)
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown
from marmot_tracker.vocabulary import Role

ROLES = {code.value: code for code in Role}


@dataclass(frozen=True, slots=True)
class PrincipleFacts:
    """One of the eight principles, with other wordings met in lists."""

    uid: str
    number: int
    wording: str
    short: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubgroupFacts:
    """A subgroup under its newest name."""

    uid: str
    name: str
    chair: str
    support_officer: str


@dataclass(frozen=True, slots=True)
class OwnerRef:
    """An owner: exactly one of a post's and an organisation's uid; `new` if it was just added."""

    post: str = ""
    organisation: str = ""
    new: bool = False

    @property
    def uid(self) -> str:
        """The uid of the post or the organisation."""
        return self.post or self.organisation


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """Someone who can own a recommendation: `kind` is `post` or `organisation`."""

    uid: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment with its owner in published words."""

    uid: str
    recommendation: str
    words: str
    role: Role
    since: date | None
    until: date | None
    post: str
    organisation: str


def principles(session: Session) -> list[PrincipleFacts]:
    """The principles in view, by number."""
    names = ("uid", "number", "wording", "short", "aliases", "marks")
    found = [
        PrincipleFacts(
            uid,
            number or 0,
            shown(wording, "wording", marks),
            shown(short, "short", marks) or shown(wording, "wording", marks),
            _lines(aliases or ""),
        )
        for uid, number, wording, short, aliases, marks in columns_of(session, "principle", names)
    ]
    return sorted(found, key=lambda principle: (principle.number, principle.uid))


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def subgroups(session: Session) -> list[SubgroupFacts]:
    """The subgroups in view that no other has succeeded, by name."""
    names = ("uid", "name", "chair", "support_officer", "successor", "marks")
    found = columns_of(session, "subgroup", names)
    here = {uid for uid, *_ in found}
    return sorted(
        (
            SubgroupFacts(
                uid,
                shown(name, "name", marks),
                shown(chair, "chair", marks),
                shown(officer, "support_officer", marks),
            )
            for uid, name, chair, officer, successor, marks in found
            if successor not in here or successor == uid
        ),
        key=lambda subgroup: (subgroup.name.casefold(), subgroup.uid),
    )


def mails(session: Session) -> dict[str, str]:
    """The mail address of everybody of whom one is known, by name without regard to case.

    Where people of one name have different addresses none of them is given.
    """
    found: dict[str, set[str]] = {}
    for name, mail in columns_of(session, "person", ("name", "email")):
        if name and mail:
            found.setdefault(_plain(name).casefold(), set()).add(mail)
    return {name: given.pop() for name, given in found.items() if len(given) == 1}


def mail_fault(mail: str) -> str:
    """What is wrong with a mail address; empty where nothing is, or where there is none."""
    before, _at, after = mail.partition("@")
    good = before and after and "@" not in after and not any(map(str.isspace, mail))
    return "" if good or not mail else f"“{mail}” is no mail address."


def set_mail(session: Session, *, name: str, mail: str) -> bool:
    """Keep the mail address of whoever is called so, added where nobody is; whether it changed.

    Raises `TrackerError` for what is no address.
    """
    name, mail = _plain(name), mail.strip()
    if fault := mail_fault(mail):
        raise TrackerError(fault, hint="Give one such as name@council.gov.uk, or leave it empty.")
    listed = columns_of(session, "person", ("uid", "name"))
    called = [uid for uid, known in listed if _plain(known or "").casefold() == name.casefold()]
    if not called:
        if mail and name:
            session.add(Person(name=name, email=mail))
        return bool(mail and name)
    people = [person for uid in called if (person := session.get(Person, uid)) is not None]
    others = [person for person in people if (person.email or "") != mail]
    for person in others:
        person.email = mail or None
    return bool(others)


def subgroup_names(session: Session) -> dict[str, tuple[str, str]]:
    """Every subgroup's uid, with uid and name of what it is called now."""
    names = ("uid", "name", "successor", "marks")
    found = {
        uid: (shown(name, "name", marks), successor)
        for uid, name, successor, marks in columns_of(session, "subgroup", names)
    }

    def newest(uid: str) -> str:
        seen: set[str] = set()
        while (after := found[uid][1]) in found and after not in seen:
            seen.add(uid)
            uid = str(after)
        return uid

    return {uid: (last := newest(uid), found[last][0]) for uid in found}


def ensure_subgroup(session: Session, *, name: str) -> str:
    """The uid of the subgroup with this name (case and blanks aside), added where there is none."""
    name = _plain(name)
    if not name:
        raise TrackerError("A subgroup needs a name.")
    for uid, (newest, now) in subgroup_names(session).items():
        known = session.get(Subgroup, uid)
        names = {now, (known.name if known else None) or ""}
        if name.casefold() in {other.casefold() for other in names}:
            return newest
    subgroup = Subgroup(name=name)
    session.add(subgroup)
    session.flush()
    return subgroup.uid


def owners(session: Session) -> list[OwnerChoice]:
    """Every organisation and post in view, by their words."""
    organisations = _organisations(session)
    found = [OwnerChoice(uid, "organisation", name) for uid, name in organisations.items()]
    names = ("uid", "title", "organisation", "marks")
    for uid, title, organisation, marks in columns_of(session, "post", names):
        called = shown(title, "title", marks)
        found.append(
            OwnerChoice(uid, "post", post_words(called, organisations.get(organisation or "", "")))
        )
    return sorted(found, key=lambda owner: (owner.words.casefold(), owner.uid))


def post_words(title: str | None, organisation: str) -> str:
    """`Title, Organisation`, or what there is of it."""
    return ", ".join(part for part in (title or "", organisation) if part)


def ensure_owner(session: Session, *, words: str) -> OwnerRef:
    """The owner that `words` name, added where nobody is called so.

    An owner already known by these words is taken, case and blanks aside. Else, with a comma,
    what stands before the last one is a post's title and what stands after it its organisation
    (`Head of Housing, Luton Council`); without one it is an organisation.
    """
    words = _plain(words)
    if not words.strip(" ,"):
        raise TrackerError(
            "An owner needs a name.",
            hint="Name an organisation, or a post with its organisation: “Head of Housing, Luton Council”.",
        )
    for owner in owners(session):
        if owner.words.casefold() == words.casefold():
            return _ref(owner.kind, owner.uid)
    title, comma, name = words.rpartition(",")
    title, name = title.strip(" ,"), name.strip(" ,")
    if not comma or not title or not name:
        organisation = Organisation(name=title or name)
        session.add(organisation)
        session.flush()
        return OwnerRef(organisation=organisation.uid, new=True)
    known = {other.casefold(): uid for uid, other in _organisations(session).items()}
    at = known.get(name.casefold())
    if at is None:
        body = Organisation(name=name)
        session.add(body)
        at = body.uid
    post = Post(title=title, organisation=at)
    session.add(post)
    session.flush()
    return OwnerRef(post=post.uid, new=True)


def assign(
    session: Session,
    *,
    recommendation: str,
    owner: OwnerRef | str,
    role: Role = Role.ACCOUNTABLE,
    since: date,
) -> str:
    """Give a recommendation an owner from a day on; returns the assignment's uid.

    `owner` may be words (`ensure_owner`). There is one accountable lead: the one before gets
    `until` = `since` and stays in the past. The same owner again changes nothing.
    """
    subject = session.get(Recommendation, recommendation)
    if subject is None:
        raise TrackerError("That recommendation is not in this tracker.")
    ref = ensure_owner(session, words=owner) if isinstance(owner, str) else owner
    standing = _standing(session, recommendation, role)
    lead = role is Role.ACCOUNTABLE
    held = session.get(Assignment, subject.lead) if lead and subject.lead else None
    if held is not None and held.until is not None:  # settled apart by others, and ended by each
        standing.append(held)
    for assignment in standing:
        same = (assignment.post or "") == ref.post and (
            assignment.organisation or ""
        ) == ref.organisation
        if same and (not lead or subject.lead == assignment.uid):
            two = "lead" in (subject.marks or "").split()
            if lead and (two or assignment is held):
                one_lead(session, recommendation=recommendation, kept=assignment.uid, on=since)
            if lead and two:
                flag_modified(subject, "lead")
            return assignment.uid
    if lead:
        end_other_leads(session, recommendation=recommendation, kept="", on=since)
    made = Assignment(
        recommendation=recommendation,
        post=ref.post or None,
        organisation=ref.organisation or None,
        role=role.value,
        since=since,
    )
    session.add(made)
    if lead:
        subject.lead = made.uid
    session.flush()
    return made.uid


def end_other_leads(session: Session, *, recommendation: str, kept: str, on: date) -> None:
    """Let every accountable lead but one end on a day; it stays in the past."""
    for assignment in _standing(session, recommendation, Role.ACCOUNTABLE):
        if assignment.uid != kept:
            assignment.until = on


def one_lead(session: Session, *, recommendation: str, kept: str, on: date) -> None:
    """Let one assignment be the accountable lead without an end, and every other end on a day."""
    lead = session.get(Assignment, kept) if kept else None
    if lead is not None and lead.until is not None:
        lead.until = None
    end_other_leads(session, recommendation=recommendation, kept=kept, on=on)


def _standing(session: Session, recommendation: str, role: Role) -> list[Assignment]:
    query = select(Assignment).where(Assignment.recommendation == recommendation)
    return [
        assignment
        for assignment in session.scalars(query)
        if assignment.role == role.value and assignment.until is None
    ]


def unassign(session: Session, *, recommendation: str, until: date) -> None:
    """Leave a recommendation without an accountable lead from a day on."""
    subject = session.get(Recommendation, recommendation)
    if subject is None:
        raise TrackerError("That recommendation is not in this tracker.")
    end_other_leads(session, recommendation=recommendation, kept="", on=until)
    subject.lead = None
    session.flush()


def owner_words(session: Session, *, recommendation: str) -> str:
    """The accountable lead in published words; empty where there is none."""
    lead = session.scalar(select(Recommendation.lead).where(Recommendation.uid == recommendation))
    found = owners_of_assignments(session, only=recommendation).get(lead or "")
    return found.words if found else ""


def leads(session: Session, *, only: str | None = None) -> dict[str, tuple[str, str]]:
    """By uid of each assignment in view its recommendation and its owner in words."""
    words = {owner.uid: owner.words for owner in owners(session)}
    narrow: dict[str, Any] = {}
    if only is not None:
        narrow = {"where": "recommendation = ?", "values": (only,)}
    names = ("uid", "recommendation", "post", "organisation")
    return {
        uid: (recommendation or "", words.get(post or "") or words.get(organisation or "", ""))
        for uid, recommendation, post, organisation in columns_of(
            session, "assignment", names, **narrow
        )
    }


def owners_of_assignments(session: Session, *, only: str | None = None) -> dict[str, Assigned]:
    """Every assignment in view with its owner in words, by uid; of one recommendation or of all."""
    words = {owner.uid: owner.words for owner in owners(session)}
    names = ("uid", "recommendation", "post", "organisation", "role", "since", "until")
    narrow: dict[str, Any] = {}
    if only is not None:
        narrow = {"where": "recommendation = ?", "values": (only,)}
    return {
        uid: Assigned(
            uid,
            recommendation or "",
            words.get(post or "") or words.get(organisation or "", ""),
            ROLES.get(role, Role.SUPPORTING),
            day_of(since),
            day_of(until),
            post or "",
            organisation or "",
        )
        for uid, recommendation, post, organisation, role, since, until in columns_of(
            session, "assignment", names, **narrow
        )
    }


def _organisations(session: Session) -> dict[str, str]:
    found = columns_of(session, "organisation", ("uid", "name", "marks"))
    return {uid: shown(name, "name", marks) for uid, name, marks in found}


def _ref(kind: str, uid: str) -> OwnerRef:
    return OwnerRef(post=uid) if kind == "post" else OwnerRef(organisation=uid)


def _plain(words: str) -> str:
    return " ".join(words.split())
