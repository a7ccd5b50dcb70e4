"""Sends returns: a workbook for each who is asked, a mail draft beside it, and the note in the tracker.

Everything is written under other names first; then all of it is noted in one edit, and only then
do the files take their names. So nothing is noted as sent that was not written, and no workbook
lies there that the tracker knows nothing of.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.reports.mail_drafts import Draft, covering, written_draft
from marmot_tracker.reports.return_workbook import written
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.services import asking_whom, chasing, programme, sending
from marmot_tracker.services.asking_whom import CouldBeAsked
from marmot_tracker.services.chasing import Chased
from marmot_tracker.services.programme import ProgrammeFacts, Words
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.sending import ASKABLE, Plan
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import SAMPLE_MARK

Reword = Callable[[ReturnFacts, Draft], Draft]
"""Says the covering words of a return otherwise."""


@dataclass(frozen=True, slots=True)
class SentReturn:
    """A return that was sent: its uid, to whom, its workbook, and the mail draft beside it."""

    uid: str
    sent_to: str
    workbook: Path
    draft: Path | None
    subject: str
    words: str
    recommendations: int
    contact: str


def send(
    document: Document,
    folder: Path,
    *,
    period: str,
    whom: Sequence[CouldBeAsked],
    asked: Collection[FormField] = ASKABLE,
    respond_by: date | None = None,
    with_mail: bool = True,
    reword: Reword | None = None,
    source: Source | None = None,
    progress: Progress | None = None,
) -> list[SentReturn]:
    """Write a workbook for each who is asked into `folder` and note them in one edit.

    `period` is its uid. On the thread that owns the tracker. Nobody is asked what somebody else of
    those chosen is asked (`asking_whom.shared_out`). `reword` says a mail otherwise. Raises `TrackerError` and `Cancelled`; then
    nothing is noted and no file is left.
    """
    progress = progress or Progress()
    chosen = asking_whom.shared_out(whom)
    if not chosen:
        raise Misuse("Nobody was chosen to be asked.", hint="Choose at least one.")
    if document.read_only:
        raise TrackerError(
            f"Returns cannot be sent from {document.path.name}: {document.read_only}.",
            hint="What is sent is noted in the tracker, so it must be open for writing.",
        )
    _make(folder)
    with document.read() as session:
        plans = sending.plan(
            session,
            period=period,
            whom=chosen,
            asked=asked,
            respond_by=respond_by,
            today=clock.today(),
            tips=document.tips,
            check_code=document.check_code,
            taken=_names_in(folder),
        )
        words, about = programme.words(session), programme.current(session)
    facts = [facts_of(plan, about, sender=document.author.name) for plan in plans]
    addressed = [
        _Addressed(each, plan.file_name, plan.whom.contact)
        for each, plan in zip(facts, plans, strict=True)
    ]
    with _put_aside(folder) as aside:
        sent = _write(
            aside, addressed, words, with_mail=with_mail, reword=reword, progress=progress
        )
        progress.step(len(plans), len(plans), "Noting what is sent")
        label = "Send a return" if len(plans) == 1 else f"Send {len(plans)} returns"
        with document.edit(label, source=source) as session:
            sending.record(session, plans)
        aside.keep()
    return sent


def send_back(
    document: Document,
    folder: Path,
    *,
    chased: Sequence[Chased],
    respond_by: date | None = None,
    with_mail: bool = True,
    progress: Progress | None = None,
) -> list[SentReturn]:
    """Write for each return with open questions a workbook with them beside their cells.

    It is the same return, with the same base, so nothing is noted anew. Returns without questions
    are passed over.
    """
    progress = progress or Progress()
    asked = [each for each in chased if each.asked_back]
    if not asked:
        raise TrackerError(
            "There are no questions to send back.",
            hint="Ask one with “Send back with a question” in the returns inbox.",
        )
    _make(folder)
    with document.read() as session:
        words, about = programme.words(session), programme.current(session)
        made = [
            _facts_back(session, each, about, sender=document.author.name, respond_by=respond_by)
            for each in asked
        ]
    names = sending.file_names(
        (f"{each.sent_to}_questions" for each in asked),
        period=asked[0].period,
        taken=_names_in(folder),
    )
    addressed = [
        _Addressed(facts, name, each.contact)
        for facts, name, each in zip(made, names, asked, strict=True)
    ]
    with _put_aside(folder) as aside:
        sent = _write(aside, addressed, words, with_mail=with_mail, progress=progress)
        aside.keep()
    return sent


def remind(
    document: Document,
    folder: Path,
    *,
    chased: Sequence[Chased],
    progress: Progress | None = None,
) -> list[Path]:
    """Write a mail draft for each return that is still open; returns where they lie."""
    progress = progress or Progress()
    due = [each for each in chased if each.is_open]
    if not due:
        raise TrackerError("No return is outstanding, so nobody is to be reminded.")
    _make(folder)
    now, today = clock.now(), clock.today()
    with document.read() as session:
        title = _title(programme.current(session))
    names = sending.file_names(
        (f"{each.sent_to}_reminder" for each in due),
        period=due[0].period,
        taken=_names_in(folder, ".eml"),
        ending=".eml",
    )
    with _put_aside(folder) as aside:
        for at, (each, name) in enumerate(zip(due, names, strict=True)):
            progress.step(at, len(due), f"Writing {name}")
            letter = chasing.reminder(each, title=title, sender=document.author.name, today=today)
            draft = Draft(each.contact, letter.subject, letter.words)
            aside.write(name, written_draft(draft, at=now))
        aside.keep()
    return [folder / name for name in names]


def _facts_back(
    session: Session,
    chased: Chased,
    about: ProgrammeFacts,
    *,
    sender: str,
    respond_by: date | None,
) -> ReturnFacts:
    """A return as it is sent back: the rows that questions are about, on the base they had."""
    asked = {question.recommendation for question in chased.asked_back}
    stored = sending.stored(session, chased.uid)
    return ReturnFacts(
        uid=chased.uid,
        sent_to=chased.sent_to,
        period=chased.period,
        title=_title(about),
        sender=sender,
        sent_on=chased.sent_on or clock.today(),
        respond_by=respond_by,
        asked=stored.asked,
        check_code=stored.check_code,
        rows=tuple(row for row in stored.rows if row.recommendation in asked),
        mark=SAMPLE_MARK if about.sample else "",
        questions=chased.asked_back,
    )


def _title(about: ProgrammeFacts) -> str:
    """What the programme is called in a letter, where a sample's mark has its own line."""
    return about.name or about.place


def facts_of(plan: Plan, about: ProgrammeFacts, *, sender: str) -> ReturnFacts:
    """What the workbook of a plan tells."""
    return ReturnFacts(
        uid=plan.uid,
        sent_to=plan.whom.name,
        period=plan.period.name,
        title=_title(about),
        sender=sender,
        sent_on=plan.sent_on,
        respond_by=plan.respond_by,
        asked=plan.asked,
        check_code=plan.check_code,
        rows=plan.rows,
        mark=SAMPLE_MARK if about.sample else "",
    )


class _Addressed(NamedTuple):
    """A workbook to be written: what it tells, its name, and the mail address, if one is known."""

    facts: ReturnFacts
    file_name: str
    contact: str


def _write(
    aside: Aside,
    addressed: Sequence[_Addressed],
    words: Words,
    *,
    with_mail: bool,
    progress: Progress,
    reword: Reword | None = None,
) -> list[SentReturn]:
    """Put each workbook and its mail draft aside; what they are called once they are kept."""
    now, sent = clock.now(), []
    for at, (facts, name, contact) in enumerate(addressed):
        progress.step(at, len(addressed), f"Writing {name}")
        body = written(facts, words, made_at=now)
        aside.write(name, body)
        draft = covering(facts, contact=contact, file_name=name)
        draft = reword(facts, draft) if reword else draft
        mail = Path(name).with_suffix(".eml").name if with_mail else ""
        if mail:
            aside.write(mail, written_draft(draft, workbook=body, at=now))
        sent.append(
            SentReturn(
                facts.uid,
                facts.sent_to,
                aside.folder / name,
                aside.folder / mail if mail else None,
                draft.subject,
                draft.words,
                len(facts.rows),
                contact,
            )
        )
    return sent


# ---------------------------------------------------------------- files


class Aside:
    """Files in a folder under names of their own until all of them are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts: dict[Path, Path] = {}

    def write(self, name: str, body: bytes) -> None:
        """Write a file that is to be called so."""
        part = self.folder / f".{name}.{os.getpid()}.part"
        self._parts[part] = self.folder / name
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())

    def keep(self) -> None:
        """Let every file take its name."""
        for part in list(self._parts):
            part.replace(self._parts.pop(part))

    def drop(self) -> None:
        """Remove what was not kept."""
        for part in self._parts:
            with contextlib.suppress(OSError):
                part.unlink()


@contextlib.contextmanager
def _put_aside(folder: Path) -> Iterator[Aside]:
    aside = Aside(folder)
    try:
        yield aside
    except OSError as fault:
        raise TrackerError(
            f"The returns could not be written to {folder} ({fault.strerror}).",
            hint="See that the disk has room and the folder may be written, then send them again.",
        ) from fault
    finally:
        aside.drop()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise TrackerError(
            f"The folder {folder} could not be made ({fault.strerror}); nothing was sent.",
            hint="Choose a folder of your own, such as one in Documents.",
        ) from fault


def _names_in(folder: Path, ending: str = ".xlsx") -> list[str]:
    """The names in use, all with one ending: a workbook and its mail draft go by one name."""
    return [path.with_suffix(ending).name for path in folder.iterdir()]
