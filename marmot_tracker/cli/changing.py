"""`marmot set`, `rate`, `withdraw`, `attach`, `sensitivity` and `period`: what changes things."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.cli.listing import row_facts
from marmot_tracker.cli.telling import say, say_json, say_wrapped
from marmot_tracker.cli.trackers import BY_COMMAND, day_given, for_writing
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import evidence, periods, programme, ratings, recommendations, register
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted, day, joined
from marmot_tracker.vocabulary import EvidenceKind, NotRatedWhy, Rating, Sensitivity

A_DAY = timedelta(days=1)
"""How far ahead a rating may speak without being asked about."""


def set_(asked: Namespace) -> None:
    """Set fields of a recommendation."""
    values: dict[str, str] = {}
    review_on = day_given(asked.review_on, "--review-on")
    for given in asked.values:
        name, equals, value = given.partition("=")
        if not equals or not name.strip():
            raise Misuse(f"“{given}” is not FIELD=VALUE.", hint="For example: due=31/12/2026.")
        if name.strip() in values:
            raise Misuse(f"“{name.strip()}” is given twice.", hint="Give each field once.")
        values[name.strip()] = value
    with for_writing(asked) as document:
        label = f"Set {joined(list(values))}"
        with document.edit(label, reason=asked.reason, source=BY_COMMAND) as session:
            uid = recommendations.the_one(session, asked.reference)
            changed = recommendations.set_fields(
                session,
                uid=uid,
                values=values,
                today=clock.today(),
                reason=asked.reason,
                review_on=review_on,
            )
        told = f"Set {joined(changed)}." if changed else "Nothing changed: it said so already."
        if {"rating", "rag"} & {name.casefold() for name in changed} and not _newest_stands(
            document, uid
        ):
            told += f" {_not_current(document, uid)}"
        _tell(document, uid, asked, told, changed=list(changed))


def rate(asked: Namespace) -> None:
    """Rate a recommendation for a day; says what is missing and what to add."""
    speaks_for = day_given(asked.date, "--date") or clock.today()
    if speaks_for > clock.today() + A_DAY and not asked.date_is_right:
        raise TrackerError(
            f"{day(speaks_for)} is still to come: a rating for that day would stand before every "
            "other until then. It was not rated.",
            hint="Give the day it speaks for, or add --date-is-right if it is meant.",
        )
    with for_writing(asked) as document:
        with document.read() as session:
            uid = recommendations.the_one(session, asked.reference)
            rating, why = _rating_named(programme.words(session), asked.code)
            waiting = _waiting(session, uid, rating, speaks_for) if asked.make_current else ""
        if waiting:
            _make_current(document, uid, waiting, asked.reason)
            told = f"The rating for {day(speaks_for)} is now the current one."
            _tell(document, uid, asked, told, still_asked=[], current=True)
            return
        update, lacking, word = _rated(document, uid, rating, why, speaks_for, asked)
        if asked.make_current and not _holds_place(document, uid, update):
            _make_current(document, uid, update, asked.reason)
        told = f"Rated {word.lower()} for {day(speaks_for)}."
        current = _holds_place(document, uid, update)
        if not current:
            told += f" {_not_current(document, uid)}"
        if lacking:
            told += f" Still asked for: {' '.join(lacking)}"
        _tell(document, uid, asked, told, still_asked=lacking, current=current)


def _rated(
    document: Document,
    uid: str,
    rating: Rating,
    why: NotRatedWhy | None,
    speaks_for: date,
    asked: Namespace,
) -> tuple[str, list[str], str]:
    """Write the rating: the uid of its update, what is still asked for, and its word."""
    green_by = day_given(asked.green_by, "--green-by")
    with document.edit("Set rating", reason=asked.reason, source=BY_COMMAND) as session:
        lacking = ratings.missing(
            session,
            recommendation=uid,
            rating=rating,
            reason=asked.reason,
            path_to_green=asked.path_to_green,
            today=speaks_for,
            help_needed=asked.help_needed,
            not_rated_why=why,
        )
        if lacking and not asked.reason.strip():
            raise TrackerError(
                f"{asked.reference} was not rated. {' '.join(lacking)}",
                hint="Add --reason, --path-to-green and --help-needed as asked; with a "
                "--reason why the others cannot be given, the rating is taken as it is.",
            )
        update = ratings.rate(
            session,
            recommendation=uid,
            rating=rating,
            speaks_for=speaks_for,
            reason=asked.reason,
            path_to_green=asked.path_to_green,
            path_to_green_by=green_by,
            not_rated_why=why,
            position_line=asked.position,
            help_needed=asked.help_needed,
            period=_period(session, speaks_for),
        )
        return update, lacking, programme.words(session).rating(rating).word


def _waiting(session: Session, uid: str, rating: Rating, speaks_for: date) -> str:
    """The newest update that says the same and is not the current one, if any."""
    found = [
        fact.uid
        for fact in ratings.history_of_ratings(session, recommendation=uid)
        if (fact.rating, fact.speaks_for, fact.current) == (rating, speaks_for, False)
    ]
    return found[-1] if found else ""


def _newest_stands(document: Document, uid: str) -> bool:
    """Whether the rating that was written last is the current one."""
    with document.read() as session:
        given = ratings.history_of_ratings(session, recommendation=uid)
        newest = max(fact.uid for fact in given)
        return ratings.holds_place(session, recommendation=uid, update=newest)


def _make_current(document: Document, uid: str, update: str, reason: str) -> None:
    with document.edit("Make a rating current", reason=reason, source=BY_COMMAND) as session:
        ratings.make_current(session, recommendation=uid, update=update)


def _holds_place(document: Document, uid: str, update: str) -> bool:
    with document.read() as session:
        return ratings.holds_place(session, recommendation=uid, update=update)


def _not_current(document: Document, uid: str) -> str:
    """What stands before a rating that was just written, and how that is changed."""
    with document.read() as session:
        given = ratings.history_of_ratings(session, recommendation=uid)
        words = programme.words(session)
    now = next((fact for fact in given if fact.current), None)
    shown = words.rating(now.rating).word.lower() if now else "another"
    later = f", which speaks for the later {day(now.speaks_for)}" if now and now.speaks_for else ""
    return (
        f"It is kept in the history, but it is not the current rating: that is {shown}{later}. "
        "To let this one stand, give it once more with marmot rate and --make-current."
    )


def _rating_named(words: Words, code: str) -> tuple[Rating, NotRatedWhy | None]:
    rating = words.rating_named(code.replace("_", " ")) or words.rating_named(code)
    if rating is not None:
        return rating, None
    why = words.code_named("not_rated_why", code)
    if why is not None:
        return Rating.NOT_RATED, NotRatedWhy(why)
    known = [*(one.value for one in Rating), *(one.value for one in NotRatedWhy)]
    raise Misuse(f"“{code}” is not a rating.", hint=f"Ratings are {', '.join(known)}.")


def _period(session: Session, speaks_for: date) -> str | None:
    """The reporting period that is current on a day, if any."""
    found = periods.current(session, speaks_for)
    return found.uid if found else None


def attach(asked: Namespace) -> None:
    """Attach a file or a link to a recommendation."""
    sensitivity = _sensitivity(asked.sensitivity)
    speaks_for = day_given(asked.date, "--date")
    is_link = "://" in asked.evidence or evidence.is_link(asked.evidence)
    path = Path(asked.evidence)
    if not is_link and not path.is_file():
        raise TrackerError(
            f"There is no file {path}.", hint="Check the name; a link begins with https://."
        )
    with for_writing(asked) as document:
        with document.read() as session:
            uid = recommendations.the_one(session, asked.reference)
        staged = None if is_link else document.stage(path)
        with document.edit("Attach evidence", source=BY_COMMAND) as session:
            piece = evidence.attach(
                session,
                recommendation=uid,
                title=asked.title,
                kind=EvidenceKind.LINK if is_link else EvidenceKind.FILE,
                sensitivity=sensitivity,
                staged=staged,
                link=asked.evidence if is_link else "",
                why=asked.why,
                speaks_for=speaks_for,
                received_from=asked.received_from,
            )
        told = "Attached."
        if sensitivity is Sensitivity.NOT_CHECKED:
            told += (
                " Not checked yet: could somebody recognise a child, patient, tenant or member "
                "of staff in this? Until somebody says so it leaves the tracker in no pack; "
                "say --sensitivity ordinary or restricted when attaching."
            )
        _tell(
            document,
            uid,
            asked,
            told,
            attached=piece,
            sensitivity=sensitivity.value,
            sha256=staged.sha256 if staged else None,
        )


def sensitivity(asked: Namespace) -> None:
    """Say whether somebody could be recognised in a piece of evidence."""
    said = _sensitivity(asked.sensitivity)
    with (
        for_writing(asked) as document,
        document.edit("Set sensitivity", source=BY_COMMAND) as session,
    ):
        uid = evidence.the_one(session, asked.evidence)
        evidence.set_sensitivity(session, evidence=uid, sensitivity=said)
        word = programme.words(session).sensitivity(said).lower()
    told = f"“{asked.evidence}” is {word}."
    _say(asked, told, evidence=uid, sensitivity=said.value)


def withdraw(asked: Namespace) -> None:
    """Take a recommendation out of view with all that hangs on it."""
    with for_writing(asked) as document:
        label = "Withdraw a recommendation"
        with document.edit(label, reason=asked.reason, source=BY_COMMAND) as session:
            uid = recommendations.the_one(session, asked.reference)
            number = recommendations.withdraw(session, uid=uid)
    told = (
        f"Withdrawn: {asked.reference}, with {counted(number - 1, 'thing')} that hung on it. "
        "Its history stays in the tracker; marmot undo FILE takes the withdrawal back."
    )
    _say(asked, told, uid=uid, things=number)


def period(asked: Namespace) -> None:
    """Add a reporting period."""
    opens, due = day_given(asked.opens, "--opens"), day_given(asked.due, "--due")
    if opens is None:
        raise Misuse("A reporting period opens on a day.", hint="Add --opens 01/10/2026.")
    with for_writing(asked) as document:
        label = f"Add reporting period {' '.join(asked.name.split())}"
        with document.edit(label, source=BY_COMMAND) as session:
            uid = periods.add(session, name=asked.name, opens=opens, due=due)
    until = f", answers due by {day(due)}" if due else ""
    _say(asked, f"Added: {asked.name.strip()}, open from {day(opens)}{until}.", uid=uid)


def _say(asked: Namespace, told: str, **facts: object) -> None:
    if asked.json:
        say_json({"message": told, **facts})
    else:
        say_wrapped(told)


def _sensitivity(words: str) -> Sensitivity:
    code = words.strip().casefold().replace(" ", "_").replace("-", "_")
    if code in set(Sensitivity):
        return Sensitivity(code)
    known = ", ".join(one.value for one in Sensitivity)
    raise Misuse(f"“{words}” is not a sensitivity.", hint=f"It is one of {known}.")


def _tell(document: Document, uid: str, asked: Namespace, told: str, **facts: object) -> None:
    """Print what was done, or as JSON the row as it is now."""
    if not asked.json:
        say_wrapped(told)
        return
    with document.read() as session:
        found = register.row(session, uid=uid, today=clock.today())
        words = programme.words(session)
    if found is None:
        say(told)
        return
    say_json({"message": told, "row": row_facts(found, words), **facts})
