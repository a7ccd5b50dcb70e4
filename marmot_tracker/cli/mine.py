"""`marmot mine`: what is asked of a subgroup or an owner in the reporting period."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from marmot_tracker import clock, profile
from marmot_tracker.cli.telling import say, say_json, say_table
from marmot_tracker.cli.trackers import for_asking
from marmot_tracker.services import my_list, programme
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.my_list import Asked, MyList
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import day


def mine(asked: Namespace) -> None:
    """Print what is asked of whoever is asking, or of the subgroup and organisation given."""
    own = profile.load()
    who = Mine(own.name, own.organisation, own.subgroup)
    if asked.subgroup or asked.organisation:
        who = Mine("", asked.organisation, asked.subgroup)
    with for_asking(asked) as document, document.read() as session:
        title = programme.current(session).title
        words = programme.words(session)
        found = my_list.read(session, today=clock.today(), mine=who)
    if asked.json:
        say_json({"title": title, **_facts(found, words)})
        return
    say(title)
    if found.lines:
        say_table(
            ("Ref", "Recommendation", "Rating", "For", "Said last", ""),
            ([*_cells(line, words)] for line in found.lines),
            wide=1,
        )
    say(_sentence(found, who))


def _cells(line: Asked, words: Words) -> tuple[str, ...]:
    row = line.row
    rating = words.rating(row.rating)
    return (
        row.reference,
        row.short_title or row.text,
        f"{rating.letter} {rating.word}",
        day(row.speaks_for) or "–",
        line.said,
        "answered" if line.answered else "asked",
    )


def _sentence(found: MyList, who: Mine) -> str:
    if found.period is None:
        opens = found.next_period
        later = f" {opens.name} opens on {day(opens.opens)}." if opens else ""
        return f"No reporting period is open.{later}"
    due = my_list.told_due(found.period.due, found.today)
    period = f"{found.period.name}, {due}" if due else found.period.name
    if found.lines:
        return f"{found.answered} of {len(found.lines)} answered. {period}"
    if not (who.subgroup or who.organisation) and not found.mine:
        return "Say whose list it is: --subgroup NAME or --organisation NAME."
    return f"Nothing is asked. {period}"


def _facts(found: MyList, words: Words) -> dict[str, Any]:
    """My list as JSON values; dates are ISO."""
    period = found.period
    return {
        "as_at": found.today.isoformat(),
        "period": period.name if period else None,
        "due": period.due.isoformat() if period and period.due else None,
        "answered": found.answered,
        "asked": len(found.lines),
        "rows": [
            {
                "uid": line.uid,
                "reference": line.row.reference,
                "text": line.row.text,
                "rating": line.row.rating.value,
                "rating_word": words.rating(line.row.rating).word,
                "speaks_for": line.row.speaks_for.isoformat() if line.row.speaks_for else None,
                "said": line.said,
                "answered": line.answered,
            }
            for line in found.lines
        ],
    }
