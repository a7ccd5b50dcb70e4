"""The recommendations found in a report, while a person looks them through: one value at a time.

Nothing here reads or writes a file. Every change gives another `Drafts`, so that each can be taken
back; `Drafts.result` is what then becomes a proposal, as if the document had been read so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from marmot_tracker.errors import Misuse
from marmot_tracker.exchange.reports.doubts import Doubt, doubts_of
from marmot_tracker.exchange.results import RESPONSE, ReadItem, ReadResult
from marmot_tracker.exchange.tables import clean
from marmot_tracker.services.wording import counted, joined

EDITABLE: Mapping[str, str] = MappingProxyType(
    {
        "reference": "Reference",
        "title": "Title",
        "text": "Wording",
        "theme": "Theme",
        "timescale": "Timescale",
        "owner": "Lead",
    }
)
"""What of an item a person can correct, and how that is called."""
_IN_FIELDS = frozenset({"timescale", "owner"})


class DraftState(StrEnum):
    """What the person has said of an item."""

    OPEN = "open"
    ACCEPTED = "accepted"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as it will go on; `number` is its own as long as it is looked at.

    `touched` says that a person made or changed it.
    """

    number: int
    item: ReadItem
    state: DraftState
    doubts: tuple[Doubt, ...] = ()
    touched: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is doubted and nobody has said anything of it."""
        return self.state is DraftState.OPEN


@dataclass(frozen=True, slots=True)
class Drafts:
    """Items in reading order; `made` is the highest number that any of them ever had."""

    drafts: tuple[Draft, ...] = ()
    made: int = 0

    @classmethod
    def of(cls, result: ReadResult) -> Drafts:
        """What was found: accepted as it is, but what is doubted waits to be looked at."""
        found = tuple(
            Draft(number, item, DraftState.ACCEPTED) for number, item in enumerate(result.items, 1)
        )
        doubted = cls(found, len(found))._doubted()
        return replace(
            doubted,
            drafts=tuple(
                replace(one, state=DraftState.OPEN) if one.doubts else one for one in doubted.drafts
            ),
        )

    @property
    def counts(self) -> Counter[DraftState]:
        """How many items stand in each state."""
        return Counter(one.state for one in self.drafts)

    def find(self, number: int) -> Draft:
        """The item of that number. Raises KeyError."""
        return self.drafts[self._at(number)]

    # What is said of an item

    def accept(self, numbers: Collection[int]) -> Drafts:
        """Take these as they are, whatever was doubted of them."""
        return self._said(numbers, DraftState.ACCEPTED)

    def leave_out(self, numbers: Collection[int]) -> Drafts:
        """These are no recommendations of this report."""
        return self._said(numbers, DraftState.LEFT_OUT)

    def reopen(self, numbers: Collection[int]) -> Drafts:
        """Nothing is said of these yet."""
        return self._said(numbers, DraftState.OPEN)

    def _said(self, numbers: Collection[int], state: DraftState) -> Drafts:
        return replace(
            self,
            drafts=tuple(
                replace(one, state=state) if one.number in numbers else one for one in self.drafts
            ),
        )._doubted()

    # How an item is read

    def merge(self, numbers: Collection[int]) -> Drafts:
        """Make one of several, in reading order: the first's reference and title, all the words.

        Another title stands in the text as a line of its own, so that no word is lost; another
        reference, theme, timescale or lead is told in the notes where the first has one already.
        Raises `Misuse` for fewer than two.
        """
        chosen = [one for one in self.drafts if one.number in numbers]
        if len(chosen) < 2:
            raise Misuse("Choose two recommendations or more to make one of them.")
        whole = _changed(chosen[0].item)
        for other in chosen[1:]:
            whole = _merged(whole, other.item)
        made = Draft(chosen[0].number, whole, DraftState.ACCEPTED, touched=True)
        gone = {one.number for one in chosen[1:]}
        return replace(
            self,
            drafts=tuple(
                made if one.number == made.number else one
                for one in self.drafts
                if one.number not in gone
            ),
        )._doubted()

    def split(self, number: int, at: int) -> Drafts:
        """Make two of one: what stands from character `at` of its text on becomes the next.

        The second has no reference, title or response; both keep the place. Raises `Misuse`
        where one of the two would have no words.
        """
        one = self.find(number)
        first, second = one.item.text[:at].strip(), one.item.text[at:].strip()
        if not first or not second:
            raise Misuse(
                "Put the cursor where the second recommendation begins.",
                hint="Both must have words of their own.",
            )
        item = one.item
        upper = replace(_changed(item), text=first, parts=_parts_within(item.parts, first))
        fields = {name: item.fields[name] for name in ("page",) if name in item.fields}
        lower = replace(
            item,
            reference="",
            title="",
            text=second,
            parts=_parts_within(item.parts, second),
            response="",
            timescale="",
            notes=(),
            suggested_principle="",
            suggested_by=(),
            fields=fields,
            extra={},
            printed=None,
        )
        at_place = self._at(number)
        made = self.made + 1
        accepted = DraftState.ACCEPTED
        return Drafts(
            (
                *self.drafts[:at_place],
                replace(one, item=upper, state=accepted, touched=True),
                Draft(made, lower, accepted, touched=True),
                *self.drafts[at_place + 1 :],
            ),
            made,
        )._doubted()

    def trim(self, number: int, start: int, end: int) -> Drafts:
        """Keep the characters from `start` to `end` of an item's text alone.

        Raises `Misuse` where nothing would be left.
        """
        item = self.find(number).item
        kept = item.text[start:end].strip()
        if not kept:
            raise Misuse("Mark the words that are to be kept.")
        return self._with(number, replace(item, text=kept, parts=_parts_within(item.parts, kept)))

    def correct(self, number: int, values: Mapping[str, str]) -> Drafts:
        """Set what a person typed, by the names of `EDITABLE`, as the tracker keeps text.

        Raises `Misuse` where an item would have neither title nor wording any more.
        """
        item = self.find(number).item
        fields = dict(item.fields)
        told = {name: clean(value) for name, value in values.items()}
        for name in _IN_FIELDS & set(told):
            fields[name] = told[name]
            if not told[name]:
                del fields[name]
        own = {name: value for name, value in told.items() if name != "owner"}
        changed = replace(item, **own, fields=fields)  # type: ignore[arg-type]
        if (item.title or item.text) and not changed.title and not changed.text:
            raise Misuse("A recommendation needs its wording.")
        if "text" in own:
            changed = replace(changed, parts=_parts_within(item.parts, changed.text))
        return self if changed == item else self._with(number, changed)

    def add(self, item: ReadItem, *, after: int | None = None) -> tuple[Drafts, int]:
        """Put a new item after another, or where it is printed; also gives its number."""
        made = self.made + 1
        if after is not None:
            at = self._at(after) + 1
        else:
            at = sum(_place(one.item) <= _place(item) for one in self.drafts)
        new = Draft(made, item, DraftState.ACCEPTED, touched=True)
        added = Drafts((*self.drafts[:at], new, *self.drafts[at:]), made)
        return added._doubted(), made

    def _with(self, number: int, item: ReadItem) -> Drafts:
        item = replace(item, printed=_changed(self.find(number).item).printed)
        return replace(
            self,
            drafts=tuple(
                replace(one, item=item, state=DraftState.ACCEPTED, touched=True)
                if one.number == number
                else one
                for one in self.drafts
            ),
        )._doubted()

    def _doubted(self) -> Drafts:
        """The same with what is doubtful of each, seen beside the others that go on."""
        going = [one for one in self.drafts if one.state is not DraftState.LEFT_OUT]
        found = doubts_of([one.item for one in going])
        doubts = {one.number: said for one, said in zip(going, found, strict=True)}
        return replace(
            self,
            drafts=tuple(replace(one, doubts=doubts.get(one.number, ())) for one in self.drafts),
        )

    def _at(self, number: int) -> int:
        for at, one in enumerate(self.drafts):
            if one.number == number:
                return at
        raise KeyError(number)

    # What goes on

    def result(self, read: ReadResult) -> ReadResult:
        """What was read as the person wants it: without what was left out, told in the notes."""
        kept = [one for one in self.drafts if one.state is not DraftState.LEFT_OUT]
        items = tuple(replace(one.item, row=row) for row, one in enumerate(kept, 1))
        touched = sum(one.touched for one in kept)
        out = len(self.drafts) - len(kept)
        told = [
            f"{counted(touched, 'recommendation')} made or corrected by hand" if touched else "",
            f"{counted(out, 'item')} left out by hand" if out else "",
        ]
        said = joined([part for part in told if part])
        notes = (*read.notes, f"{said}.") if said else read.notes
        return replace(read, items=items, notes=notes)


def _changed(item: ReadItem) -> ReadItem:
    """An item that is about to be changed, which knows how it was printed."""
    return item if item.printed is not None else replace(item, printed=item)


def _merged(first: ReadItem, second: ReadItem) -> ReadItem:
    """One item of two."""
    told = []
    if second.reference and first.reference and second.reference != first.reference:
        told.append(f"Holds what was printed as {second.reference}, too.")
    if second.theme and first.theme and second.theme != first.theme:
        told.append(_of_second("Theme", second.theme))
    has_words = bool(first.title or first.text)
    fields, extra, said = _merged_fields(first, second)
    return replace(
        first,
        reference=first.reference or second.reference,
        title=first.title if has_words else second.title,
        text="\n".join(filter(None, (first.text, second.title if has_words else "", second.text))),
        theme=first.theme or second.theme,
        fields=fields,
        extra=extra,
        notes=tuple(dict.fromkeys((*first.notes, *second.notes, *told, *said))),
        parts=(*first.parts, *second.parts),
        response="\n".join(filter(None, (first.response, second.response))),
        timescale=first.timescale or second.timescale,
        places=tuple(dict.fromkeys((*first.places, *second.places))),
        spots=tuple(dict.fromkeys((*first.spots, *second.spots))),
        paragraphs=tuple(dict.fromkeys((*first.paragraphs, *second.paragraphs))),
    )


def _merged_fields(
    first: ReadItem, second: ReadItem
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The fields and columns of one item of two, and what of the second has no place in them.

    Answers that decide differently decide nothing of the whole: they stand as they were printed.
    """
    told = []
    fields, extra = dict(first.fields), dict(first.extra)
    for name, value in second.fields.items():
        seen = name in ("decision", "reason") or f"p. {value}" in second.places
        if value and fields.get(name, "") not in ("", value) and not seen:
            told.append(_of_second(EDITABLE.get(name, name.replace("_", " ").capitalize()), value))
        fields[name] = fields.get(name) or value
    for name, value in second.extra.items():
        if value and extra.get(name, "") not in ("", value) and name != RESPONSE:
            told.append(_of_second(name, value))
        extra[name] = extra.get(name) or value
    response = "\n".join(filter(None, (first.response, second.response)))
    answers = {one.fields["decision"] for one in (first, second) if one.fields.get("decision")}
    if len(answers) > 1:
        del fields["decision"]
        fields.pop("reason", None)
        extra[RESPONSE] = response
        told.append("Its parts were answered differently, so no decision was taken from that.")
    elif response and response != first.response:
        if answers:
            fields["reason"] = response
        if RESPONSE in extra:
            extra[RESPONSE] = response
    said = f"\n{fields.get('reason', '')}\n{extra.get(RESPONSE, '')}\n"
    for reason in (one.fields.get("reason", "") for one in (first, second)):
        if reason and f"\n{reason}\n" not in said:
            told.append(f"Reason of one of its parts: {reason}")
    return fields, extra, told


def _of_second(name: str, value: str) -> str:
    return f"{name} of its second part: {value}."


def _parts_within(parts: Sequence[str], text: str) -> tuple[str, ...]:
    """The sub-items that still stand in a text."""
    words = " ".join(text.split())
    return tuple(part for part in parts if " ".join(part.split("\n")[0].split()) in words)


def _place(item: ReadItem) -> tuple[float, ...]:
    """Where an item is printed, for putting another in its place; past all others if unknown."""
    if item.spots:
        return (item.spots[0].page, item.spots[0].top)
    if item.paragraphs:
        return (item.paragraphs[0],)
    page = item.fields.get("page", "")
    return (float(page), 0.0) if page.isdecimal() else (float("inf"),)
