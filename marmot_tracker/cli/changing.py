"""`marmot set`, `marmot rate` and `marmot attach`."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
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
from marmot_tracker.services.wording import day, joined
from marmot_tracker.vocabulary import EvidenceKind, NotRatedWhy, Rating, Sensitivity


def set_(asked: Namespace) -> None:
    """Set fields of a recommendation."""
    values: dict[str, str] = {}
    for given in asked.values:
        name, equals, value = given.partition("=")
        if not equals or not name.strip():
            raise Misuse(f"“{given}” is not FIELD=VALUE.", hint="For example: due=31/12/2026.")
        values[name.strip()] = value
    with for_writing(asked) as document:
        label = f"Set {joined(list(values))}"
        with document.edit(label, reason=asked.reason, source=BY_COMMAND) as session:
            uid = recommendations.the_one(session, asked.reference)
            changed = recommendations.set_fields(
                session, uid=uid, values=values, today=clock.today(), reason=asked.reason
            )
        told = f"Set {joined(changed)}." if changed else "Nothing changed: it said so already."
        _tell(document, uid, asked, told, changed=list(changed))


def rate(asked: Namespace) -> None:
    """Rate a recommendation for a day; says what is missing and what to add."""
    speaks_for = day_given(asked.date, "--date") or clock.today()
    green_by = day_given(asked.green_by, "--green-by")
    with for_writing(asked) as document:
        with document.edit("Set rating", reason=asked.reason, source=BY_COMMAND) as session:
            uid = recommendations.the_one(session, asked.reference)
            rating, why = _rating_named(programme.words(session), asked.code)
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
            ratings.rate(
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
            word = programme.words(session).rating(rating).word
        told = f"Rated {word.lower()} for {day(speaks_for)}."
        if lacking:
            told += f" Still asked for: {' '.join(lacking)}"
        _tell(document, uid, asked, told, still_asked=lacking)


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
    is_link = "://" in asked.evidence
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
