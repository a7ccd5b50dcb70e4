"""How lists of one layout are read: as it was remembered, and as the person says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from marmot_tracker.services import layouts
from marmot_tracker.services.layouts import LayoutFacts
from marmot_tracker.services.wording import counted, day, joined


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one list: its key, what was kept for it, and what the person said now.

    The key is that of the list as it is found unaided. With `afresh` what was kept is left aside,
    and forgotten when the list is taken in.
    """

    shape: str
    said: Corrections = NOTHING_SAID
    kept: LayoutFacts | None = None
    afresh: bool = False

    @property
    def asked(self) -> Corrections:
        """What the reader is told: what is said now on top of what was kept."""
        if self.kept is None or self.afresh:
            return self.said
        return self.said.over(corrections_of(self.kept))

    def told(self) -> str:
        """The sentence of an explanation on what was remembered; empty where nothing was."""
        if self.kept is None or self.afresh:
            return ""
        kept = corrections_of(self.kept)
        words = sum(len(codes) for codes in kept.words.values())
        parts = [
            f"sheet {joined([f'“{name}”' for name in kept.sheets])}" if kept.sheets else "",
            counted(len(kept.columns), "column") if kept.columns else "",
            counted(words, "word") if words else "",
            "several owners in a cell" if self.kept.owner_split else "",
            "the order of dates" if self.kept.date_order else "",
        ]
        what = joined([part for part in parts if part])
        on = f" on {day(self.kept.corrected_on)}" if self.kept.corrected_on else ""
        return f"Read as you corrected it{on}" + (f": {what}." if what else ".")

    def to_remember(self, result: ReadResult) -> LayoutFacts | None:
        """What is to be kept for lists like this one, where that is anything new."""
        if not self.shape or not self.said.said:
            return None
        said = (" ".join(one.heading.split()) for one in result.columns)
        headings = tuple(dict.fromkeys(filter(None, said)))
        made = layout_of(self.shape, self.asked, headings=headings)
        if self.kept is not None:
            same = replace(made, headings=self.kept.headings, corrected_on=self.kept.corrected_on)
            if same == self.kept:
                return None
        return made

    def to_forget(self) -> str:
        """The key of what is to be forgotten: read afresh, with nothing said in its place."""
        forgotten = self.afresh and self.kept is not None and not self.said.said
        return self.shape if forgotten else ""


def kept_layouts(session: Session) -> dict[str, LayoutFacts]:
    """Every layout that is remembered, by its key."""
    return {one.shape: one for one in layouts.list_(session)}


def corrections_of(kept: LayoutFacts) -> Corrections:
    """What was kept as the reader takes it; what an older program cannot read is left out."""
    told = {
        "columns": kept.columns,
        "words": kept.words,
        "sheets": kept.sheets,
        **({"owner_split": kept.owner_split} if kept.owner_split else {}),
        **({"date_order": kept.date_order} if kept.date_order else {}),
    }
    try:
        return Corrections.from_json(told)
    except ValueError:
        return Corrections.from_json({name: told[name] for name in ("columns", "words", "sheets")})


def layout_of(shape: str, said: Corrections, *, headings: tuple[str, ...]) -> LayoutFacts:
    """Corrections as they are kept, dated today."""
    plain = Corrections()
    return LayoutFacts(
        shape=shape,
        headings=headings,
        columns=dict(said.columns),
        words={name: dict(codes) for name, codes in said.words.items()},
        sheets=said.sheets,
        owner_split="" if said.owner_split == plain.owner_split else str(said.owner_split),
        date_order=str(said.date_order),
        corrected_on=clock.today(),
    )


def read_list(
    path: Path | str,
    *,
    said: Corrections = NOTHING_SAID,
    kept: Mapping[str, LayoutFacts] | None = None,
    afresh: bool = False,
    pictured: bool = False,
    progress: Progress | None = None,
) -> tuple[ReadResult, Layout]:
    """Read a list as it was remembered for lists of its layout, and as the person says now.

    It is read once; a second time where what was remembered, or a sheet that the person named,
    says otherwise than it is found: its layout is known by what is found unaided. Without `kept`
    nothing is remembered and it is read as said. `pictured` and what is raised: `read_source`.
    """
    if kept is None:
        found = read_source(path, corrections=said, pictured=pictured, progress=progress)
        return found, Layout(found.shape, said)
    begin = NOTHING_SAID if said.sheets or said.header_row else said
    try:
        found = read_source(path, corrections=begin, pictured=pictured, progress=progress)
    except TrackerError:
        if begin == said:
            raise
        found = read_source(path, corrections=said, pictured=pictured, progress=progress)
        begin = said
    layout = Layout(found.shape, said, kept.get(found.shape) if found.shape else None, afresh)
    asked = layout.asked
    if not set(asked.sheets) <= set(found.sheets) and not said.sheets:
        asked = replace(asked, sheets=())  # a sheet of another file, which this one lacks
    if asked == begin:
        return found, layout
    return read_source(path, corrections=asked, pictured=pictured, progress=progress), layout
