"""The programme, its reports, periods, packs and saved views."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, validates

from marmot_tracker.model.base import Thing, day, flag, moment, ref, text, whole


class Programme(Thing):
    """The place's work: one in every tracker, made by `new`.

    `words` overrides default words (lines `axis.code = word`); `sample` marks a sample and
    cannot be taken away again, so no invented status ever stands under a real place's name.
    """

    name: Mapped[str | None] = text()
    place: Mapped[str | None] = text()
    year_start: Mapped[str | None] = text()
    words: Mapped[str | None] = text()
    sample: Mapped[bool | None] = flag()

    @validates("sample")
    def _sample_stays(self, key: str, value: bool | None) -> bool | None:  # noqa: ARG002  SQLAlchemy's signature
        if self.sample and not value:
            raise ValueError("a sample stays a sample")
        return value


class SourceReport(Thing):
    """A report whose recommendations are followed up; `edition_of` names the edition before."""

    title: Mapped[str | None] = text()
    publisher: Mapped[str | None] = text()
    published: Mapped[date | None] = day()
    link: Mapped[str | None] = text()
    edition_of: Mapped[str | None] = ref()


class ReportingPeriod(Thing):
    """A period that owners report on: when it opens, and by when answers are due."""

    name: Mapped[str | None] = text()
    opens: Mapped[date | None] = day()
    due: Mapped[date | None] = day()


class ImportMapping(Thing):
    """How lists of one shape are to be read, as a person corrected it; uid is UUIDv5 of the shape.

    `shape` is the key of the list's headings, `headings` those headings for people, one a line.
    `columns`, `words` and `sheets` are canonical JSON; `owner_split` and `date_order` are codes.
    """

    shape: Mapped[str | None] = text()
    headings: Mapped[str | None] = text()
    columns: Mapped[str | None] = text()
    words: Mapped[str | None] = text()
    sheets: Mapped[str | None] = text()
    owner_split: Mapped[str | None] = text()
    date_order: Mapped[str | None] = text()
    corrected_on: Mapped[date | None] = day()


class SavedView(Thing):
    """A way of looking at the list that a place keeps: filter words, columns shown, and order.

    `columns` is canonical JSON, a list of the names of columns in their order; `sort` names one.
    """

    name: Mapped[str | None] = text()
    filter: Mapped[str | None] = text()
    columns: Mapped[str | None] = text()
    sort: Mapped[str | None] = text()
    downwards: Mapped[bool | None] = flag()


class Pack(Thing):
    """A pack that was handed out: what it was made from, so that it can be checked later.

    `tips` and `as_at` name the state it shows, `check_code` is what it prints; `sha256` is of
    the finished file.
    """

    made_at: Mapped[datetime | None] = moment()
    made_by: Mapped[str | None] = text()
    period: Mapped[str | None] = ref()
    as_at: Mapped[date | None] = day()
    since: Mapped[date | None] = day()
    file_name: Mapped[str | None] = text()
    sha256: Mapped[str | None] = text()
    tips: Mapped[str | None] = text()
    check_code: Mapped[str | None] = text()
    recommendations: Mapped[int | None] = whole()
