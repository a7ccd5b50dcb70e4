"""`marmot receive`: what came back, line by line, and taken at once where that was asked."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.cli.telling import say, say_json, say_wrapped
from marmot_tracker.cli.trackers import for_asking, for_writing
from marmot_tracker.document import Document
from marmot_tracker.exchange import returns
from marmot_tracker.exchange.returns import LineVerdict, Received, ReceivedOne, Settled
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import ReturnVerdict

SHOWN = 200
"""Lines of a workbook that are printed before the rest is counted; `--json` has them all."""
_TAKEN: dict[str, frozenset[LineState]] = {
    "all": frozenset({LineState.CLEAN, LineState.TWO_ANSWERS, LineState.NOTE}),
    "clean": frozenset({LineState.CLEAN}),
    "none": frozenset(),
}
_MARKS = {
    LineState.CLEAN: "",
    LineState.TWO_ANSWERS: "two answers: ",
    LineState.PROBLEM: "problem: ",
    LineState.NOTE: "remark: ",
}


def receive(asked: Namespace) -> None:
    """Read returned workbooks; print their lines, or note them and take what is asked."""
    reads = returns.read([Path(name) for name in asked.returns])
    with (for_asking if asked.dry_run else for_writing)(asked) as document:
        got = returns.receive(
            document, reads, today=clock.today(), returned_by=asked.by, dry_run=asked.dry_run
        )
        settled = None if asked.dry_run else _accept(document, got, asked.accept)
    if asked.json:
        say_json(_as_json(got, settled, dry_run=asked.dry_run))
        return
    for one in got.each:
        _say_one(one)
    if settled is None:
        say("Nothing was written: this was a dry run.")
        return
    _say_settled(got, settled)


def _accept(document: Document, got: Received, which: str) -> Settled:
    states = _TAKEN[which]
    verdicts = [
        LineVerdict(line.uid, ReturnVerdict.ACCEPTED)
        for line in _to_decide(got)
        if line.state in states
    ]
    return returns.settle(document, verdicts, today=clock.today())


def _to_decide(got: Received) -> list[InboxLine]:
    """The lines that came, and those that waited already and came again, each once."""
    lines = {line.uid: line for one in got.each for line in (*one.lines, *one.again)}
    return list(lines.values())


def _say_one(one: ReceivedOne) -> None:
    to = f": the return to {one.sent_to}" if one.sent_to else ""
    say_wrapped(f"{one.file_name}{to}")
    for fault in one.faults:
        say_wrapped(f"{fault.where}: {fault.words}", indent="  ")
    for line in sorted(one.lines, key=lambda line: line.state is not LineState.PROBLEM)[:SHOWN]:
        say_wrapped(_in_words(line), indent="  ")
    if len(one.lines) > SHOWN:
        say(f"  … and {len(one.lines) - SHOWN:,} more lines (--json prints them all).")
    for note in one.notes:
        say_wrapped(note, indent="  ")


def _in_words(line: InboxLine) -> str:
    """`5.4, How is it going?: “Off track” (sent “At risk”), Return!F7. It came without a reason.`"""
    of = line.reference or line.subject[:60]
    said = f"{of}, {line.field_words}" if of else line.field_words
    sent = f" (sent “{_short(line.sent)}”)" if line.sent else ""
    now = f" (now “{_short(line.current)}”)" if line.current != line.sent else ""
    told = f"{_MARKS[line.state]}{said}: “{_short(line.returned)}”{sent}{now}, {line.where}."
    return f"{told} {line.words}".rstrip()


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 80 else f"{plain[:79].rstrip()}…"


def _say_settled(got: Received, settled: Settled) -> None:
    waiting = len(_to_decide(got)) - settled.accepted
    for words in settled.not_taken:
        say_wrapped(words)
    if settled.accepted:
        say(f"{counted(settled.accepted, 'answer')} accepted.")
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        say(f"{counted(waiting, 'line')} {verb} in the returns inbox.")
    elif not settled.accepted:
        say("Nothing new came back.")


def _as_json(got: Received, settled: Settled | None, *, dry_run: bool) -> dict[str, object]:
    return {
        "returns": [
            {
                "file": one.file_name,
                "return": one.for_return,
                "sent_to": one.sent_to,
                "received": one.uid,
                "faults": [asdict(fault) for fault in one.faults],
                "notes": list(one.notes),
                "lines": [_line_json(line) for line in one.lines],
                "waiting": [_line_json(line) for line in one.again],
            }
            for one in got.each
        ],
        "dry_run": dry_run,
        "accepted": settled.accepted if settled else 0,
        "not_taken": list(settled.not_taken) if settled else [],
    }


def _line_json(line: InboxLine) -> dict[str, object]:
    return {
        "uid": line.uid,
        "recommendation": line.recommendation,
        "reference": line.reference,
        "field": line.field.value,
        "where": line.where,
        "sent": line.sent,
        "returned": line.returned,
        "current": line.current,
        "state": line.state.value,
        "words": line.words,
    }
