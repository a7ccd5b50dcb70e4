"""`marmot list`, `marmot summary` and `marmot history`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker import clock, profile
from marmot_tracker.cli.telling import say, say_ahead, say_figures, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import day_given, for_asking
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import (
    extras,
    filtering,
    programme,
    recommendations,
    register,
    since_pack,
    views,
    wording,
)
from marmot_tracker.services import history as histories
from marmot_tracker.services.figures import Figures, Group, Share, figures
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.why import field_named, why
from marmot_tracker.vocabulary import Rating

WHY_FIELDS = ("rating", "due", "owner", "decision")
"""What `history --why` explains where no field is named."""


def list_(asked: Namespace) -> None:
    """Print the rows of the register that a filter keeps."""
    own = profile.load()
    mine = filtering.Mine(own.name, own.organisation, own.subgroup)
    with for_asking(asked) as document:
        with _as_at(document, asked) as (session, today):
            query = _query(session, asked)
            words = programme.words(session)
            title = programme.current(session).title
            rows = register.rows(session, today=today)
        since = _since_pack(document, asked, rows) if query.asks_pack else None
    shown = filtering.select(rows, query, today=today, mine=mine, since_pack=since)
    if asked.json:
        say_json(
            {
                "rows": [row_facts(row, words) for row in shown],
                "shown": len(shown),
                "total": len(rows),
                "as_at": today.isoformat() if asked.as_at else None,
                "title": title,
            }
        )
        return
    say(title + (f", as at {wording.day(today)}" if asked.as_at else ""))
    if not rows:
        say("There are no recommendations yet. Load a list: marmot import FILE SOURCE.")
        return
    cells = ([*_row_cells(row, words)] for row in shown)
    say_table(("Ref", "Recommendation", "Owner", "Rating", "Due", "Evid.", ""), cells, wide=1)
    say(f"{len(shown):,} of {len(rows):,}")


def _query(session: Session, asked: Namespace) -> filtering.Query:
    """The words of the view and of the filter asked for, read together."""
    view = views.the_one(session, asked.view).filter if asked.view else ""
    query = filtering.parse(f"{view} {asked.filter}", extras.columns(session))
    if query.problems:
        raise Misuse(" ".join(query.problems))
    return query


def _since_pack(
    document: Document, asked: Namespace, rows: Sequence[RegisterRow]
) -> frozenset[str]:
    """The recommendations that changed since the last pack; raises `TrackerError` for none."""
    with document.snapshot(day_given(asked.as_at, "--as-at"), trail=True) as snapshot:
        past = since_pack.state(snapshot)
        if past is None:
            raise TrackerError(since_pack.NO_PACK, hint="Make one with marmot pack.")
        with snapshot.read() as session:
            return since_pack.changed(session, past, rows)


def row_facts(row: RegisterRow, words: Words) -> dict[str, Any]:
    """A row of the register as JSON values; dates are ISO, `due` may be "ongoing"."""
    return {
        "uid": row.uid,
        "reference": row.reference,
        "text": row.text,
        "title": row.short_title,
        "theme": row.theme,
        "report": row.report,
        "section": row.section,
        "page": row.page,
        "timescale": row.timescale,
        "principle": row.principle,
        "principle_name": row.principle_name,
        "subgroup": row.subgroup,
        "owner": row.owner,
        "rating": row.rating.value,
        "rating_letter": words.rating(row.rating).letter,
        "rating_word": words.rating(row.rating).word,
        "not_rated_why": row.not_rated_why,
        "previous_rating": row.previous_rating,
        "reason": row.reason,
        "position": row.position_line,
        "path_to_green": row.path_to_green,
        "path_to_green_by": _iso(row.path_to_green_by),
        "help_needed": row.help_needed,
        "speaks_for": _iso(row.speaks_for),
        "stale": row.stale,
        "decision": row.decision,
        "stage": row.stage,
        "due": "ongoing" if row.ongoing else _iso(row.due),
        "first_due": _iso(row.first_due),
        "next_review": _iso(row.next_review),
        "times_moved": row.times_moved,
        "days_slipped": row.days_slipped,
        "overdue": row.overdue,
        "counted": row.counted,
        "evidence": row.evidence,
        "last_changed": row.last_changed,
        "two_answers": {name: list(row.other_answers.get(name, ())) for name in row.marks},
        "withdrawn": row.withdrawn,
        "extra": dict(row.extra),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _row_cells(row: RegisterRow, words: Words) -> Iterator[str]:
    yield row.reference
    yield row.short_title or row.text
    yield row.owner or "no owner"
    rating = words.rating(row.rating)
    yield f"{rating.letter} {rating.word}"
    yield "ongoing" if row.ongoing else wording.day(row.due) or "–"
    yield str(row.evidence) if row.evidence else "none"
    marks = ["overdue"] if row.overdue else []
    marks += ["stale"] if row.stale else []
    marks += ["two answers"] if row.marks else []
    marks += [row.withdrawn] if row.withdrawn else []
    yield ", ".join(marks)


def summary(asked: Namespace) -> None:
    """Print the figures."""
    with for_asking(asked) as document, _as_at(document, asked) as (session, today):
        words = programme.words(session)
        title = programme.current(session).title
        rows = register.rows(session, today=today)
        found = figures(session, today=today, rows=rows)
    if asked.json:
        say_json({"title": title, **figure_facts(found, rows, words)})
    else:
        say_summary(title, found, rows, words)


def figure_facts(found: Figures, rows: Sequence[RegisterRow], words: Words) -> dict[str, Any]:
    """The figures as JSON values; every share has its n of m."""
    references = {row.uid: row.reference or row.uid for row in rows}
    lists = {name: [references[uid] for uid in uids] for name, _, uids in _attention(found)}
    return {
        "as_at": found.today.isoformat(),
        "period": found.period.name if found.period else None,
        "total": found.total,
        "counted": found.counted,
        "decided_otherwise": found.decided_otherwise,
        "closed_not_pursued": found.closed_not_pursued,
        "undecided": found.undecided,
        "by_rating": [_share_facts(share, words) for share in found.by_rating],
        "by_subgroup": [_group_facts(group) for group in found.by_subgroup],
        "by_principle": [_group_facts(group) for group in found.by_principle],
        "counts": {name: len(listed) for name, listed in lists.items()},
        **lists,
    }


def _share_facts(share: Share, words: Words) -> dict[str, Any]:
    shown = words.rating(share.rating)
    return {
        "rating": share.rating.value,
        "letter": shown.letter,
        "word": shown.word,
        "n": share.n,
        "m": share.m,
        "percent": share.percent,
    }


def _group_facts(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "number": group.number,
        "counted": group.counted,
        "overdue": group.overdue,
        "undecided": group.undecided,
        "by_rating": {share.rating.value: share.n for share in group.by_rating},
    }


def say_summary(title: str, found: Figures, rows: Sequence[RegisterRow], words: Words) -> None:
    """Print the figures as aligned text."""
    period = f", {found.period.name}" if found.period else ""
    say(f"{title}: as at {wording.day(found.today)}{period}")
    left = [
        (found.decided_otherwise, "decided otherwise"),
        (found.closed_not_pursued, "closed as not pursued"),
    ]
    outside = "".join(f", {number} {why}" for number, why in left if number)
    say(
        f"{wording.counted(found.total, 'recommendation')}: {found.counted} counted below"
        f"{outside}; {found.undecided} with no decision yet."
    )
    say()
    rated = []
    for share in found.by_rating:
        shown = words.rating(share.rating)
        percent = f"{share.percent} %" if share.percent is not None else "–"
        rated.append((f"{shown.letter} {shown.word}", f"{share.n} of {share.m}", percent))
    say_figures(rated)
    for heading, groups in (("Subgroup", found.by_subgroup), ("Principle", found.by_principle)):
        say()
        letters = [words.rating(rating).letter for rating in Rating]
        table = [(heading, "counted", *letters, "overdue")]
        for group in groups:
            name = f"{group.number} {group.name}" if group.number else group.name
            tally = [str(group.share(rating).n) for rating in Rating]
            table.append((name, str(group.counted), *tally, str(group.overdue)))
        say_figures(table)
    say()
    references = {row.uid: row.reference or row.text[:30] for row in rows}
    for _, told, uids in _attention(found):
        listed = ", ".join(references[uid] for uid in uids[:12])
        more = ", …" if len(uids) > 12 else ""
        counted = f"{len(uids)} of {found.counted} {told}"
        say_wrapped(f"{counted}: {listed}{more}" if uids else counted, indent="  ")


def _attention(found: Figures) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each list of exceptions: its name in JSON, in words, and who is on it."""
    no_update = "with no update this period" if found.period else "with no update this quarter"
    yield "off_track", "off track", found.off_track
    yield "at_risk", "at risk", found.at_risk
    yield "overdue", "overdue", found.overdue
    yield "moved", "with a date that moved", found.moved
    yield "no_owner", "with no owner", found.no_owner
    yield "no_update", no_update, found.no_update
    yield "no_evidence", "with no evidence", found.no_evidence
    yield "stale", "with a rating from an earlier period", found.stale
    yield "claimed", "claimed complete and not yet verified", found.claimed
    yield "two_answers", "with two answers", found.two_answers
    yield "withdrawn", "withdrawn by one person and changed by another", found.withdrawn


def history(asked: Namespace) -> None:
    """Print the history of a recommendation, or why its fields are what they are."""
    with for_asking(asked) as document, document.read() as session:
        uid = recommendations.the_one(session, asked.reference)
        if asked.why:
            names = (asked.field,) if asked.field else WHY_FIELDS
            told = {name: why(session, uid=uid, field=name) for name in names}
            lines = []
        else:
            told, lines = {}, histories.lines(session, uid, _field(session, asked.field))
    if asked.json:
        said: dict[str, Any] = {"uid": uid, "reference": asked.reference}
        if asked.why:
            said["why"] = told
        else:
            said["lines"] = [_line_facts(line) for line in lines]
        say_json(said)
        return
    for sentences in told.values():
        say_wrapped(" ".join(sentences))
    for line in lines:
        reason = f" Why: {line.why}" if line.why else ""
        taken_back = " (taken back)" if line.taken_back else ""
        say(f"{wording.moment(line.at)}  {line.who}, {line.where_from}{taken_back}")
        for step in line.steps:
            say_wrapped(step, indent="    ")
        if reason:
            say_wrapped(reason.strip(), indent="    ")
    if not lines and not told:
        say("Nothing has been changed there.")


def _field(session: Session, words: str | None) -> str | None:
    """The field that `--field` means: a name that `set` takes, one on screen, or evidence."""
    if words is None or words.strip().casefold() == "evidence":
        return words and "evidence"
    return field_named(session, words) or words.strip()


def _line_facts(line: histories.HistoryLine) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(),
        "who": line.who,
        "what": line.what,
        "why": line.why,
        "where_from": line.where_from,
        "steps": list(line.steps),
        "change": line.change,
        "taken_back": line.taken_back,
    }


@contextmanager
def _as_at(document: Document, asked: Namespace) -> Iterator[tuple[Session, date]]:
    """A session on the tables as at the day that was asked for, with that day; else today's."""
    wanted = day_given(asked.as_at, "--as-at")
    if wanted is None:
        with document.read() as session:
            yield session, clock.today()
        return
    with document.snapshot(wanted, trail=True) as snapshot, snapshot.read() as session:
        try:
            programme.current(session)
        except TrackerError as fault:
            raise TrackerError(
                f"This tracker did not exist yet on {wording.day(wanted)}.",
                hint="Ask for a later day.",
            ) from fault
        if snapshot.received_later:
            late = wording.counted(snapshot.received_later, "change")
            print(
                f"marmot: includes {late} written in another copy and received later.",
                file=sys.stderr,
            )
        say_ahead(snapshot.ahead)
        yield session, wanted
