"""Which state a pack shows: what it takes to make the same pack again years later."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from marmot_tracker import clock
from marmot_tracker.document import Snapshot
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import stamp
from marmot_tracker.services import evidence, periods
from marmot_tracker.services.period_answers import span_of
from marmot_tracker.services.wording import day as in_words
from marmot_tracker.services.wording import read_day

CHECK_CODE = "Marmot check code"
POSITIONS = "Marmot record positions"
POSITION = "Marmot record position"
MOMENT = "Marmot as at"
DAY = "Marmot judged on"
PERIOD = "Marmot reporting period"
SINCE = "Marmot changed since"
SINCE_MOMENT = "Marmot changed since, as at"
SINCE_POSITIONS = "Marmot changed since positions"
SINCE_POSITION = "Marmot changed since position"
NOT_HELD = "Marmot evidence not held"
MADE = "Marmot made at"
EVERYTHING = "everything held when it was made"

# The same, as the Cover prints it.
PRINTED_CODE = "Check code"
PRINTED_POSITION = "Record position"
PRINTED_DAY = "As at"
PRINTED_MOMENT = "As at, exactly (UTC)"
PRINTED_PERIOD = "Made for the period"
PRINTED_MADE = "Made"
PRINTED_SINCE = "Changed since"
PRINTED_SINCE_POSITION = "Compared with record position"
PRINTED_SINCE_MOMENT = "Compared as at, exactly (UTC)"
PRINTED_NOT_HELD = "Evidence files not in this copy"
LINES = "lines of the evidence index: "
_POSITION_OF = re.compile(rf"{PRINTED_POSITION} (\d{{1,6}}) of \d{{1,6}}")
_SINCE_POSITION_OF = re.compile(rf"{PRINTED_SINCE_POSITION} (\d{{1,6}}) of \d{{1,6}}")
MOST_LINES = 1_000_000
_LONGEST = 250
"""Excel takes 255 characters for a document property."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The earlier state that changes are told since: the end of a day, or what a pack showed.

    `tips` are those of a pack, `moment` its as-at in UTC text, empty for everything it held.
    """

    day: date
    tips: tuple[str, ...] = ()
    moment: str = ""

    def as_at(self) -> date | None:
        """The day or moment to ask a snapshot for; None for everything its tips hold."""
        if self.moment:
            return datetime.fromisoformat(self.moment)
        return None if self.tips else self.day


@dataclass(frozen=True, slots=True)
class PackFacts:
    """The state a pack shows. The tips and the moment name it; the rest is how it was asked for.

    `moment` is the as-at in UTC text, empty for everything held at the time. Dates are judged
    (overdue, stale) on `day`. `period` is the uid (from a printed Cover: the name) of the period
    it was made for. `lacking` are the lines of the evidence index whose files' bytes were not in
    the copy it was made from.
    """

    tips: tuple[str, ...]
    check_code: str
    day: date
    made_at: datetime
    moment: str = ""
    compared: Compared | None = None
    period: str = ""
    lacking: tuple[int, ...] = ()

    @property
    def since(self) -> date | None:
        """The day that changes are told since."""
        return self.compared.day if self.compared else None

    def properties(self) -> dict[str, str]:
        """As document properties; each is short enough for Excel."""
        told = {
            CHECK_CODE: self.check_code,
            MOMENT: self.moment or EVERYTHING,
            DAY: self.day.isoformat(),
            PERIOD: self.period,
            MADE: stamp(self.made_at),
            POSITIONS: str(len(self.tips)),
        }
        told |= {f"{POSITION} {place}": tip for place, tip in enumerate(self.tips, 1)}
        if self.compared is not None:
            told[SINCE] = self.compared.day.isoformat()
            told[SINCE_MOMENT] = self.compared.moment
            told[SINCE_POSITIONS] = str(len(self.compared.tips))
            told |= {f"{SINCE_POSITION} {at}": tip for at, tip in enumerate(self.compared.tips, 1)}
        told |= {f"{NOT_HELD} {at}": part for at, part in enumerate(_parts(self.lacking), 1)}
        return {name: value for name, value in told.items() if value}


def facts_of(
    snapshot: Snapshot,
    *,
    since: date | Compared | None = None,
    period: str = "",
    held: Collection[str] | None = None,
) -> PackFacts:
    """The facts of a pack made now from a snapshot (taken with `trail=True`).

    `since` is a day or the state another pack showed; `period` names a period by name or uid;
    `held` are the evidence files of this copy by SHA-256 (None: not looked at).
    """
    compared = Compared(since) if isinstance(since, date) else since
    day, uid = _day_of(snapshot), ""
    _check_day(snapshot, day)
    with snapshot.read() as session:
        if period:
            if snapshot.as_at is not None:
                raise Misuse("A pack is made for a period or for a day, not for both.")
            asked = periods.the_one(session, period)
            uid = asked.uid
            day = span_of(periods.list_(session), asked).last_day(clock.today())
            if asked.opens > clock.today():
                raise TrackerError(f"“{asked.name}” has not opened yet; nothing speaks for it.")
        lacking = evidence.not_held(session, held) if held is not None else ()
    if compared is not None and not compared.tips and compared.day >= _compared_before(day, uid):
        raise TrackerError(
            "The pack would tell what changed since a day that is not before its own.",
            hint="Choose an earlier day, for example that of the last meeting.",
        )
    return PackFacts(
        snapshot.tips,
        snapshot.check_code,
        day,
        clock.now(),
        snapshot.moment,
        compared,
        uid,
        lacking,
    )


def _check_day(snapshot: Snapshot, day: date) -> None:
    """Raise `TrackerError` for a day that has not come yet, or on which there was no tracker."""
    if snapshot.as_at is None:
        return
    if day > clock.today():
        raise TrackerError(
            f"A pack cannot show {in_words(day)}, a day that has not come yet.",
            hint="Choose a day up to today, or none for everything held now.",
        )
    if snapshot.begins and snapshot.moment < snapshot.begins:
        first = datetime.fromisoformat(snapshot.begins).astimezone(clock.PLACE).date()
        raise TrackerError(
            f"This tracker begins on {in_words(first)}: there is nothing to show on "
            f"{in_words(day)}.",
            hint=f"Choose {in_words(first)} or a later day.",
        )


def _day_of(snapshot: Snapshot) -> date:
    wanted = snapshot.as_at
    if wanted is None:
        return clock.today()
    return wanted.astimezone(clock.PLACE).date() if isinstance(wanted, datetime) else wanted


def _compared_before(day: date, period: str) -> date:
    """A period's answers may come in long after its last day."""
    return clock.today() if period else day


def facts_in(properties: Mapping[str, str]) -> PackFacts | None:
    """The facts that a pack's properties tell; None where they are not all there."""
    try:
        moment = properties[MOMENT]
        facts = PackFacts(
            _numbered(properties, POSITIONS, POSITION),
            properties.get(CHECK_CODE, ""),
            date.fromisoformat(properties[DAY]),
            datetime.fromisoformat(properties[MADE]),
            "" if moment == EVERYTHING else moment,
            _compared_in(properties),
            properties.get(PERIOD, ""),
            _lines_in(
                ", ".join(text for name, text in properties.items() if name.startswith(NOT_HELD))
            ),
        )
        for tip in (*facts.tips, *(facts.compared.tips if facts.compared else ())):
            if len(bytes.fromhex(tip)) != 32:
                return None
        for each in (facts.moment, facts.compared.moment if facts.compared else ""):
            if each:
                datetime.fromisoformat(each)
    except (KeyError, ValueError):
        return None
    return facts if facts.tips else None


def _compared_in(properties: Mapping[str, str]) -> Compared | None:
    since = properties.get(SINCE)
    if not since:
        return None
    return Compared(
        date.fromisoformat(since),
        _numbered(properties, SINCE_POSITIONS, SINCE_POSITION),
        properties.get(SINCE_MOMENT, ""),
    )


def _numbered(properties: Mapping[str, str], number: str, name: str) -> tuple[str, ...]:
    many = min(int(properties.get(number, "0")), len(properties))
    return tuple(properties[f"{name} {place}"] for place in range(1, many + 1))


def facts_printed(cells: Mapping[tuple[int, int], object]) -> PackFacts | None:
    """The facts that the Cover prints, for a workbook whose properties were lost on the way."""
    told = {
        str(label): str(cells[row, column + 1])
        for (row, column), label in cells.items()
        if (row, column + 1) in cells
    }
    tips, since_tips = _printed(told, _POSITION_OF), _printed(told, _SINCE_POSITION_OF)
    properties = {
        POSITIONS: str(len(tips)),
        **{f"{POSITION} {place}": tip for place, tip in tips.items()},
        SINCE_POSITIONS: str(len(since_tips)),
        **{f"{SINCE_POSITION} {place}": tip for place, tip in since_tips.items()},
        CHECK_CODE: told.get(PRINTED_CODE, ""),
        MOMENT: told.get(PRINTED_MOMENT, ""),
        SINCE_MOMENT: told.get(PRINTED_SINCE_MOMENT, ""),
        PERIOD: told.get(PRINTED_PERIOD, ""),
        NOT_HELD: told.get(PRINTED_NOT_HELD, "").partition(LINES)[2],
    }
    try:
        properties[DAY] = read_day(told[PRINTED_DAY][:10]).isoformat()
        made = datetime.strptime(told[PRINTED_MADE], "%d/%m/%Y %H:%M").replace(tzinfo=clock.PLACE)
        properties[MADE] = stamp(made)
        since = next((label for label in told if label.startswith(PRINTED_SINCE)), "")
        if since:
            properties[SINCE] = read_day(since.removeprefix(PRINTED_SINCE)).isoformat()
    except (KeyError, ValueError, TrackerError):
        return None
    return facts_in(properties)


def _printed(told: Mapping[str, str], label: re.Pattern[str]) -> dict[int, str]:
    return {int(found[1]): told[each] for each in told if (found := label.fullmatch(each))}


def lines_in_words(numbers: Iterable[int]) -> str:
    """`4, 7, 12-40`: line numbers, runs put together."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def _lines_in(words: str) -> tuple[int, ...]:
    """The numbers that `lines_in_words` told. Raises `ValueError` for anything else."""
    found: list[int] = []
    for run in filter(None, words.split(", ")):
        first, _, last = run.partition("-")
        if int(last or first) - int(first) + len(found) > MOST_LINES:
            raise ValueError("more lines than any index has")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _parts(numbers: Iterable[int]) -> list[str]:
    """The lines in words, in parts short enough for a document property."""
    parts: list[str] = []
    for run in filter(None, lines_in_words(numbers).split(", ")):
        if parts and len(parts[-1]) + len(run) + 2 <= _LONGEST:
            parts[-1] += f", {run}"
        else:
            parts.append(run)
    return parts
