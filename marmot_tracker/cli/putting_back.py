"""`marmot put-back`: put back what a step of the history did, or what it said."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.cli.telling import say, say_json, say_wrapped
from marmot_tracker.cli.trackers import BY_COMMAND, for_asking, for_writing
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import history, history_things, putting_back, recommendations
from marmot_tracker.services.history import HistoryLine
from marmot_tracker.services.putting_back import Plan, Way
from marmot_tracker.services.wording import moment

CODE = 8
"""So many signs of a step's code are printed; as many as are needed may be given."""


def put_back(asked: Namespace) -> None:
    """List the steps of a recommendation, or put back one of them."""
    way = Way.AGAIN if asked.again else Way.BEFORE
    if not asked.step or asked.dry_run:
        with for_asking(asked) as document, document.read() as session:
            uid = recommendations.the_one(session, asked.reference)
            if not asked.step:
                _list(asked, history.lines(session, uid))
                return
            plan = _plan(session, uid, asked.step, way)
        _say_plan(asked, plan, done=False)
        return
    if not asked.reason.strip():
        raise Misuse("Say why it is put back.", hint='Add --reason "…"; it stays in the record.')
    with for_writing(asked) as document:
        with document.read() as session:
            uid = recommendations.the_one(session, asked.reference)
            plan = _plan(session, uid, asked.step, way)
            within = _within(session, uid)
        keys = frozenset(line.key for line in plan.lines) if asked.anyway else plan.chosen
        if not keys:
            raise _nothing(plan)
        lines = [line for line in plan.lines if line.key in keys]
        named = putting_back.names_of(lines)
        label = f"Put back {named[:1].lower()}{named[1:]}"
        with document.edit(label, reason=asked.reason, source=BY_COMMAND) as session:
            putting_back.put_back(
                session,
                change=plan.change,
                way=way,
                within=within,
                chosen=keys,
                today=clock.today(),
                reason=asked.reason,
            )
    _say_plan(asked, plan, done=True, keys=keys)


def _within(session: Session, uid: str) -> frozenset[str]:
    return frozenset({uid, *history_things.below(session, [uid])})


def _plan(session: Session, uid: str, step: str, way: Way) -> Plan:
    given = step.strip().casefold()
    found = [line for line in history.lines(session, uid) if line.change.startswith(given)]
    if len({line.change for line in found}) != 1:
        many = "are several steps" if found else "is no step"
        raise TrackerError(
            f"There {many} “{step}” in this history.",
            hint="Without a step, put-back lists them with their codes.",
        )
    return putting_back.plan(session, change=found[0].change, way=way, within=_within(session, uid))


def _nothing(plan: Plan) -> TrackerError:
    if plan.lines:
        since = "; ".join(f"{line.words}: {line.since}" for line in plan.lines)
        return TrackerError(
            f"Nothing was put back, since it was changed since. {since}.",
            hint="Add --anyway to put it back all the same.",
        )
    said = " ".join(plan.cannot)
    return TrackerError(
        said or "There is nothing to put back: what stands is what stood then.",
        hint="--again lets what the step said stand again." if plan.way is Way.BEFORE else "",
    )


def _list(asked: Namespace, lines: list[HistoryLine]) -> None:
    if asked.json:
        say_json({"steps": [{"step": line.change, "what": line.what} for line in lines]})
        return
    for line in lines:
        say(f"{line.change[:CODE]}  {moment(line.at)}  {line.who}")
        say_wrapped(line.what, indent="    ")
    if not lines:
        say("Nothing has been changed there.")


def _say_plan(
    asked: Namespace, plan: Plan, *, done: bool, keys: frozenset[str] = frozenset()
) -> None:
    shown = [line for line in plan.lines if not done or line.key in keys]
    if asked.json:
        facts: dict[str, Any] = {
            "step": plan.change,
            "put_back": done,
            "lines": [{"words": line.words, "since": line.since} for line in shown],
            "cannot": list(plan.cannot),
        }
        say_json(facts)
        return
    for line in shown:
        since = f" ({line.since})" if line.since and not done else ""
        say_wrapped(f"{line.words}{since}")
    for sentence in plan.cannot:
        say_wrapped(sentence)
    if not shown and not plan.cannot:
        say("There is nothing to put back: what stands is what stood then.")
    elif not done:
        say("Nothing was changed: this was a dry run.")
