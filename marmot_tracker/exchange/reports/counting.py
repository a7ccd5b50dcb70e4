"""Counts by the labels of a list: what number a label is, and which labels count on together."""

from __future__ import annotations

import re

from marmot_tracker.exchange.reports.blocks import Block

NUMERIC = re.compile(r"\(?(?:[A-Z]{0,3}[-. ]?)?(\d{1,3}(?:\.\d{1,3}){0,3})[ªº°]?[.):]{0,2}")
LETTER = re.compile(r"\(?([a-z]{1,2}|[A-Z]|[ivxl]{1,6})[.):]{0,2}")


class Run:
    """Labels that count up by one, all alike."""

    __slots__ = ("form", "last")

    def __init__(self, form: str, last: int) -> None:
        self.form, self.last = form, last

    @classmethod
    def after(cls, run: Run | None, block: Block) -> Run | None:
        """The run with this block, or a new one where it begins one."""
        number = count(block.label)
        if number is None:
            return run
        form = shape(block.label)
        if run is not None and run.form == form and number == run.last + 1:
            return cls(form, number)
        if run is None or number == 1:
            return cls(form, number) if run is None or run.form == form else run
        return run

    def continues(self, block: Block) -> bool:
        """Whether a block's label is the next of the run."""
        return (
            bool(block.label)
            and shape(block.label) == self.form
            and count(block.label) == self.last + 1
        )


def count(label: str) -> int | None:
    """The last number of a label, or None: 12 for "8.12."."""
    found = NUMERIC.fullmatch(label)
    return int(found[1].rpartition(".")[2]) if found else None


def shape(label: str) -> str:
    """A label with its last number taken out: "8.#." for "8.12."."""
    return re.sub(r"\d+(?=\D*$)", "#", label)
