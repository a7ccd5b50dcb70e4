"""One measured figure, and the table that figures are printed in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

HEADINGS = ("What", "Size", "Ours", "Reference", "Ratio", "Bound", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, at which size, and what it is held against.

    `ours` and `reference` are in `unit`, `against` says what the reference is. `ratio_bound` is
    the most that ours may be in references, `bound` the most in `unit`. `per` divides ours for
    reading growth: figures of one name at rising sizes grow linearly where it stays level.
    """

    what: str
    size: str
    ours: float
    unit: str = "ms"
    reference: float | None = None
    against: str = ""
    ratio_bound: float | None = None
    bound: float | None = None
    per: int = 0

    @property
    def ratio(self) -> float | None:
        """Ours in references."""
        return self.ours / self.reference if self.reference else None

    @property
    def missed_by(self) -> float | None:
        """How far outside its bound, as a share of it; None where within or without a bound."""
        pairs = ((self.ratio, self.ratio_bound), (self.ours, self.bound))
        over = [found / bound - 1 for found, bound in pairs if found is not None and bound]
        return max(over) if over and max(over) > 0 else None

    @property
    def bounded(self) -> bool:
        """Whether it is held against a bound at all."""
        return self.bound is not None or self.ratio_bound is not None

    def cells(self) -> tuple[str, ...]:
        """The figure as a row of the table, in the order of `HEADINGS`."""
        bound = f"<= {self.ratio_bound:g} x" if self.ratio_bound else ""
        if self.bound is not None:
            bound = f"<= {shown(self.bound, self.unit)}"
        reference = "" if self.reference is None else shown(self.reference, self.unit)
        return (
            self.what,
            self.size,
            shown(self.ours, self.unit),
            f"{reference} {self.against}".strip(),
            "" if self.ratio is None else f"{self.ratio:.2f} x",
            bound,
            self._remark(),
        )

    def _remark(self) -> str:
        if self.missed_by is not None:
            return f"MISSED by {self.missed_by:.0%}"
        if self.per:
            return f"{shown(self.ours / self.per, self.unit)} each"
        return "within" if self.bounded else ""


def shown(amount: float, unit: str) -> str:
    """An amount with three figures that count and its unit, small times in microseconds."""
    if amount == 0:
        return f"0 {unit}"
    if unit == "ms" and abs(amount) < 1:
        amount, unit = amount * 1000, "us"
    elif unit == "ms" and abs(amount) >= 10_000:
        amount, unit = amount / 1000, "s"
    elif unit == "bytes" and abs(amount) >= 1024 * 1024:
        amount, unit = amount / 1024 / 1024, "MB"
    digits = max(0, 2 - math.floor(math.log10(abs(amount))))
    return f"{amount:,.{digits}f} {unit}"


def size(number: int, noun: str) -> str:
    """`10,000 recommendations`."""
    return f"{number:,} {noun}"


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """The lines of a table with aligned columns."""
    rows: list[Sequence[str]] = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    rows.insert(1, ["-" * width for width in widths])
    left = {0, 1, 3, 6}
    for row in rows:
        cells = (
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
