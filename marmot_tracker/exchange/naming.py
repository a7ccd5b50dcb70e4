"""Which subgroup, owner or column of the tracker a name in a list means, also by a former name.

A list goes on saying "Housing" after the subgroup was renamed in the tracker; that is no change
of the list, so every name a thing ever had still means it.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from marmot_tracker.exchange.proposal import NewColumn
from marmot_tracker.model import ExtraColumn, Organisation, Post, Subgroup
from marmot_tracker.services import extras, people
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.people import OwnerRef
from marmot_tracker.trail.past_values import texts_ever
from marmot_tracker.vocabulary import ExtraType

EXTRA = "extra:"
"""Begins the field of a column of the place's own."""
NEW = "new:"
"""Begins the key of a name that nothing in the tracker has."""
_SUBGROUPS = ("subgroup", "interested")


def folded(name: str) -> str:
    """A name without regard to case and blanks."""
    return " ".join(name.split()).casefold()


def owner_parts(words: str) -> tuple[str, str]:
    """(post title, organisation) as `people.ensure_owner` understands an owner's words."""
    title, comma, name = " ".join(words.split()).rpartition(",")
    title, name = title.strip(" ,"), name.strip(" ,")
    return (title, name) if comma and title and name else ("", title or name)


class Names:
    """Turns names into keys: the uid of what is meant, or `new:` and the name as first met."""

    def __init__(self, session: Session) -> None:
        self._ever = texts_ever(
            session,
            (
                ("subgroup", "name"),
                ("organisation", "name"),
                ("post", "title"),
                ("extra_column", "name"),
            ),
        )
        self._new: dict[tuple[str, str], str] = {}
        self.subgroup_words: dict[str, str] = {}
        self._subgroups = self._read_subgroups(session)
        self._owners: dict[str, str] = {}
        self._posts: set[str] = set()
        self.owner_words: dict[str, str] = {}
        self._organisations: dict[str, str] = {}
        self._read_owners(session)
        self.columns = {column.uid: column for column in extras.columns(session)}
        self._columns = self._read_columns()

    def subgroup(self, name: str) -> str:
        """The key of a subgroup."""
        return self._subgroups.get(folded(name)) or self._claim("subgroup", name)

    def known_subgroup(self, name: str) -> str:
        """The key of a subgroup that the tracker has; empty where it has none of this name."""
        return self._subgroups.get(folded(name), "")

    def newest_subgroup(self, uid: str) -> str:
        """The subgroup that has succeeded this one, or itself."""
        return self._newest.get(uid, uid)

    def owner(self, words: str) -> str:
        """The key of an owner."""
        known = self._owners.get(folded(words))
        if known is None:
            title, name = owner_parts(words)
            words = people.post_words(title, name)
            known = self._owners.get(folded(words))
        return known or self._claim("owner", words)

    def column(self, heading: str) -> str:
        """The key of a column of the place's own."""
        return self._columns.get(folded(heading)) or self._claim("column", heading)

    def again(self, field: str, key: str) -> str:
        """A key noted earlier, which may have been a new name then and be known by now."""
        if not key.startswith(NEW):
            return key
        name = key.removeprefix(NEW)
        return self.subgroup(name) if field in _SUBGROUPS else self.owner(name)

    def words(self, field: str, key: str) -> str:
        """What a key is called."""
        if key.startswith(NEW):
            return key.removeprefix(NEW)
        known = self.subgroup_words if field in _SUBGROUPS else self.owner_words
        return known.get(key, "")

    def _claim(self, kind: str, name: str) -> str:
        name = " ".join(name.split())
        return self._new.setdefault((kind, name.casefold()), f"{NEW}{name}")

    def _read_subgroups(self, session: Session) -> dict[str, str]:
        known = people.subgroup_names(session)
        self._newest = {uid: newest for uid, (newest, _) in known.items()}
        self.subgroup_words = dict(known.values())
        past = {
            folded(name): newest
            for uid, (newest, _) in known.items()
            for name in self._ever.get(uid, ())
        }
        return past | {folded(name): newest for newest, name in known.values()}

    def _read_owners(self, session: Session) -> None:
        choices = people.owners(session)
        organisations = {one.uid for one in choices if one.kind == "organisation"}
        self._posts = {one.uid for one in choices if one.kind == "post"}
        self.owner_words = {one.uid: one.words for one in choices}
        past: dict[str, str] = {}
        for uid in organisations:
            for name in self._ever.get(uid, ()):
                past[folded(name)] = uid
        for one in choices:
            if one.kind == "post":
                _, current = owner_parts(one.words)
                at = self._ever_of_organisation(organisations, current)
                for title in self._ever.get(one.uid, ()):
                    for name in at:
                        past[folded(people.post_words(title, name))] = one.uid
        now = {folded(one.words): one.uid for one in choices}
        self._owners = past | now
        self._organisations = {
            folded(one.words): one.uid for one in choices if one.kind == "organisation"
        }

    def _ever_of_organisation(self, organisations: set[str], current: str) -> list[str]:
        names = {current}
        for uid in organisations:
            if self.owner_words[uid] == current:
                names.update(self._ever.get(uid, ()))
        return sorted(names)

    def _read_columns(self) -> dict[str, str]:
        past = {folded(name): uid for uid in self.columns for name in self._ever.get(uid, ())}
        return past | {folded(column.name): uid for uid, column in self.columns.items()}

    # Making what is not there yet

    def made_subgroup(self, session: Session, key: str) -> str:
        """The uid of a subgroup key, made where it is new."""
        if not key.startswith(NEW):
            return key
        name = key.removeprefix(NEW)
        uid = self._subgroups.get(folded(name))
        if uid is None:
            made = Subgroup(name=name)
            session.add(made)
            uid = self._subgroups[folded(name)] = made.uid
        return uid

    def made_owner(self, session: Session, key: str) -> OwnerRef:
        """The owner of an owner key, made where it is new."""
        uid = key
        if key.startswith(NEW):
            words = key.removeprefix(NEW)
            uid = self._owners.get(folded(words)) or self._make_owner(session, words)
        return OwnerRef(post=uid) if uid in self._posts else OwnerRef(organisation=uid)

    def _make_owner(self, session: Session, words: str) -> str:
        title, name = owner_parts(words)
        at = self._organisations.get(folded(name))
        if at is None:
            organisation = Organisation(name=name)
            session.add(organisation)
            at = self._organisations[folded(name)] = organisation.uid
            self._owners.setdefault(folded(name), at)
        if not title:
            return at
        post = Post(title=title, organisation=at)
        session.add(post)
        self._posts.add(post.uid)
        self._owners[folded(words)] = post.uid
        return post.uid

    def make_if_wanted(self, session: Session, column: NewColumn, wanted: Collection[str]) -> None:
        """Make a new column at the end where one of the `wanted` fields is of it."""
        if f"{EXTRA}{NEW}{column.name}" not in wanted or folded(column.name) in self._columns:
            return
        order = max((one.order for one in self.columns.values()), default=0) + 1
        kind = ExtraType(column.kind)
        made = ExtraColumn(name=column.name, type=kind.value, order=order)
        session.add(made)
        self._columns[folded(column.name)] = made.uid
        self.columns[made.uid] = ExtraColumnFacts(made.uid, column.name, kind, order)

    def settled_field(self, field: str) -> str:
        """A field, that of a new column which was made by now under its uid."""
        start = f"{EXTRA}{NEW}"
        if not field.startswith(start):
            return field
        return f"{EXTRA}{self.column(field.removeprefix(start))}"

    def settled(self, field: str, value: str) -> str:
        """A value with every name in it that is known by now as its uid."""
        if field in ("subgroup", "lead"):
            return self.again(field, value)
        if field in ("supporting", "interested"):
            return "\n".join(sorted(self.again(field, key) for key in value.split("\n")))
        return value
