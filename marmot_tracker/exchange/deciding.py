"""Which report a list belongs to: the same list again, a new edition, or another report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange import matching
from marmot_tracker.exchange.matching import Known, Likeness
from marmot_tracker.exchange.naming import folded
from marmot_tracker.exchange.proposal import Choice, Target
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services import reports
from marmot_tracker.services.reports import ReportFacts
from marmot_tracker.services.wording import counted

KnownIn = Callable[[str], Sequence[Known]]
Agreeing = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said: a report's title, the report it is an edition of, a new title."""

    report: str | None = None
    edition_of: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Which report a list belongs to, why in a sentence, and what about that is to be doubted."""

    choice: Choice
    target: Target
    explanation: str
    doubt: str = ""


EDITION_AGAIN = 0.75
"""From this share of wordings on that an edition holds, a list said to be one is that again."""


def decide(
    session: Session,
    result: ReadResult,
    known_in: KnownIn,
    agreeing: Agreeing,
    asked: Asked,
) -> Decided:
    """Which report the list belongs to, and why, in a sentence.

    As the person said; else the report whose texts it holds, else a new one. A new edition that
    is here already is the same list again. `known_in` gives what a report holds, `agreeing` how
    many rows say in every cell what its list said last. Raises `TrackerError` naming the
    reports where a new edition is of none of them.
    """
    there = {one.uid: one for one in reports.list_(session)}
    titled = {folded(one.title): one for one in there.values()}
    if asked.edition_of is not None:
        before = _named(titled, asked.edition_of)
        here = _edition_here(result, known_in, agreeing, there, before)
        doubt = ""
        if here is not None and not _again(here):
            edition = there[here.report]
            doubt = (
                f"“{edition.title}” is a new edition of “{before.title}” already, and holds the "
                f"wording of {here.exact:,} of {counted(here.rows, 'row')}: a list that follows "
                f"it, or corrects it, names “{edition.title}”. This one was taken as you said."
            )
            here = None
        if here is not None and folded(asked.title) in ("", folded(there[here.report].title)):
            edition = there[here.report]
            said = (
                f"The same list again: a new edition of “{before.title}” is here already, and "
                f"{_held_in(here, edition)} For one more edition, name “{edition.title}” as the "
                "edition before."
            )
            return Decided(
                Choice.SAME_LIST,
                Target(edition.title, edition.uid),
                said,
                _doubt(here, edition, before),
            )
        new = _new_title(result, asked.title, titled, after=before)
        said = f"A new edition of “{before.title}”, called “{new}”: you said so."
        return Decided(Choice.NEW_EDITION, Target(new, edition_of=before.uid), said, doubt)
    if asked.report is not None:
        same = titled.get(folded(asked.report))
        if same is not None:
            said = f"The list of “{same.title}”: you said so."
            return Decided(Choice.SAME_LIST, Target(same.title, same.uid), said)
        new = " ".join(asked.report.split())
        said = f"Another report, “{new}”: you said so, and no report is called so yet."
        return Decided(Choice.ANOTHER_REPORT, Target(new), said)
    likeliest = _likeliest(result, known_in, agreeing, there)
    if likeliest is not None and likeliest.enough:
        same = there[likeliest.report]
        said = f"The same list again: {_held_in(likeliest, same)}"
        return Decided(Choice.SAME_LIST, Target(same.title, same.uid), said)
    new = _new_title(result, asked.title, titled)
    return Decided(Choice.ANOTHER_REPORT, Target(new), _why_another(new, likeliest, there))


def _likeliest(
    result: ReadResult,
    known_in: KnownIn,
    agreeing: Agreeing,
    there: Iterable[str],
) -> Likeness | None:
    """The report that holds most of the list; editions that word it alike differ in other cells."""
    items = [matching.identity_of(item) for item in result.items]
    found = matching.likeness(items, {uid: known_in(uid) for uid in there})
    if not found or not found[0].same:
        return None
    tied = [one for one in found if one.rank == found[0].rank]
    return max(tied, key=lambda one: agreeing(one.report)) if len(tied) > 1 else tied[0]


def _edition_here(
    result: ReadResult,
    known_in: KnownIn,
    agreeing: Agreeing,
    there: Mapping[str, ReportFacts],
    before: ReportFacts,
) -> Likeness | None:
    """The later edition of a report that the list is again, unless the report itself is likelier."""
    later = {before.uid}
    while more := {one.uid for one in there.values() if one.edition_of in later} - later:
        later |= more
    found = _likeliest(result, known_in, agreeing, later - {before.uid})
    if found is None or not found.enough:
        return None
    own = _likeliest(result, known_in, agreeing, [before.uid])
    return found if own is None or found.exact >= own.exact else None


def _again(found: Likeness) -> bool:
    """Whether a list said to be a new edition is one that is here: few of its wordings are new."""
    return found.exact >= EDITION_AGAIN * found.rows


def _doubt(found: Likeness, edition: ReportFacts, before: ReportFacts) -> str:
    """What the person must know where corrections could as well be one more edition."""
    if found.exact == found.rows:
        return ""
    new = found.rows - found.exact
    return (
        f"You said a new edition of “{before.title}”. It was taken for corrections of "
        f"“{edition.title}”, which is one and words all but {counted(new, 'row')} as this list "
        f"does. If it is one more edition, name “{edition.title}” as the edition before."
    )


def _held_in(likeness: Likeness, report: ReportFacts) -> str:
    rows, verb = counted(likeness.rows, "row"), "is" if likeness.same == 1 else "are"
    return f"{likeness.same:,} of {rows} {verb} in “{report.title}”."


def _new_title(
    result: ReadResult,
    title: str,
    titled: Mapping[str, ReportFacts],
    *,
    after: ReportFacts | None = None,
) -> str:
    """A title that no report has: as given, the source that all rows name, its own, or the file's."""
    wanted = " ".join(title.split())
    if not wanted and after is not None:
        wanted = f"{after.title}, new edition"
    if not wanted:
        sources = {item.fields.get("source", "") for item in result.items}
        name = Path(result.source_name).stem.replace("_", " ").strip() or "List"
        source = sources.pop() if len(sources) == 1 else ""
        wanted = source or result.title or name[0].upper() + name[1:]
    found, number = wanted, 1
    while folded(found) in titled:
        number += 1
        found = f"{wanted} ({number})"
    return found


def _named(titled: Mapping[str, ReportFacts], title: str) -> ReportFacts:
    found = titled.get(folded(title))
    if found is not None:
        return found
    told = "; ".join(one.title for one in titled.values())
    raise TrackerError(
        f"There is no report “{title}” here, so nothing can be a new edition of it.",
        hint=f"The reports are: {told}." if told else "No list has been loaded yet.",
    )


def _why_another(title: str, likeliest: Likeness | None, there: Mapping[str, ReportFacts]) -> str:
    if not there:
        return f"A new report, “{title}”: it is the first list in this tracker."
    if likeliest is None:
        return f"Another report, “{title}”: none of its rows is in this tracker yet."
    return (
        f"Another report, “{title}”: only {likeliest.same} of {counted(likeliest.rows, 'row')} "
        f"{'is' if likeliest.same == 1 else 'are'} in “{there[likeliest.report].title}”."
    )
