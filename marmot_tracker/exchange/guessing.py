"""Chooses the field of each column: the person's word first, then headings, then cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marmot_tracker.exchange.catalogues import is_catalogue
from marmot_tracker.exchange.column_signs import (
    LONGER,
    REPEATED,
    groups_written_once,
    named_and_described,
    only_comes_of,
    only_groups,
)
from marmot_tracker.exchange.columns import Profile, is_prose, suits
from marmot_tracker.exchange.corrections import EXTRA, IGNORE
from marmot_tracker.exchange.header_rows import HeaderRow
from marmot_tracker.exchange.headings import (
    FIELDS,
    OF_A_THING,
    WEAK,
    field_strengths,
    fold,
)
from marmot_tracker.exchange.risk_lists import RiskList, of_risk
from marmot_tracker.exchange.tables import column_letter

NAMED = 100.0
"""The strength of a choice the person made; no guess reaches it."""
BELIEVED = 3.0
"""A guess below this strength is no guess."""
GROUPING = 6.0
"""How strongly a column that only names the groups of the wording says the theme."""
CODED = ("rating", "decision")
"""Fields whose cells are words for a code."""


def _marked(seen: Profile) -> bool:
    """Whether a column holds only marks; one cell under several may count them."""
    others = round(seen.filled * (1 - seen.marks))
    return seen.marks >= 0.95 or (others == 1 and seen.filled >= 4)


class Guesses:
    """The choice of a field for each column of one table, with the reason for each."""

    def __init__(
        self,
        header: HeaderRow,
        seen: tuple[Profile, ...],
        named: Mapping[int, str],
        coloured: Mapping[int, int],
        spanned: Mapping[int, int],
    ) -> None:
        self.header = header
        self.seen = seen
        self.named = named
        self.coloured = coloured
        self.spanned = spanned
        self.fields: dict[str, int] = {}
        self.strengths: dict[str, float] = {}
        self.reasons: dict[int, str] = {}
        self.marks: dict[int, str] = {}
        self.risks = RiskList.of(header.headings)

    def choose(self) -> None:
        """Give each column its field: the person's word, then headings, then cells."""
        for column, field in self.named.items():
            if field in FIELDS:
                self.take(field, column, NAMED, "you said so")
        self._choose_marks()
        self._choose_by_headings()
        if "rating" not in self.fields:
            self._choose_rating_by_colours()
        if "text" not in self.fields:
            self._take_text_back()
        if "text" not in self.fields:
            self._choose_text_by_cells()
        if "text" in self.fields and self._only_lists_things():
            del self.fields["text"]
        if "text" in self.fields:
            self._name_and_group()
        if "reference" not in self.fields:
            self._choose_reference_by_cells()

    def _only_lists_things(self) -> bool:
        """Whether the table is a catalogue or a record of use, and no heading says otherwise."""
        text = self.fields["text"]
        if (
            text in self.named
            or self.risks.is_one
            or not is_catalogue(self.header.headings, self.fields)
        ):
            return False
        heading = fold(self.header.headings[text])
        sure = self.strengths["text"] >= WEAK and heading not in ANY_LIST
        return not sure or self.seen[text].distinct < REPEATED

    def _name_and_group(self) -> None:
        """Make the titles of short names beside descriptions, the theme of what groups the rows."""
        headings, text = self.header.headings, self.fields["text"]
        if text in self.named:
            return
        if "title" in self.fields and self.strengths["title"] <= OF_A_THING:
            del self.fields["title"]
        if pair := named_and_described(self.fields, headings, self.seen):
            names, longer = pair
            if not {names, longer} & self.named.keys():
                self.take("title", names, GROUPING, "the column beside it describes what it names")
                self.take("text", longer, GROUPING, self._by_heading("text", longer))
        if "theme" not in self.fields:
            group = groups_written_once(self.fields, headings, self.seen)
            if group >= 0 and self._free(group):
                self.take("theme", group, BELIEVED, "it is written once over the rows it groups")

    def take(self, field: str, column: int, strength: float, reason: str) -> None:
        """Give a field its column, with the reason."""
        self.fields[field] = column
        self.strengths[field] = strength
        self.reasons[column] = reason

    def _free(self, column: int) -> bool:
        return (
            column not in self.named
            and column not in self.fields.values()
            and column not in self.marks
        )

    def _choose_by_headings(self) -> None:
        offers: list[tuple[float, int, str]] = []
        for column, heading in enumerate(self.header.headings):
            if column in self.named or not heading or self.header.invented(column):
                continue
            meant = self.risks.meant(heading)
            self._weigh_wording(column, meant)
            for field, strength in meant.items():
                borne_out = strength * suits(field, strength, self.seen[column])
                if borne_out >= BELIEVED:
                    offers.append((borne_out, column, field))
        offers.sort(
            key=lambda offer: (self._blank(offer), -offer[0], -self._length(offer), offer[1])
        )
        for strength, column, field in offers:
            if field not in self.fields and self._free(column):
                self.take(field, column, strength, self._by_heading(field, column))

    def _weigh_wording(self, column: int, meant: dict[str, float]) -> None:
        """Take from a heading that means the wording what the columns beside it say against it."""
        if "text" not in meant:
            return
        listed = self.risks.is_one and any(map(of_risk, fold(self.header.headings[column]).split()))
        if not listed and only_groups(column, self.header.headings, self.seen):
            meant["theme"] = max(meant.get("theme", 0.0), GROUPING)
            del meant["text"]
        elif only_comes_of(column, self.header.headings):
            del meant["text"]

    def _choose_rating_by_colours(self) -> None:
        """A column with nothing in it but rating colours says the rating."""
        rows = max((seen.filled for seen in self.seen), default=0)
        for column, cells in self.coloured.items():
            if self._free(column) and self.seen[column].filled == 0 and cells * 2 >= rows >= 2:
                self.take("rating", column, BELIEVED, "its cells are blank and filled with colours")
                return

    def _take_text_back(self) -> None:
        """A column of sentences taken for another field is the wording where nothing else is."""
        for field, column in self.fields.items():
            meant = self.risks.meant(self.header.headings[column])
            if column in self.named or meant.get("text", 0) < 5 or field in ("title", "reference"):
                continue
            if is_prose(self.seen[column]):
                del self.fields[field], self.strengths[field]
                self.take("text", column, meant["text"], self._by_heading("text", column))
                return

    def _blank(self, offer: tuple[float, int, str]) -> bool:
        """Whether nothing stands under what may be the references; any filled column comes first."""
        return offer[2] == "reference" and self.seen[offer[1]].empty

    def _length(self, offer: tuple[float, int, str]) -> float:
        """Of equal headings: for the wording the longer prose, for references the more different.

        Of several columns for the position, the last that is filled: one for each quarter.
        """
        seen = self.seen[offer[1]]
        last = 0.0 if seen.empty else float(offer[1])
        return {"text": seen.length, "reference": seen.distinct, "position": last}.get(
            offer[2], 0.0
        )

    def _by_heading(self, field: str, column: int) -> str:
        seen = self.seen[column]
        said = f"its heading says '{' '.join(self.header.headings[column].split())}'"
        if seen.empty:
            return f"{said}; nothing stands under it"
        if field == "text" and seen.length >= max(
            (other.length for other in self.seen if is_prose(other)), default=0
        ):
            return f"{said} and its cells are the longest prose"
        return said

    def _choose_marks(self) -> None:
        """Columns headed short, medium, long with only x marks in them say the timescale."""
        if "timescale" in self.fields:
            return
        found = {
            column: words
            for column, heading in enumerate(self.header.headings)
            if self._free(column)
            and (words := term_of(heading))
            and (self.seen[column].empty or _marked(self.seen[column]))
        }
        if len(found) >= 2 and any(not self.seen[column].empty for column in found):
            self.marks = found

    def _choose_text_by_cells(self) -> None:
        fullest = max((seen.filled for seen in self.seen), default=0)
        prose = [
            column
            for column, seen in enumerate(self.seen)
            if self._free(column)
            and is_prose(seen)
            and (seen.filled + self.spanned.get(column, 0)) * 2 >= fullest
            and not self._tells_about(column)
        ]
        most = max((self.seen[column].filled for column in prose), default=0)
        prose = [column for column in prose if self.seen[column].filled * 2 >= most]
        # What is asked stands left of what was said about it, and no row repeats another's.
        own = [column for column in prose if self.seen[column].distinct >= 0.8]
        best = own[0] if own else max(prose, key=lambda at: self.seen[at].length, default=None)
        if best is None:
            best = self._prose_of_another_field()
        title = self.fields.get("title")
        if title is not None and self._stands_for_text(title, best):
            del self.fields["title"], self.strengths["title"]
            self.take("text", title, 6.0, "no column holds a longer wording than this title")
        elif best is not None and (
            self.fields or self.header.index < 0 or self._counted(best) is not None
        ):
            longest = max(self.seen[column].length for column in [*prose, best])
            why = "longest prose" if self.seen[best].length == longest else "first prose"
            self.take("text", best, BELIEVED, f"its cells are the {why}")

    def _prose_of_another_field(self) -> int | None:
        """The first column of different sentences that was taken for another field; freed."""
        for field, column in sorted(self.fields.items(), key=lambda taken: taken[1]):
            seen = self.seen[column]
            other = column in self.named or field in ("title", "reference")
            if field == "theme" and (seen.distinct < 0.95 or seen.filled < 3):
                continue
            if not other and is_prose(seen) and seen.distinct >= 0.8 and seen.filled > 1:
                del self.fields[field], self.strengths[field]
                return column
        return None

    def _stands_for_text(self, title: int, best: int | None) -> bool:
        seen = self.seen[title]
        if seen.words < 2 and not seen.empty and not self._numbers_items():
            return False
        if len(self.fields) == 1 and self.strengths["title"] < SURE_TITLE and len(self.seen) > 1:
            return False
        if best is None or self.seen[best].filled < 0.8 * seen.filled:
            return True
        sure = self.strengths["title"] >= SURE_TITLE and seen.distinct >= 0.8
        return sure and (self.risks.is_one or self.seen[best].words < LONGER * seen.words)

    def _numbers_items(self) -> bool:
        """Whether the references are headed by what the rows are: "Control ID", "Risk No."."""
        column = self.fields.get("reference")
        words = fold(self.header.headings[column]).split() if column is not None else []
        return any(field_strengths(word).get("text", 0.0) >= GROUPING for word in words)

    def _tells_about(self, column: int) -> bool:
        """Whether a heading says that its cells tell about the item, and are not its wording."""
        words = fold(self.header.headings[column]).split()
        return " ".join(words) in EXPLAINS or (len(words) <= 3 and bool(set(words) & TELLS_ABOUT))

    def _choose_reference_by_cells(self) -> None:
        text = self.fields.get("text")
        column = self._counted(text) if text is not None else None
        if column is None and text is not None:
            column = self._numbered_places(self.seen[text])
        if column is not None:
            self.take("reference", column, BELIEVED, "its cells are short, all different")

    def _numbered_places(self, wording: Profile) -> int | None:
        """A column of sections or clauses whose numbers all differ numbers the items; freed."""
        for field in ("section", "theme"):
            column = self.fields.get(field)
            if column is None or column in self.named:
                continue
            seen = self.seen[column]
            counted = all(any(map(str.isdigit, text)) for text in seen.samples)
            if (
                counted
                and seen.references >= 0.9
                and seen.distinct >= 0.95
                and seen.filled >= max(3, wording.filled)
            ):
                del self.fields[field], self.strengths[field]
                return column
        return None

    def _counted(self, text: int) -> int | None:
        """The first column left of the wording whose short cells all differ: its references."""
        for column in range(text):
            seen = self.seen[column]
            unnamed = self.header.invented(column) or not self.header.headings[column]
            if (
                self._free(column)
                and seen.references >= 0.9
                and seen.distinct >= 0.8
                and seen.filled * 2 >= self.seen[text].filled
                and (unnamed or seen.numbers < 0.9 or column == 0)
                and seen.dates == 0
            ):
                return column
        return None

    def field_of(self, column: int) -> str:
        """What a column was taken for."""
        if column in self.marks:
            return "timescale"
        for field, taken in self.fields.items():
            if taken == column:
                return field
        return IGNORE if self.named.get(column) == IGNORE else EXTRA

    def why(self, column: int) -> str:
        """The choice for a column in one sentence."""
        heading = " ".join(self.header.headings[column].split())
        name = f"Column {column_letter(column)} '{heading}'"
        field = self.field_of(column)
        if column in self.marks:
            return f"{name} read as the timescale '{self.marks[column]}': its cells are marks."
        if field in FIELDS:
            return f"{name} read as {FIELDS[field]}: {self.reasons[column]}."
        if field == IGNORE:
            return f"{name} left out: you said so."
        if self.named.get(column) == EXTRA:
            return f"{name} kept as a column of your own: you said so."
        return f"{name} kept as a column of your own: {self._why_extra(column)}."

    def _why_extra(self, column: int) -> str:
        seen = self.seen[column]
        if seen.empty:
            return "nothing stands under it"
        strengths = field_strengths(self.header.headings[column])
        if strengths and not self.header.invented(column):
            field = max(strengths, key=lambda name: strengths[name])
            if field in self.fields:
                taken = column_letter(self.fields[field])
                return f"column {taken} was read as {FIELDS[field]}"
            shown = ", ".join(f"'{text[:30]}'" for text in seen.samples[:2])
            return f"its cells ({shown}) do not read as {FIELDS[field]}"
        return "its heading is none we know"


_TERM = re.compile(
    r"(?:.*\b)?(immediate|short|medium|long|ongoing|very long)(?: term| run)?|(?:.*\b)?(now|next|later)"
)


def term_of(heading: str) -> str:
    """The timescale that a heading of x marks stands for ("Timescale: Short" is "Short term")."""
    found = _TERM.fullmatch(fold(heading))
    if not found:
        return ""
    word = (found[1] or found[2]).capitalize()
    return f"{word} term" if word in ("Short", "Medium", "Long", "Very long") else word


EXPLAINS = frozenset({"definition", "definitions", "meaning", "explanation", "purpose", "example"})
"""Headings over what words mean, as in a glossary."""
TELLS_ABOUT = frozenset(
    {"likelihood", "impact", "probability", "severity", "consequence", "consequences", "mitigation",
     "next", "following", "background", "context", "address"}
)  # fmt: skip
"""Words of a heading over what is told about an item."""
ANY_LIST = frozenset(
    {"description", "detail", "details", "text", "name", "title", "item", "action"}
)
"""Headings that also stand over what is for sale."""
SURE_TITLE = 9
"""A title below this strength ("Name") is no wording unless another field stands beside it."""
