"""Returns: what was sent to whom, what came back, and what was decided about every cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from marmot_tracker.model.base import Thing, day, flag, ref, text, whole


class Return(Thing):
    """A workbook sent for a reporting period to a subgroup, an organisation or a person.

    `sent_to` is the name as it was then. `asked` is canonical JSON, a list of the fields that went
    out besides those always asked. `tips` names the state it was made from: hex ids, a space
    between. `nil` says that there was nothing to report.
    """

    period: Mapped[str | None] = ref()
    sent_to: Mapped[str | None] = text()
    subgroup: Mapped[str | None] = ref()
    organisation: Mapped[str | None] = ref()
    person: Mapped[str | None] = ref()
    contact: Mapped[str | None] = text()
    sent_on: Mapped[date | None] = day()
    respond_by: Mapped[date | None] = day()
    asked: Mapped[str | None] = text()
    tips: Mapped[str | None] = text()
    file_name: Mapped[str | None] = text()
    nil: Mapped[bool | None] = flag()


class ReturnRow(Thing):
    """A recommendation in a return, with the base its answers are written on.

    `heads` is canonical JSON, a list of `[uid, field, [ids]]`: what an answer to that field
    replaces, as `trail.sent_heads` found it when the return was sent. No text is kept twice, so
    that what is erased is erased here too.
    """

    for_return: Mapped[str | None] = ref()
    recommendation: Mapped[str | None] = ref()
    order: Mapped[int | None] = whole()
    heads: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {"for_return": "return"}


class ReceivedReturn(Thing):
    """Something that came back for a return: a workbook, or a message or a call put into words.

    `via` is a `Via`; `words` the text that was pasted, `sha256` that of the file; `returned_by`
    is on whose behalf its answers are accepted.
    """

    for_return: Mapped[str | None] = ref()
    received_on: Mapped[date | None] = day()
    file_name: Mapped[str | None] = text()
    sha256: Mapped[str | None] = text()
    via: Mapped[str | None] = text()
    returned_by: Mapped[str | None] = text()
    words: Mapped[str | None] = text()
    nil: Mapped[bool | None] = flag()
    hangs_on: ClassVar[Mapping[str, str]] = {"for_return": "return"}


class ReturnLine(Thing):
    """One cell that came back, and what was decided about it; without a verdict it waits.

    `field` is a `FormField`, `cell` where it stood (`Return!C7`). `sent` and `said` are texts, the
    latter as it is written where it could be read; `fault` says why it could not. `written` is
    what was taken instead, `reason` why it was left out, or the question sent back.
    """

    for_return: Mapped[str | None] = ref()
    received: Mapped[str | None] = ref()
    recommendation: Mapped[str | None] = ref()
    field: Mapped[str | None] = text()
    cell: Mapped[str | None] = text()
    sent: Mapped[str | None] = text()
    said: Mapped[str | None] = text()
    fault: Mapped[str | None] = text()
    verdict: Mapped[str | None] = text()
    written: Mapped[str | None] = text()
    reason: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {"received": "received_return"}


class Action(Thing):
    """Something to be done for a recommendation, as a return proposed it; `owner` as written.

    It is open until `done_on`. `proposed_in` is the return; in older files what came back for it,
    which two copies that receive one file name apart.
    """

    recommendation: Mapped[str | None] = ref()
    title: Mapped[str | None] = text()
    owner: Mapped[str | None] = text()
    due: Mapped[date | None] = day()
    done_on: Mapped[date | None] = day()
    proposed_in: Mapped[str | None] = ref()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}
