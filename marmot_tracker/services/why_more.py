"""Why a figure of the register is what it is: evidence, suggested rating, age, direction."""

from __future__ import annotations

from collections.abc import Callable

from marmot_tracker.services import evidence, history, periods, ratings, register
from marmot_tracker.services.evidence import EvidenceFacts
from marmot_tracker.services.ratings import RatingFacts, worsens
from marmot_tracker.services.telling import shortened
from marmot_tracker.services.why_things import Subject
from marmot_tracker.services.wording import counted, day, joined, moment, sentence
from marmot_tracker.vocabulary import WORST_FIRST, EvidenceKind, Rating, Sensitivity

MOST = 12
"""So many pieces of evidence are named one by one."""


def evidence_count(told: Subject) -> list[str]:
    """How many pieces of evidence there are, which, and who attached each."""
    pieces = evidence.of(told.session, told.uid)
    if not pieces:
        return [f"{told.called} has no evidence yet."]
    many = counted(len(pieces), "piece")
    said = [f"{told.called} has {many} of evidence."]
    said += [_piece(told, piece) for piece in pieces[:MOST]]
    if len(pieces) > MOST:
        said.append(f"The other {len(pieces) - MOST} are on its Evidence tab.")
    waiting = sum(piece.sensitivity is Sensitivity.NOT_CHECKED for piece in pieces)
    if waiting:
        have, leaves = ("has", "goes") if waiting == 1 else ("have", "go")
        said.append(
            f"{counted(waiting, 'piece')} {have} not been checked for people who could be "
            f"recognised, and {leaves} into no pack."
        )
    return said


def _piece(told: Subject, piece: EvidenceFacts) -> str:
    restricted = piece.sensitivity is Sensitivity.RESTRICTED
    kind = {EvidenceKind.FILE: "a file", EvidenceKind.LINK: "a link", EvidenceKind.NOTE: "a note"}
    title = "A restricted piece" if restricted else shortened(piece.title)
    parts = [f"{title} is {kind[piece.kind]}"]
    parts += [f"from {piece.received_from}"] if piece.received_from and not restricted else []
    parts += [f"speaking for {day(piece.speaks_for)}"] if piece.speaks_for else []
    noted = told.noted(piece.uid)
    parts += [f"attached {noted}"] if noted else []
    why = f" ({shortened(piece.why, 120)})" if piece.why and not restricted else ""
    return f"{', '.join(parts)}{why}."


def suggested(told: Subject) -> list[str]:
    """What the rules suggest today, and where the rating given differs."""
    if not told.record.in_view:
        return [f"{told.called} was withdrawn: no rating is suggested."]
    found = ratings.suggest(told.session, recommendation=told.uid, today=told.today)
    on = day(told.today)
    if found.rating is Rating.NOT_RATED:
        return [f"On {on} no rating is suggested for {told.called}.", sentence(found.because)]
    said = [
        f"The rating suggested for {told.called} on {on} is {told.teller.rating(found.rating)}.",
        sentence(found.because),
    ]
    row = register.row(told.session, uid=told.uid, today=told.today)
    if row is not None and row.rating_uid:
        if row.rating is found.rating:
            said.append("The rating given is the same.")
        else:
            because = f": {shortened(row.reason, 200)}" if row.reason else ""
            said.append(f"The rating given is {told.teller.rating(row.rating)}{because}.")
    return said


def age(told: Subject) -> list[str]:
    """How old the rating is, and whether it is from an earlier period."""
    row = register.row(told.session, uid=told.uid, today=told.today)
    if row is None or row.speaks_for is None:
        return [f"{told.called} has not been rated, so there is no age to tell."]
    days = max((told.today - row.speaks_for).days, 0)
    ago = "today" if not days else f"{counted(days, 'day')} before {day(told.today)}"
    said = [f"The rating of {told.called} speaks for {day(row.speaks_for)}, {ago}."]
    if row.rating_uid and (noted := told.noted(row.rating_uid)):
        said.append(f"It was recorded {noted}.")
    period = periods.current(told.session, told.today)
    if row.stale and period is not None:
        said.append(f"It is older than the current reporting period, {period.name}.")
    elif row.stale:
        said.append("It is older than the current reporting period.")
    return said


def direction(told: Subject) -> list[str]:
    """Whether the rating is better or worse than the one for an earlier day."""
    given = ratings.history_of_ratings(told.session, recommendation=told.uid)
    now = next((fact for fact in given if fact.current), None)
    if now is None:
        return [f"{told.called} has not been rated."]
    earlier = [
        fact
        for fact in given
        if fact.speaks_for and now.speaks_for and fact.speaks_for < now.speaks_for
    ]
    if not earlier:
        return [f"{_rated(told, now)} is the first rating of {told.called}."]
    before = earlier[-1]
    if Rating.NOT_RATED in (before.rating, now.rating):
        word = "cannot be compared with"
    elif worsens(before.rating, now.rating):
        word = "is worse than"
    elif WORST_FIRST.index(now.rating) > WORST_FIRST.index(before.rating):
        word = "is better than"
    else:
        word = "is the same as"
    return [f"{told.called}: {_rated(told, now)} {word} {_rated(told, before)} before it."]


def changed(told: Subject) -> list[str]:
    """What was changed last, when and by whom."""
    lines = history.lines(told.session, told.uid)
    if not lines:
        return [f"Nothing of {told.called} has been changed yet."]
    last = lines[-1]
    why = f" ({shortened(last.why, 200)})" if last.why and last.why not in last.what else ""
    return [
        f"{told.called} was last changed on {moment(last.at)} by {last.who}.",
        sentence(f"{last.what}{why}"),
    ]


def _rated(told: Subject, fact: RatingFacts) -> str:
    for_day = f" for {day(fact.speaks_for)}" if fact.speaks_for else ""
    return f"{told.teller.rating(fact.rating)}{for_day}"


def about(told: Subject) -> list[str]:
    """Where a recommendation stands, in one paragraph: its rating, owner, date and evidence."""
    row = register.row(told.session, uid=told.uid, today=told.today)
    if row is None:
        return [f"{told.called} is not in the list."]
    parts = [
        f"rated {told.teller.rating(row.rating)}" if row.rating_uid else "not rated yet",
        f"owned by {row.owner}" if row.owner else "without an owner",
        "ongoing" if row.ongoing else f"due {day(row.due)}" if row.due else "without a due date",
        f"with {counted(row.evidence, 'piece')} of evidence",
    ]
    return [f"{told.called} is {joined(parts)}."]


MORE: dict[str, Callable[[Subject], list[str]]] = {
    "evidence": evidence_count,
    "suggested": suggested,
    "age": age,
    "direction": direction,
    "changed": changed,
    "about": about,
}
"""What can be asked of a recommendation that is no field of it, by the name of its column."""
