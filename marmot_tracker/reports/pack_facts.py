"""Which state a pack shows: what it takes to make the same pack again years later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from marmot_tracker import clock
from marmot_tracker.document import Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import stamp
from marmot_tracker.services.wording import read_day

CHECK_CODE = "Marmot check code"
POSITIONS = "Marmot record positions"
POSITION = "Marmot record position"
MOMENT = "Marmot as at"
DAY = "Marmot judged on"
SINCE = "Marmot changed since"
MADE = "Marmot made at"
EVERYTHING = "everything held when it was made"

# The same, as the Cover prints it.
PRINTED_CODE = "Check code"
PRINTED_POSITION = "Record position"
PRINTED_DAY = "As at"
PRINTED_MOMENT = "As at, exactly (UTC)"
PRINTED_MADE = "Made"
PRINTED_SINCE = "Changed since"
_POSITION_OF = re.compile(rf"{PRINTED_POSITION} (\d+) of (\d+)")


@dataclass(frozen=True, slots=True)
class PackFacts:
    """The state a pack shows. The tips and the moment name it; the rest is how it was asked for.

    `moment` is the as-at in UTC text, empty for everything held at the time. Dates are judged
    (overdue, stale) on `day`. `since` asks how much changed after that day.
    """

    tips: tuple[str, ...]
    check_code: str
    day: date
    made_at: datetime
    moment: str = ""
    since: date | None = None

    def properties(self) -> dict[str, str]:
        """As document properties; each is short enough for Excel."""
        told = {
            CHECK_CODE: self.check_code,
            MOMENT: self.moment or EVERYTHING,
            DAY: self.day.isoformat(),
            SINCE: self.since.isoformat() if self.since else "",
            MADE: stamp(self.made_at),
            POSITIONS: str(len(self.tips)),
        }
        told |= {f"{POSITION} {place}": tip for place, tip in enumerate(self.tips, 1)}
        return {name: value for name, value in told.items() if value}


def facts_of(snapshot: Snapshot, *, since: date | None = None) -> PackFacts:
    """The facts of a pack made now from a snapshot (taken with `trail=True`)."""
    made_at = clock.now()
    wanted = snapshot.as_at
    if wanted is None:
        day = clock.today()
    elif isinstance(wanted, datetime):
        day = wanted.astimezone(clock.PLACE).date()
    else:
        day = wanted
    if since is not None and since >= day:
        raise TrackerError(
            "The pack would tell what changed since a day that is not before its own.",
            hint="Choose an earlier day, for example that of the last meeting.",
        )
    return PackFacts(snapshot.tips, snapshot.check_code, day, made_at, snapshot.moment, since)


def facts_in(properties: Mapping[str, str]) -> PackFacts | None:
    """The facts that a pack's properties tell; None where they are not all there."""
    try:
        number = min(int(properties[POSITIONS]), len(properties))
        tips = tuple(properties[f"{POSITION} {place}"] for place in range(1, number + 1))
        moment = properties[MOMENT]
        since = properties.get(SINCE)
        facts = PackFacts(
            tips,
            properties.get(CHECK_CODE, ""),
            date.fromisoformat(properties[DAY]),
            datetime.fromisoformat(properties[MADE]),
            "" if moment == EVERYTHING else moment,
            date.fromisoformat(since) if since else None,
        )
        well_formed = [len(bytes.fromhex(tip)) == 32 for tip in tips]
        if facts.moment:
            datetime.fromisoformat(facts.moment)
    except (KeyError, ValueError):
        return None
    return facts if tips and all(well_formed) else None


def facts_printed(cells: Mapping[tuple[int, int], object]) -> PackFacts | None:
    """The facts that the Cover prints, for a workbook whose properties were lost on the way."""
    told = {
        str(label): str(cells[row, column + 1])
        for (row, column), label in cells.items()
        if (row, column + 1) in cells
    }
    positions = {
        int(found[1]): told[label] for label in told if (found := _POSITION_OF.fullmatch(label))
    }
    properties = {
        POSITIONS: str(len(positions)),
        **{f"{POSITION} {place}": tip for place, tip in positions.items()},
        CHECK_CODE: told.get(PRINTED_CODE, ""),
        MOMENT: told.get(PRINTED_MOMENT, ""),
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
