"""Finds recommendations by their name: "Recommendation 4" in a heading, a box or before the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from marmot_tracker.exchange.reports.announcing import is_list_heading, quotes_others
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.counting import count, shape
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.outline import Under, outlined
from marmot_tracker.exchange.reports.signs import Said, numeral, said_at_start, unnumbered
from marmot_tracker.exchange.reports.wording import direct, directs, is_placeholder, says_what
from marmot_tracker.exchange.results import LeftOut

_PAGE = re.compile(r"(?<=\D)(\d{1,3})$")
_AT_END = re.compile(r"[(\[]\s*recommendation\s+(\d{1,3})\s*[)\]]\s*\.?$", re.IGNORECASE)
_ALONE = re.compile(r"[A-Z]{0,2}\d{1,3}(?:\.\d{1,3})?\s*[.:]?")
LONGEST_BODY = 40
"""Blocks that follow a name at most."""


@dataclass(frozen=True, slots=True)
class _Named:
    at: int
    block: Block
    said: Said

    @property
    def marked(self) -> bool:
        """Whether it is set apart from running text: bold, a heading, larger or in a box."""
        return (
            self.block.kind is BlockKind.HEADING
            or self.block.style.is_bold
            or bool(self.block.lead)
            or bool(self.block.box)
        )

    @property
    def form(self) -> tuple[object, ...]:
        """How it is set, by which those of one document are told from mere mentions."""
        return (self.marked, self.said.after[:1], self.said.noun.lower())


def labelled(blocks: Sequence[Block], left_out: list[LeftOut]) -> list[Found]:
    """The recommendations that a document names one by one, in its order."""
    named = _names(blocks)
    if not named:
        return []
    places = {one.at for one in named}
    under = outlined(blocks, places)
    kept = []
    quoted = _quoted(blocks, named)
    for one in named:
        if one.at in quoted:
            left_out.append(LeftOut(one.block.where, "it is quoted", one.block.text[:60]))
    named = [one for one in named if one.at not in quoted]
    aside = [one for one in named if under[one.at].apart is not None]
    if len(aside) < len(named):
        for one in aside:
            heading = under[one.at].apart
            assert heading is not None
            left_out.append(
                LeftOut(
                    one.block.where, f"it stands under “{heading.text[:60]}”", one.block.text[:60]
                )
            )
    else:
        aside = []
    apart = {one.at for one in aside}
    for number, one in enumerate(named):
        if one.at in apart:
            continue
        end = named[number + 1].at if number + 1 < len(named) else len(blocks)
        body = _body(blocks, one, end, in_list=_in_list(named, number, under))
        if body and not one.said.rest and _of_document(body[0], one.said.number):
            body[0] = replace(body[0], kind=BlockKind.PARAGRAPH, label="")
        found = Found(
            reference=one.said.number,
            first=one.block,
            opening=one.said.rest,
            body=body,
            theme=under[one.at].theme,
            sign=f"{one.said.noun}{' ' * (len(one.said.noun) > 2)}{one.said.number}".strip(),
            at=one.at,
            end=end,
        )
        if is_placeholder(found.opening) and all(is_placeholder(each.text) for each in body):
            left_out.append(LeftOut(one.block.where, "it has no words yet", one.block.text[:60]))
            continue
        kept.append(found)
    return kept


def _quoted(blocks: Sequence[Block], named: Sequence[_Named]) -> set[int]:
    """Where names stand in a list that a sentence says to be another report's."""
    found: set[int] = set()
    for number, one in enumerate(named):
        before = next(
            (
                block
                for block in reversed(blocks[max(0, one.at - 3) : one.at])
                if block.kind is not BlockKind.FOOTNOTE
            ),
            None,
        )
        last = named[number - 1].at if number else -10
        if (before is not None and quotes_others(before.text)) or (
            last in found and one.at - last <= 2
        ):
            found.add(one.at)
    return found


def _names(blocks: Sequence[Block]) -> list[_Named]:
    """The blocks that begin with a name, mere mentions left aside."""
    for others in (False, True):
        named = [
            _Named(at, block, said)
            for at, block in enumerate(blocks)
            if block.kind not in (BlockKind.CONTENTS, BlockKind.FOOTNOTE, BlockKind.TABLE)
            and (said := said_at_start(block, others=others))
        ]
        named = _of_one_form(_not_contents(named))
        if named and (_a_run(named) if others else not _mention(named)):
            return named
    return (
        _without_numbers(blocks)
        or _named_at_end(blocks)
        or _named_by_style(blocks)
        or _other_without_numbers(blocks)
    )


def _mention(named: Sequence[_Named]) -> bool:
    """Whether a single name is a document's own or a mention: "Recommendation X.509 specifies ..."."""
    one = named[0]
    return (
        len(named) == 1
        and numeral(one.said.number) != 1
        and (not one.marked or one.at < 2 or one.said.number[:1].isalpha())
    )


def _other_without_numbers(blocks: Sequence[Block]) -> list[_Named]:
    """Proposals without numbers, each in bold or in a box, before its words: "Proposal: ..."."""
    found = [
        _Named(at, block, said)
        for at, block in enumerate(blocks)
        if block.kind not in (BlockKind.CONTENTS, BlockKind.FOOTNOTE, BlockKind.TABLE)
        and (said := unnumbered(block, others=True)) is not None
        and said.rest
    ]
    return found if len(found) > 1 and all(one.marked for one in found) else []


def _named_by_style(blocks: Sequence[Block]) -> list[_Named]:
    """Paragraphs in a style of their own that is called after recommendations."""
    found = [
        _Named(at, block, Said("recommendation", block.label.strip("(). :•"), ":", block.text))
        for at, block in enumerate(blocks)
        if block.styled
        and block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        and len(block.text.split()) > 3
    ]
    return found if len(found) > 1 and direct([one.block.text for one in found]) else []


def _named_at_end(blocks: Sequence[Block]) -> list[_Named]:
    """Paragraphs that end in "(Recommendation 4)", where these count up from one."""
    found = []
    for at, block in enumerate(blocks):
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and (
            named := _AT_END.search(block.text)
        ):
            words = block.text[: named.start()].strip()
            found.append(_Named(at, block, Said("Recommendation", named[1], ":", words)))
    return found if [numeral(one.said.number) for one in found[:3]] == [1, 2, 3] else []


def _not_contents(named: list[_Named]) -> list[_Named]:
    """Without names that are lines of a list of names and pages: numbers that rise at their ends."""
    out: set[int] = set()
    run: list[tuple[_Named, int]] = []
    for one in [*named, None]:
        page = _PAGE.search(one.said.rest) if one is not None else None
        if (
            one is not None
            and page is not None
            and run
            and one.at == run[-1][0].at + 1
            and one.block.kind is run[-1][0].block.kind
            and int(page[1]) >= run[-1][1]
        ):
            run.append((one, int(page[1])))
            continue
        if len(run) > 2:
            out.update(each.at for each, _ in run)
        run = [(one, int(page[1]))] if one is not None and page is not None else []
    return [one for one in named if one.at not in out]


def _of_one_form(named: list[_Named]) -> list[_Named]:
    """Those set as most are: where names are set apart, a name in running text is a mention."""
    marked = [one for one in named if one.marked]
    if marked and len({one.said.number for one in marked}) >= 0.5 * len(
        {one.said.number for one in named}
    ):
        named = marked
    elif marked:
        # Few are set apart: all that end their name alike are taken.
        marks = Counter(one.said.after[:1] for one in named)
        common = marks.most_common(1)[0][0]
        named = [one for one in named if one.said.after[:1] == common or one.marked]
    nouns = Counter(one.said.noun.lower() for one in named)
    if nouns:
        most = nouns.most_common(1)[0][1]
        named = [one for one in named if nouns[one.said.noun.lower()] >= 0.15 * most]
    return named


def _a_run(named: Sequence[_Named]) -> bool:
    """Whether names of another word than recommendation count up, three of them at least."""
    numbers = [
        numeral(one.said.number)
        for one in named
        if one.marked or one.said.after or len(one.said.noun) < 4
    ]
    told = sorted({number for number in numbers if number is not None})
    steps = sum(after == before + 1 for before, after in pairwise(told))
    return len(told) > 2 and told[0] <= 2 and steps >= 0.75 * (len(told) - 1)


def _without_numbers(blocks: Sequence[Block]) -> list[_Named]:
    """Blocks named "Recommendation" alone, set apart from the text and before other words.

    A number stands in the label before it, or alone in the block after it.
    """
    found = []
    for at, block in enumerate(blocks):
        if block.kind in (BlockKind.CONTENTS, BlockKind.FOOTNOTE, BlockKind.TABLE):
            continue
        said = unnumbered(block)
        if said is None:
            continue
        number, name = block.label.strip("(). "), at
        following = blocks[at + 1].whole if at + 1 < len(blocks) else ""
        if not number and not said.rest and _ALONE.fullmatch(following):
            number, name = following.strip(" .:"), at + 1
        if not number[:1].isalnum() or len(number) > 6:
            number = ""
        one = _Named(name, block, Said(said.noun, number, said.after, said.rest))
        if not said.rest and not (one.marked or block.text.endswith(":")):
            continue
        found.append(one)
    if len(found) == 1 and not found[0].said.rest:
        # One heading "Recommendation" is a section, which the lists look at.
        return []
    return found


def _in_list(named: Sequence[_Named], number: int, under: Sequence[Under]) -> bool:
    """Whether a name stands in a list of them: close to the next or the last, under one heading."""
    one = named[number]
    for other in (number - 1, number + 1):
        if 0 <= other < len(named):
            near = named[other]
            if (
                abs(near.at - one.at) <= 3
                and under[near.at].headings == under[one.at].headings
                and any(is_list_heading(each.text) for each in under[one.at].headings)
            ):
                return True
    return False


def _body(blocks: Sequence[Block], one: _Named, end: int, *, in_list: bool) -> list[Block]:
    """The blocks after a name that belong to it."""
    body: list[Block] = []
    first = one.block
    plain_words = not first.style.is_bold and first.kind is not BlockKind.HEADING
    asked = says_what(one.said.rest)
    for at in range(one.at + 1, min(end, one.at + 1 + LONGEST_BODY)):
        block = blocks[at]
        if block.kind in (BlockKind.FOOTNOTE,):
            continue
        if block.kind in (BlockKind.CONTENTS, BlockKind.TABLE):
            break
        if first.box and block.box != first.box and not _box_goes_on(first, block, body):
            break
        if block.kind is BlockKind.HEADING and _ends(first, one.said.rest, block, body):
            break
        if not first.box and (body or one.said.rest) and _main_text(block, one.said.number, body):
            break
        if plain_words and not first.box and one.said.rest and _other_words(first, block):
            break
        if (
            not first.box
            and asked
            and not in_list
            and _comments(block, body[-1] if body else first)
        ):
            break
        asked = asked or says_what(block.text)
        body.append(block)
    return body


def _comments(block: Block, before: Block) -> bool:
    """Whether a paragraph after words that ask goes back to telling."""
    if block.label or block.kind is not BlockKind.PARAGRAPH or before.text.endswith(":"):
        return False
    if before.text and before.text[-1] not in ".!?”\")’'" and before.kind is not BlockKind.HEADING:
        return False
    return not directs(block.text)


def _box_goes_on(first: Block, block: Block, body: Sequence[Block]) -> bool:
    """Whether a box goes on at the top of the next page."""
    last = body[-1] if body else first
    return bool(block.box) and block.page == last.page + 1 and block.kind is not BlockKind.HEADING


def _ends(first: Block, opening: str, block: Block, body: Sequence[Block]) -> bool:
    """Whether a heading after a name ends what belongs to it."""
    if first.box and block.box == first.box:
        return False
    if is_list_heading(block.text):
        return True
    if not body and not opening and (directs(block.text) or block.text.endswith(".")):
        # Its words are set larger than its name.
        return False
    if first.kind is BlockKind.HEADING:
        # A bold heading right below is the title or the first words of it.
        return (block.level <= first.level and bool(body or first.text[-1:] in ".)")) or (
            block.level < first.level
        )
    return True


def _counts_on(block: Block, body: Sequence[Block], number: str) -> bool:
    """Whether a paragraph's number counts on from the one right below the name: 2.6 after 2.5."""
    return (
        bool(body)
        and _of_document(body[0], number)
        and shape(block.label) == shape(body[0].label)
        and count(block.label) is not None
    )


def _of_document(block: Block, number: str) -> bool:
    """Whether the number of the paragraph right below a name is the document's own: 2.5, but not 2.1 of 2."""
    label = block.label.strip("().: ")
    return label[:1].isdigit() and count(block.label) not in (None, 1) and label != f"{number}.1"


def _main_text(block: Block, number: str, body: Sequence[Block]) -> bool:
    """Whether a block is a numbered paragraph of the running text."""
    if _counts_on(block, body, number):
        return True
    label = block.label.strip("().")
    if not label or not label[0].isdigit():
        return False
    if "." in label:
        return not number or not label.startswith(f"{number}.")
    return int(label) > 12 if label.isdigit() else False


def _other_words(first: Block, block: Block) -> bool:
    """Whether a plain paragraph after a name with its words is no longer part of it."""
    if block.label or first.text.endswith((":", ";", ",")):
        return False
    return abs(block.style.left - first.style.left) > 25
