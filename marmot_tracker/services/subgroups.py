"""Who chairs each subgroup and who supports it: by that a person's own part is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Subgroup
from marmot_tracker.services.people import set_mail

NO_MAILS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SubgroupPeople:
    """The names of a subgroup's chair and support officer; empty where there is none."""

    chair: str = ""
    support_officer: str = ""


def set_people(
    session: Session, *, people: Mapping[str, SubgroupPeople], mails: Mapping[str, str] = NO_MAILS
) -> int:
    """Name chair and support officer of subgroups, by uid; `mails` are mail addresses by name.

    How many subgroups and addresses changed. Raises `TrackerError` where a subgroup was withdrawn
    meanwhile, and for what is no mail address.
    """
    changed = sum(set_mail(session, name=name, mail=mail) for name, mail in mails.items())
    for uid, named in people.items():
        subgroup = session.get(Subgroup, uid)
        if subgroup is None:
            raise TrackerError(
                "A subgroup was withdrawn meanwhile; nothing was changed.",
                hint="Open the list of subgroups again.",
            )
        before = SubgroupPeople(subgroup.chair or "", subgroup.support_officer or "")
        after = SubgroupPeople(_plain(named.chair), _plain(named.support_officer))
        if before != after:
            subgroup.chair = after.chair or None
            subgroup.support_officer = after.support_officer or None
            changed += 1
    return changed


def _plain(words: str) -> str:
    return " ".join(words.split())
