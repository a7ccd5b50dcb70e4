"""What the reading pane says of one recommendation: read on the worker, put into words here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from marmot_tracker.services import (
    actions,
    dates,
    decisions,
    evidence,
    extras,
    history,
    people,
    programme,
    ratings,
    register,
    ties,
)
from marmot_tracker.services.actions import ActionFacts
from marmot_tracker.services.dates import DueFacts
from marmot_tracker.services.decisions import DecisionFacts
from marmot_tracker.services.evidence import EvidenceFacts
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.history import HistoryLine
from marmot_tracker.services.people import Assigned
from marmot_tracker.services.programme import Words
from marmot_tracker.services.ratings import RatingFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.suggesting import Suggestion
from marmot_tracker.services.ties import TieFacts
from marmot_tracker.services.wording import code_of, counted, day, moment, times
from marmot_tracker.vocabulary import DecisionCode, EvidenceKind, Rating, Role, Sensitivity
from ui.widgets.entries import Entry, Fact
from ui.widgets.reading_pane import PaneContent

FIELDS = {
    "rating": "rating",
    "due": "due date",
    "lead": "owner",
    "decision": "decision",
    "short_title": "short title",
}
"""How a field with two answers is called, where its name is not the word."""

MAKE_CURRENT = (("current", "Make it current"),)
FILL_IN = ("own", "Fill in…")
HISTORY_MENU = (("put_back", "Put back…"), ("erase_entry", "Erase what it says…"))
OPEN_ACTION = (("action_done", "Done"),)
DONE_ACTION = (("action_open", "Not done yet"),)
WITHDRAW_ACTION = (("action_withdraw", "Withdraw"),)
ERASE_EVIDENCE = (("erase_evidence", "Erase this evidence…"),)


def read(session: Any, *, uid: str, today: date) -> PaneContent | None:
    """Everything the pane shows of `uid`; None where it is no longer in view."""
    row = register.row(session, uid=uid, today=today)
    if row is None:
        return None
    words = programme.words(session)
    suggestion = ratings.suggest(session, recommendation=uid, today=today)
    planned = actions.of(session, uid)
    given = ratings.history_of_ratings(session, recommendation=uid)
    due = dates.slips(session, uid)
    taken = decisions.of(session, recommendation=uid)
    owners = people.owners_of_assignments(session, only=uid)
    pieces = evidence.of(session, uid)
    return PaneContent(
        uid=uid,
        above=_above(row),
        heading=row.short_title or row.text,
        wording=row.text if row.short_title else "",
        rating=row.rating,
        rating_word=words.rating(row.rating).word,
        as_at=f"as at {day(row.speaks_for)}" if row.speaks_for else "",
        beneath_rating=_beneath_rating(row, words, given, suggestion),
        position=row.position_line,
        reason=row.reason,
        path_to_green=row.path_to_green,
        path_by=day(row.path_to_green_by),
        help_needed=row.help_needed,
        facts=_facts(row, words, due, taken, list(owners.values()))
        + _tied(ties.of(session, uid), ties.interested(session, uid))
        + _own_facts(row, extras.columns(session)),
        progress=_progress(given, words),
        planned=tuple(_planned(each, today) for each in planned),
        evidence=tuple(_piece(piece, words) for piece in pieces),
        history=tuple(_happened(line) for line in reversed(history.lines(session, uid))),
        warnings=_warnings(row, words),
        two_answers=tuple((field, FIELDS.get(field, field)) for field in row.marks),
    )


def _above(row: RegisterRow) -> str:
    parts = [row.reference]
    if row.principle_name:
        number = f"Principle {row.principle}: " if row.principle else ""
        parts.append(f"{number}{row.principle_name}")
    parts.append(row.subgroup)
    return "   ".join(part for part in parts if part)


def _beneath_rating(
    row: RegisterRow, words: Words, given: Sequence[RatingFacts], suggestion: Suggestion
) -> str:
    parts: list[str] = []
    if row.not_rated_why is not None:
        parts.append(words.not_rated_why(row.not_rated_why).lower())
    earlier = [
        fact
        for fact in given
        if fact.speaks_for and row.speaks_for and fact.speaks_for < row.speaks_for
    ]
    if earlier:
        before = earlier[-1]
        parts.append(f"was {words.rating(before.rating).word} on {day(before.speaks_for)}")
    if suggestion.rating is not Rating.NOT_RATED and suggestion.rating is not row.rating:
        parts.append(f"suggested {words.rating(suggestion.rating).word}")
    if row.stale:
        parts.append("from an earlier period")
    said = " · ".join(parts)
    return said[:1].upper() + said[1:]


def _warnings(row: RegisterRow, words: Words) -> tuple[str, ...]:
    found = []
    if row.withdrawn:
        found.append(
            f"{row.withdrawn[:1].upper()}{row.withdrawn[1:]}, neither knowing of the other: so it "
            "stays in the list. To take it out all the same, withdraw it again."
        )
    for field in row.marks:
        called = FIELDS.get(field, field)
        others = [_answer(words, field, other) for other in row.other_answers.get(field, ())]
        said = f": also “{'”, “'.join(others)}”" if others else ""
        found.append(f"The {called} has two answers{said}.")
    return tuple(found)


def _answer(words: Words, field: str, answer: str) -> str:
    """One of the answers of a field in words; ratings and decisions come as codes."""
    rating, decision = code_of(Rating, answer), code_of(DecisionCode, answer)
    if field == "rating" and rating is not None:
        return words.rating(rating).word
    if field == "decision" and decision is not None:
        return words.decision(decision)
    return words.of("stage", answer) if field == "stage" else answer or "none"


def _facts(
    row: RegisterRow,
    words: Words,
    due: DueFacts,
    taken: Sequence[DecisionFacts],
    owners: Sequence[Assigned],
) -> tuple[Fact, ...]:
    facts = [
        Fact("Lead", row.owner, field="lead")
        if row.owner
        else Fact("Lead", "no owner yet", "missing", field="lead")
    ]
    for role in (Role.RESPONSIBLE, Role.SUPPORTING, Role.SPONSOR, Role.VERIFIER):
        named = [each.words for each in owners if each.role is role and each.until is None]
        if named:
            facts.append(Fact(words.role(role), "; ".join(named)))
    decided = any(each.current for each in taken)
    decision = decided_words(words, taken)
    facts.append(Fact("Decision", decision, "" if decided else "quiet", field="decision"))
    facts.append(Fact("Due", _due_words(row, due), "late" if row.overdue else "", field="due"))
    said = (
        ("Timescale", row.timescale),
        ("Report", ", ".join(part for part in (row.report, _page(row)) if part)),
        ("Theme", row.theme),
    )
    facts.extend(Fact(label, value, field=label.lower()) for label, value in said if value)
    return tuple(facts)


def _own_facts(row: RegisterRow, own: Sequence[ExtraColumnFacts]) -> tuple[Fact, ...]:
    """What the place's own columns say, beneath a heading with a button that fills them in."""
    if not own:
        return ()
    filled = [(each.name, row.extra[each.name]) for each in own if row.extra.get(each.name)]
    nothing = "" if filled else "not filled in"
    return (
        Fact("Own columns", nothing, "quiet", FILL_IN, heads=True),
        *(Fact(label, value, field=label) for label, value in filled),
    )


def _tied(found: Sequence[TieFacts], interested: Sequence[str]) -> tuple[Fact, ...]:
    """Who has an interest, and which recommendation of another edition this one follows."""
    facts = [Fact("Interested", "; ".join(interested))] if interested else []
    for back, label in ((False, "Replaces"), (True, "Replaced by")):
        if named := [tie.words for tie in found if tie.back is back]:
            facts.append(Fact(label, "; ".join(named)))
    return tuple(facts)


def decided_words(words: Words, taken: Sequence[DecisionFacts]) -> str:
    """The decision that stands: which, when, by whom, why, and its review date."""
    current = next((each for each in taken if each.current), None)
    if current is None:
        return words.decision(None)
    parts = [words.decision(current.code), day(current.decided_on)]
    parts.append(f"by {current.decided_by}" if current.decided_by else "")
    parts.append(current.meeting)
    parts.append(f"review on {day(current.review_on)}" if current.review_on else "")
    said = ", ".join(part for part in parts if part)
    return f"{said}: {current.reason}" if current.reason else said


def _page(row: RegisterRow) -> str:
    return f"page {row.page}" if row.page else ""


def _due_words(row: RegisterRow, due: DueFacts) -> str:
    if due.ongoing:
        said = f"Ongoing, next review {day(due.next_review)}" if due.next_review else "Ongoing"
    else:
        said = day(due.current) or "no date yet"
    if due.times_moved:
        said += f", moved {times(due.times_moved)}"
        if due.days_slipped:
            said += f" ({due.days_slipped:+,} days)"
        said += "" if due.agreed else ", not yet agreed"
    return f"{said}, overdue" if row.overdue else said


def _progress(given: Sequence[RatingFacts], words: Words) -> tuple[Entry, ...]:
    """The ratings, newest first; one that might be thought current has a button to make it so."""
    current = next((fact for fact in given if fact.current), None)
    entries = []
    for fact in reversed(given):
        word = words.rating(fact.rating).word
        why = words.not_rated_why(fact.not_rated_why)
        stands = "current" if fact.current and len(given) > 1 else ""
        line = fact.position_line or fact.reason
        entries.append(
            Entry(
                head="  ".join(part for part in (day(fact.speaks_for), word, why, stands) if part),
                text=line,
                more=fact.reason if fact.reason != line else "",
                rating=fact.rating,
                uid=fact.uid,
                actions=MAKE_CURRENT if current and _newer(fact, current) else (),
                menu=() if fact.current else MAKE_CURRENT,
            )
        )
    return tuple(entries)


def _planned(action: ActionFacts, today: date) -> Entry:
    """An action: whose, by when, and a button that says it is done."""
    late = ", late" if action.is_late(today) else ""
    stands = f"done {day(action.done_on)}" if action.done_on else ""
    by = f"by {day(action.due)}{late}" if action.due and not stands else ""
    return Entry(
        head="  ".join(part for part in ("Action", stands or by, action.owner) if part),
        text=action.title,
        more=f"Proposed by {action.proposed_by}." if action.proposed_by else "",
        uid=action.uid,
        actions=DONE_ACTION if action.done_on else OPEN_ACTION,
        menu=WITHDRAW_ACTION,
    )


def _newer(fact: RatingFacts, current: RatingFacts) -> bool:
    """Whether it was written after the current one, or speaks for a later day."""
    later = (fact.speaks_for or date.min) > (current.speaks_for or date.min)
    return later or fact.uid > current.uid


def _happened(line: HistoryLine) -> Entry:
    head = "  ".join(part for part in (moment(line.at), line.who, line.where_from) if part)
    text = "\n".join(line.steps) if line.steps else line.what
    why = f"Why: {line.why}" if line.why and line.why not in text else ""
    undone = "Taken back since." if line.taken_back else ""
    more = "\n".join(part for part in (why, undone) if part)
    return Entry(head=head, text=text, more=more, uid=line.change, menu=HISTORY_MENU)


def _piece(piece: EvidenceFacts, words: Words) -> Entry:
    parts = [words.evidence_kind(piece.kind)]
    if piece.size:
        parts.append(size_words(piece.size))
    if piece.speaks_for:
        parts.append(day(piece.speaks_for))
    if piece.received_from:
        parts.append(f"from {piece.received_from}")
    if piece.sensitivity is not Sensitivity.ORDINARY:
        parts.append(words.sensitivity(piece.sensitivity).upper())
    said = "; ".join(part for part in (piece.why, piece.note) if part)
    actions = [] if piece.kind is EvidenceKind.NOTE else [("open", "Open…")]
    if piece.sensitivity is Sensitivity.NOT_CHECKED:
        actions.append(("check", "Checked…"))
    return Entry(
        head=" · ".join(parts),
        text=piece.title,
        more=said if said != piece.title else "",
        uid=piece.uid,
        actions=tuple(actions),
        menu=ERASE_EVIDENCE,
    )


def size_words(size: int) -> str:
    """`512 bytes`, `3 KB`, `1.4 MB`."""
    if size < 1024:
        return counted(size, "byte")
    if size < 1024 * 1024:
        return f"{size // 1024:,} KB"
    return f"{size / 1024 / 1024:.1f} MB"
