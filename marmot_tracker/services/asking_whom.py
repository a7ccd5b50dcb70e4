"""Who may be asked in a reporting period: subgroups, organisations, posts and their holders.

Proposed are the subgroups; and for what belongs to none, whoever leads on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import my_list, people, periods, register
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.period_answers import span_of
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import joined


class Whom(StrEnum):
    """What somebody who is asked is."""

    SUBGROUP = "subgroup"
    ORGANISATION = "organisation"
    POST = "post"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class CouldBeAsked:
    """Somebody who can be sent a return, with what they would be asked about.

    `recommendations` are uids in the order of the register, `answered` how many of them have a
    rating for the period already, which answers no return sent later; `leads` who leads on how many
    of them. A post is asked through its holder: `person` is their uid, `organisation` that of the
    post; `contact` a mail address, where one is known. `sent` are the returns that were sent to
    them for this period.
    """

    key: str
    whom: Whom
    name: str
    recommendations: tuple[str, ...]
    answered: int
    leads: tuple[tuple[str, int], ...]
    subgroup: str = ""
    organisation: str = ""
    person: str = ""
    contact: str = ""
    proposed: bool = False
    sent: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """How many recommendations they would be asked about."""
        return len(self.recommendations)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who could be asked for a period; `nobodys` are the recommendations that none of them has."""

    period: PeriodFacts
    whom: tuple[CouldBeAsked, ...]
    nobodys: tuple[str, ...]
    asked: int

    @property
    def proposed(self) -> tuple[CouldBeAsked, ...]:
        """Those who together are asked once about everything that is somebody's."""
        return shared_out(each for each in self.whom if each.proposed)


def read(session: Session, *, period: str, today: date) -> Asking:
    """Who could be asked for a period (its uid), those with the most to answer first in each sort."""
    known = periods.list_(session)
    chosen = next((each for each in known if each.uid == period), None)
    if chosen is None:
        raise TrackerError("That reporting period is not in this tracker.")
    answered = my_list.answered_in(session, span_of(known, chosen))
    rows = [
        row
        for row in register.rows(session, today=today, changes=False)
        if my_list.is_asked(row, answered=row.uid in answered)
    ]
    held = _Held.read(session, today)
    found = [
        *_by(rows, Whom.SUBGROUP, lambda row: row.subgroup_uid, held),
        *_by(rows, Whom.ORGANISATION, lambda row: held.led_by(row).organisation, held),
        *_by(rows, Whom.POST, lambda row: held.led_by(row).post, held),
        *_by(rows, Whom.PERSON, lambda row: held.led_by(row).person, held),
    ]
    proposed = _proposal(rows, found)
    sent = _sent(session, period)
    return Asking(
        chosen,
        tuple(
            _told(group, held, answered, proposed=group.key in proposed, sent=sent)
            for group in found
        ),
        tuple(
            row.uid for row in rows if not row.subgroup_uid and not held.led_by(row).organisation
        ),
        len(rows),
    )


def shared_out(chosen: Iterable[CouldBeAsked]) -> tuple[CouldBeAsked, ...]:
    """Those chosen, none of them asked what one before them is asked; who is left with nothing goes.

    In one go nobody is to answer what somebody else is answering: a subgroup goes before an
    organisation, an organisation before a post, a post before a person.
    """
    taken: set[str] = set()
    found = []
    order = {whom: at for at, whom in enumerate(Whom)}
    for each in sorted(chosen, key=lambda each: order[each.whom]):
        own = tuple(uid for uid in each.recommendations if uid not in taken)
        taken.update(own)
        if own:
            found.append(replace(each, recommendations=own))
    return tuple(found)


def named(asking: Asking, words: str) -> CouldBeAsked:
    """The one that words name, case and blanks aside. Raises `Misuse` for none or several."""
    wanted = " ".join(words.split()).casefold()
    found = [each for each in asking.whom if wanted in (each.name.casefold(), each.key)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = joined([each.key for each in found], last="or")
        raise Misuse(f"“{words}” could be {len(found)} of those asked.", hint=f"Give {listed}.")
    listed = ", ".join(f"“{each.name}”" for each in asking.whom)
    raise Misuse(
        f"Nobody called “{words}” has anything to answer.",
        hint=f"There are {listed}." if listed else "Give the recommendations subgroups or leads.",
    )


# ---------------------------------------------------------------- who leads


class _Lead(NamedTuple):
    """Who leads on a recommendation, as uids: a post with its holder, or an organisation."""

    post: str = ""
    organisation: str = ""
    person: str = ""


NOBODY = _Lead()


class _Held(NamedTuple):
    """Names and mail addresses, and the lead of every recommendation that has one."""

    subgroups: dict[str, people.SubgroupFacts]
    organisations: dict[str, str]
    posts: dict[str, tuple[str, str, str]]
    persons: dict[str, tuple[str, str]]
    mails: dict[str, str]
    leads: dict[str, _Lead]

    @classmethod
    def read(cls, session: Session, today: date) -> _Held:
        persons = {
            uid: (shown(name, "name", marks), email or "")
            for uid, name, email, marks in columns_of(
                session, "person", ("uid", "name", "email", "marks")
            )
        }
        names = ("uid", "organisation", "person", "held_from", "held_to")
        posts = {}
        owners = people.owners(session)
        words = {owner.uid: owner.words for owner in owners}
        for uid, organisation, person, held_from, held_to in columns_of(session, "post", names):
            holds = _covers(day_of(held_from), day_of(held_to), today) and person in persons
            posts[uid] = (words[uid], organisation or "", person if holds else "")
        leads: dict[str, _Lead] = {}
        standing = dict(columns_of(session, "recommendation", ("lead", "uid")))
        for each in people.owners_of_assignments(session).values():
            if each.uid in standing:
                body, person = posts.get(each.post, ("", each.organisation, ""))[1:]
                leads[each.recommendation] = _Lead(each.post, body, person)
        bodies = {each.uid: each.words for each in owners if each.kind == "organisation"}
        subgroups = {each.uid: each for each in people.subgroups(session)}
        return cls(subgroups, bodies, posts, persons, people.mails(session), leads)

    def led_by(self, row: RegisterRow) -> _Lead:
        """Who leads on a recommendation."""
        return self.leads.get(row.uid, NOBODY)

    def name_of(self, whom: Whom, uid: str) -> str:
        """What somebody who is asked is called; empty where nothing says it."""
        if whom is Whom.SUBGROUP:
            return self.subgroups[uid].name if uid in self.subgroups else ""
        if whom is Whom.POST:
            return self.posts.get(uid, ("",))[0]
        if whom is Whom.PERSON:
            return self.persons.get(uid, ("",))[0]
        return self.organisations.get(uid, "")

    def mail_of(self, subgroup: str) -> str:
        """Where mail reaches a subgroup: its chair, else who supports it."""
        of = self.subgroups[subgroup]
        found = (
            self.mails.get(" ".join(name.split()).casefold(), "")
            for name in (of.chair, of.support_officer)
        )
        return next(filter(None, found), "")


def _covers(since: date | None, until: date | None, today: date) -> bool:
    return (since is None or since <= today) and (until is None or until >= today)


# ---------------------------------------------------------------- who has what


class _Group(NamedTuple):
    """Somebody by sort and uid, with the recommendations they would be asked about."""

    whom: Whom
    uid: str
    rows: list[RegisterRow]

    @property
    def key(self) -> str:
        return f"{self.whom}:{self.uid}"


def _by(
    rows: Iterable[RegisterRow], whom: Whom, uid_of: Callable[[RegisterRow], str], held: _Held
) -> list[_Group]:
    """Everybody of one sort who has something to answer."""
    groups: dict[str, _Group] = {}
    for row in rows:
        uid = uid_of(row)
        if uid and held.name_of(whom, uid):
            groups.setdefault(uid, _Group(whom, uid, [])).rows.append(row)
    return sorted(
        groups.values(), key=lambda group: (-len(group.rows), held.name_of(whom, group.uid))
    )


def _proposal(rows: Iterable[RegisterRow], groups: Iterable[_Group]) -> set[str]:
    """The keys of those who are proposed: each recommendation is asked of one of them."""
    left = {row.uid for row in rows}
    proposed: set[str] = set()
    for wanted in (Whom.SUBGROUP, Whom.ORGANISATION, Whom.POST):
        taken: set[str] = set()
        for group in groups:
            own = {row.uid for row in group.rows} & left
            if group.whom is wanted and own:
                proposed.add(group.key)
                taken |= {row.uid for row in group.rows}
        left -= taken
    return proposed


def _told(
    group: _Group,
    held: _Held,
    answered: set[str],
    *,
    proposed: bool,
    sent: dict[tuple[str, str], list[str]],
) -> CouldBeAsked:
    whom, uid = group.whom, group.uid
    name = held.name_of(whom, uid)
    _, body, person = held.posts.get(uid, ("", "", ""))
    refs = {Whom.SUBGROUP: (uid, "", ""), Whom.ORGANISATION: ("", uid, "")}
    refs |= {Whom.POST: ("", "" if person else body, person), Whom.PERSON: ("", "", uid)}
    subgroup, organisation, holder = refs[whom]
    leads = Counter(row.owner for row in group.rows if row.owner)
    mail = held.persons[holder][1] if holder else ""
    return CouldBeAsked(
        key=group.key,
        whom=whom,
        name=name,
        recommendations=tuple(row.uid for row in group.rows),
        answered=sum(row.uid in answered for row in group.rows),
        leads=tuple(leads.most_common()),
        subgroup=subgroup,
        organisation=organisation,
        person=holder,
        contact=held.mail_of(uid) if whom is Whom.SUBGROUP else mail,
        proposed=proposed,
        sent=tuple(sent.get((subgroup or organisation or holder, name), ())),
    )


def _sent(session: Session, period: str) -> dict[tuple[str, str], list[str]]:
    """The returns sent for a period, by whom they were sent to and the name on them."""
    found: dict[tuple[str, str], list[str]] = {}
    names = ("uid", "subgroup", "organisation", "person", "sent_to")
    listed = columns_of(session, "return", names, where="period = ?", values=(period,))
    for uid, subgroup, organisation, person, name in sorted(listed):
        key = (subgroup or organisation or person or "", name or "")
        found.setdefault(key, []).append(uid)
    return found
