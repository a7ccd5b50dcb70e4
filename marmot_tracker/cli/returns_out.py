"""`marmot send` and `marmot chase`: returns that go out, and those that are awaited."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from marmot_tracker import clock
from marmot_tracker.cli.telling import say, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import BY_COMMAND, day_given, for_asking, for_writing
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.reports import returns_out
from marmot_tracker.reports.returns_out import SentReturn
from marmot_tracker.services import asking_whom, chasing, periods
from marmot_tracker.services.asking_whom import Asking, CouldBeAsked
from marmot_tracker.services.chasing import Chased, Chasing, question_words
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.sending import ASKABLE
from marmot_tracker.services.wording import counted, day


def send(asked: Namespace) -> None:
    """Write a workbook for each who is asked, or say who could be."""
    if not asked.to and not asked.all:
        _say_who(asked)
        return
    fields = _fields(asked.ask)
    respond_by = day_given(asked.respond_by, "--respond-by")
    with for_writing(asked) as document:
        asking = _asking(document, asked.period)
        chosen = asking.proposed if asked.all else _named(asking, asked.to)
        sent = returns_out.send(
            document,
            Path(asked.folder),
            period=asking.period.uid,
            whom=chosen,
            asked=fields,
            respond_by=respond_by,
            with_mail=not asked.no_mail,
            source=BY_COMMAND,
            progress=_progress(quiet=asked.json),
        )
    if asked.json:
        say_json({"period": asking.period.name, "sent": [_sent_facts(each) for each in sent]})
        return
    _say_sent(sent)
    many = counted(sum(each.recommendations for each in sent), "recommendation")
    say(f"{counted(len(sent), 'return')} for {asking.period.name}, {many} in all.")
    if asked.all and asking.nobodys:
        are = "recommendation has" if len(asking.nobodys) == 1 else "recommendations have"
        say_wrapped(
            f"{len(asking.nobodys):,} {are} neither a subgroup nor an owner, so nobody was asked: "
            'marmot list FILE --filter "no:subgroup no:owner".'
        )
    if not asked.no_mail:
        say_wrapped(
            "Open a mail draft (.eml) to send its workbook; this program sends nothing itself."
        )


def _asking(document: Document, period: str) -> Asking:
    with document.read() as session:
        found = _period(periods.list_(session), period) or periods.the_one(session, period)
        return asking_whom.read(session, period=found.uid, today=clock.today())


def _period(known: list[PeriodFacts], words: str) -> PeriodFacts | None:
    """The period that is current where none is named. Raises `TrackerError` where there is none."""
    if words:
        return None
    current = periods.current_of(known, clock.today())
    if current is None:
        raise TrackerError(
            "No reporting period is open.",
            hint="Add one first: marmot period FILE NAME --opens DATE.",
        )
    return current


def _named(asking: Asking, names: list[str]) -> tuple[CouldBeAsked, ...]:
    return tuple(
        {each.key: each for each in (asking_whom.named(asking, name) for name in names)}.values()
    )


def _fields(words: str | None) -> tuple[FormField, ...]:
    """The fields to ask besides those always asked: all unless said, none for `none`."""
    if words is None:
        return ASKABLE
    named = [word.strip().casefold() for word in words.split(",") if word.strip()]
    if named == ["none"]:
        return ()
    known = {field.value: field for field in ASKABLE}
    for name in named:
        if name not in known:
            raise Misuse(f"--ask “{name}” is not known.", hint=f"There are {', '.join(known)}.")
    return tuple(known[name] for name in named)


def _say_who(asked: Namespace) -> None:
    """Print who could be asked; nothing is written."""
    with for_asking(asked) as document:
        asking = _asking(document, asked.period)
    if asked.json:
        say_json(
            {
                "period": asking.period.name,
                "asked": asking.asked,
                "nobody_to_ask": len(asking.nobodys),
                "could_be_asked": [
                    {
                        "key": each.key,
                        "kind": each.whom.value,
                        "name": each.name,
                        "recommendations": each.asked,
                        "answered": each.answered,
                        "proposed": each.proposed,
                        "sent_before": len(each.sent),
                        "contact": each.contact or None,
                    }
                    for each in asking.whom
                ],
            }
        )
        return
    say_table(
        ("Who", "Kind", "Asked", "Rated already", "Sent before", ""),
        (
            (
                each.name,
                each.whom.value,
                str(each.asked),
                str(each.answered),
                str(len(each.sent)),
                "proposed" if each.proposed else "",
            )
            for each in asking.whom
        ),
        wide=0,
    )
    say()
    say_wrapped(
        "Nothing was sent. Choose with --to NAME (may be repeated), or --all for those proposed."
    )


def _progress(*, quiet: bool) -> Progress:
    def told(done: int, total: int, text: str) -> None:
        if not quiet and done < total:
            say(f"{done + 1} of {total}  {text}")

    return Progress(told)


def _say_sent(sent: list[SentReturn]) -> None:
    for each in sent:
        beside = f", with {each.draft.name}" if each.draft else ""
        say(f"{each.sent_to}: {each.workbook}{beside}")


def _sent_facts(sent: SentReturn) -> dict[str, Any]:
    return {
        "uid": sent.uid,
        "sent_to": sent.sent_to,
        "workbook": str(sent.workbook),
        "draft": str(sent.draft) if sent.draft else None,
        "contact": sent.contact or None,
        "recommendations": sent.recommendations,
    }


# ---------------------------------------------------------------- chasing


def chase(asked: Namespace) -> None:
    """Print which returns are back and which are late; write reminders or questions if asked."""
    with for_asking(asked) as document:
        with document.read() as session:
            period = periods.the_one(session, asked.period).uid if asked.period else ""
            found = chasing.read(session, today=clock.today(), period=period)
        chosen = _of(found, asked.to)
        wrote: list[str] = []
        if asked.send_back:
            by = day_given(asked.respond_by, "--respond-by")
            back = returns_out.send_back(
                document, Path(asked.send_back), chased=chosen, respond_by=by
            )
            wrote += [str(path) for each in back for path in (each.workbook, each.draft) if path]
        if asked.folder:
            drafts = returns_out.remind(document, Path(asked.folder), chased=chosen)
            wrote += [str(path) for path in drafts]
    if asked.json:
        say_json({**_chasing_facts(found, chosen), "wrote": wrote})
        return
    _say_chasing(found, chosen)
    for path in wrote:
        say(f"Wrote {path}")


def _of(found: Chasing, names: list[str]) -> list[Chased]:
    """Those of these names, or all of them."""
    known = {" ".join(each.sent_to.split()).casefold() for each in found.returns}
    wanted = {" ".join(name.split()).casefold() for name in names}
    if unknown := wanted - known:
        listed = ", ".join(sorted({f"“{each.sent_to}”" for each in found.returns}))
        raise Misuse(
            f"Nothing was sent to “{min(unknown)}” for {found.period or 'any period'}.",
            hint=f"There are {listed}." if listed else "",
        )
    return [each for each in found.returns if not wanted or each.sent_to.casefold() in wanted]


def _say_chasing(found: Chasing, chosen: list[Chased]) -> None:
    if not found.returns:
        say("No return has been sent yet: marmot send FILE." if not found.period else
            f"No return has been sent for {found.period}.")  # fmt: skip
        return
    say_table(
        ("Sent to", "Sent", "Due", "State", "Answered", "To decide", "Questions"),
        (
            (
                each.sent_to,
                day(each.sent_on),
                day(each.respond_by) or "–",
                each.words,
                f"{each.answered} of {each.asked}",
                str(each.waiting),
                str(len(each.asked_back)),
            )
            for each in chosen
        ),
        wide=0,
    )
    for each in chosen:
        if each.is_open and each.unanswered:
            say()
            say(f"{each.sent_to}, still to be answered:")
            for left in each.unanswered:
                say_wrapped(left.words, indent="  ")
        for question in each.asked_back:
            say_wrapped(f"{each.sent_to}, asked back: {question_words(question)}", indent="  ")
    say()
    late = f", {found.late} late" if found.late else ""
    say(f"{found.back} of {counted(len(found.standing), 'return')} back for {found.period}{late}.")


def _chasing_facts(found: Chasing, chosen: list[Chased]) -> dict[str, Any]:
    return {
        "as_at": found.today.isoformat(),
        "period": found.period or None,
        "back": found.back,
        "late": found.late,
        "returns": [
            {
                "uid": each.uid,
                "sent_to": each.sent_to,
                "sent_on": each.sent_on.isoformat() if each.sent_on else None,
                "respond_by": each.respond_by.isoformat() if each.respond_by else None,
                "came_on": each.came_on.isoformat() if each.came_on else None,
                "state": each.state.value,
                "days_late": each.late,
                "asked": each.asked,
                "answered": each.answered,
                "to_decide": each.waiting,
                "questions": [question_words(question) for question in each.asked_back],
                "unanswered": [left.words for left in each.unanswered],
                "file": each.file_name,
            }
            for each in chosen
        ],
    }
