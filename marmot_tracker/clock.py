"""The only clock of the program: every other module asks here for the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Europe/London")


def _wall() -> datetime:
    return datetime.now(UTC)


_source: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_wall)


def now() -> datetime:
    """This moment in UTC, to the microsecond."""
    return _source.get()().astimezone(UTC)


def true_now() -> datetime:
    """This moment by the computer's clock, even where `fixed` stands in for it."""
    return _wall()


def today() -> date:
    """Today's date in Europe/London, where every Marmot place lies."""
    return now().astimezone(PLACE).date()


def end_of(day: date) -> datetime:
    """The last microsecond of a calendar day in Europe/London, in UTC (TRAIL.md, section 6)."""
    following = datetime.combine(day + timedelta(days=1), time.min, tzinfo=PLACE)
    return following.astimezone(UTC) - timedelta(microseconds=1)


@contextmanager
def fixed(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Let the clock say `moment` (or what a function answers) within the block."""
    token = _source.set(moment if callable(moment) else lambda: moment)
    try:
        yield
    finally:
        _source.reset(token)
