"""Principles, subgroups, and those who own recommendations."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from marmot_tracker.model.base import Thing, day, ref, text, whole


class Principle(Thing):
    """One of the eight Marmot principles; seeded by `new`, wording editable."""

    number: Mapped[int | None] = whole()
    wording: Mapped[str | None] = text()
    short: Mapped[str | None] = text()
    aliases: Mapped[str | None] = text()


class Subgroup(Thing):
    """A subgroup of the steering group; `successor` is its uid under a new name."""

    name: Mapped[str | None] = text()
    chair: Mapped[str | None] = text()
    support_officer: Mapped[str | None] = text()
    successor: Mapped[str | None] = ref()


class Organisation(Thing):
    """A body that can own a recommendation."""

    name: Mapped[str | None] = text()


class Person(Thing):
    """Someone who holds a post; never printed in what is published."""

    name: Mapped[str | None] = text()
    email: Mapped[str | None] = text()


class Post(Thing):
    """A post that can own a recommendation, held by a person from, to; or vacant."""

    title: Mapped[str | None] = text()
    organisation: Mapped[str | None] = ref()
    person: Mapped[str | None] = ref()
    held_from: Mapped[date | None] = day()
    held_to: Mapped[date | None] = day()
