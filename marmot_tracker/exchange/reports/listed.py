"""Finds recommendations in lists: numbered, lettered or bulleted ones under a heading that says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from marmot_tracker.exchange.reports.announcing import (
    announces_other,
    asks_itself,
    concludes,
    is_apart,
    is_digest,
    is_list_heading,
    names_a_group,
    quotes_others,
    speaks_of_conclusions,
)
from marmot_tracker.exchange.reports.answers import opens_answer
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.conclusions import (
    set_apart,
    without_conclusions,
    without_introduction,
)
from marmot_tracker.exchange.reports.counting import LETTER, NUMERIC, Run, count
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.list_shapes import (
    below_paragraph,
    bulleted,
    led,
    lettered,
    numbered,
    of_document,
    plain,
    under_headings,
)
from marmot_tracker.exchange.reports.outline import Under, outlined
from marmot_tracker.exchange.reports.same import combined
from marmot_tracker.exchange.reports.wording import asks, carries, direct, directs, is_placeholder
from marmot_tracker.exchange.results import LeftOut


@dataclass(slots=True)
class _Section:
    heading: Block
    start: int
    end: int
    mixed: bool
    """Whether its heading announces conclusions too."""


class _Sign(Enum):
    """What announces a list, the surest first; the next is asked where one finds nothing."""

    HEADING = "a heading of its own"
    TOPIC = "a heading with a topic"
    SENTENCE = "a sentence before it"
    OTHER = "a heading of another word"


def listed(
    blocks: Sequence[Block], left_out: list[LeftOut], names: Collection[int] = ()
) -> list[Found]:
    """The recommendations of all lists that are announced; `names` are no headings of lists."""
    under = outlined(blocks, ())
    for sign in _Sign:
        told: list[LeftOut] = []
        sections = _sections(blocks, under, told, sign, names)
        groups = [_items(blocks, section, under, told, sign) for section in sections]
        if any(groups):
            left_out += told
            digests = {at for at, each in enumerate(sections) if _sums_up(each, under)}
            return combined(groups, digests, left_out)
    return []


def _sums_up(section: _Section, under: Sequence[Under]) -> bool:
    """Whether a list stands in a summary of the document, or is called a digest."""
    above = under[section.start - 1].headings
    return is_digest(section.heading.text) or any(is_digest(one.text) for one in above)


def answered_one_by_one(blocks: Sequence[Block]) -> list[Found]:
    """Numbered paragraphs that are each answered, where a document responds to them without a word."""
    under = outlined(blocks, ())
    whole = _Section(Block(BlockKind.HEADING, "the document"), 0, len(blocks), mixed=False)
    places = numbered(blocks, range(len(blocks)))
    found = [_found(blocks, whole, places, number, under) for number in range(len(places))]
    for one in found:
        one.sign = "the response below it"
    answered = sum(any(map(opens_answer, blocks[one.at + 1 : one.end])) for one in found)
    if len(found) < 2 or answered < 0.6 * len(found):
        return []
    if any(
        block.kind is BlockKind.HEADING
        and speaks_of_conclusions(block.text)
        and "recommend" in block.text.lower()
        for block in blocks
    ):
        return [one for one in found if asks(one.opening)]
    return found


def _sections(
    blocks: Sequence[Block],
    under: Sequence[Under],
    left_out: list[LeftOut],
    sign: _Sign,
    names: Collection[int],
) -> list[_Section]:
    """The sections below headings, or below sentences such as "We recommend that:"."""
    sections: list[_Section] = []
    for at, block in enumerate(blocks):
        if at in names or not _announced(block, sign):
            continue
        if is_apart(block.whole) or under[at].apart is not None:
            left_out.append(LeftOut(block.where, "its heading sets it apart", block.text[:60]))
            continue
        end = _end(blocks, at) if sign is not _Sign.SENTENCE else _end_of_list(blocks, at)
        mixed = speaks_of_conclusions(block.text)
        if sections:
            if at < sections[-1].end and sections[-1].mixed and not mixed:
                # "Conclusions and recommendations" has a part of its own for each.
                sections.pop()
            else:
                sections[-1].end = min(sections[-1].end, at)
        sections.append(_Section(block, at + 1, end, mixed))
    return sections


def _announced(block: Block, sign: _Sign) -> bool:
    if sign is _Sign.SENTENCE:
        if (
            block.kind is BlockKind.PARAGRAPH
            and len(block.text) < 80
            and len(block.text.split()) <= 6
        ):
            # A heading that nothing sets apart from the text but its words.
            return is_list_heading(block.text, loosely=False) and block.text[-1:] not in ".;,"
        return (
            block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
            and len(block.text) < 240
            and block.text.endswith((":", "that", "…", "–", "—"))
            and is_list_heading(block.text)
            and not quotes_others(block.text)
        )
    if block.kind is not BlockKind.HEADING:
        return False
    if sign is _Sign.OTHER:
        return announces_other(block.text)
    return is_list_heading(block.text, loosely=sign is _Sign.TOPIC)


def _end_of_list(blocks: Sequence[Block], at: int) -> int:
    """Where the list after a sentence ends: the next heading, or paragraph after its items."""
    seen = False
    for place in range(at + 1, len(blocks)):
        block = blocks[place]
        if block.kind is BlockKind.HEADING or block.kind is BlockKind.TABLE:
            return place
        if block.kind is BlockKind.ITEM:
            seen = True
        elif (
            seen
            and block.kind is BlockKind.PARAGRAPH
            and block.style.left <= blocks[at].style.left + 3
        ):
            return place
    return len(blocks)


def _end(blocks: Sequence[Block], at: int) -> int:
    """Where the section of the heading at a place ends: the next heading as high, or higher."""
    heading = blocks[at]
    level = heading.level
    run: Run | None = None
    place = at + 1
    while place < len(blocks):
        block = blocks[place]
        if block.kind is BlockKind.HEADING and not (run and run.continues(block)):
            higher = block.level < level
            same = block.level == level and not (
                heading.text.isupper() and not block.text.isupper()
            )
            if (higher or same) and not _goes_on(blocks, at + 1, place, run, as_high=higher):
                return place
        elif block.label:
            run = Run.after(run, block)
        place += 1
    return place


def _goes_on(
    blocks: Sequence[Block], start: int, place: int, run: Run | None, *, as_high: bool
) -> bool:
    """Whether the run of a list goes on under a heading that is as high as the list's own."""
    if run is None and any(one.kind is BlockKind.ITEM for one in blocks[start:place]):
        return False
    if run is None and as_high and not is_list_heading(blocks[place - 1].text):
        return False
    for block in blocks[place + 1 : place + 4]:
        if block.kind is BlockKind.HEADING and not block.label:
            continue
        if run is not None:
            return run.continues(block) and not of_document(blocks, start, place)
        return count(block.label) == 1
    return False


def _items(
    blocks: Sequence[Block],
    section: _Section,
    under: Sequence[Under],
    left_out: list[LeftOut],
    sign: _Sign,
) -> list[Found]:
    inside = range(section.start, section.end)
    readings = [numbered, under_headings, lettered, bulleted, led, plain]
    if names_a_group(section.heading.text):
        readings = [numbered]
    elif sign in (_Sign.SENTENCE, _Sign.OTHER):
        readings = [numbered, lettered, bulleted]
    if places := below_paragraph(blocks, section.start, section.end):
        readings = [lambda *_: places]
    for reading in readings:
        places = [
            at
            for at in reading(blocks, inside)
            if under[at].apart is None and not (section.mixed and concludes(under[at].nearest))
        ]
        if not places:
            continue
        found = [_found(blocks, section, places, number, under) for number in range(len(places))]
        found = [
            one
            for one in found
            if not is_placeholder(one.opening or _first_words(one)) and not _bare(one)
        ]
        if section.mixed:
            found = without_conclusions(found, left_out)
        else:
            found = set_apart(without_introduction(found), left_out)
        if found and (
            _direct(found, section.heading, sign) or carries(blocks[found[0].at - 1].text)
        ):
            return found
    return []


def _direct(found: Sequence[Found], heading: Block, sign: _Sign) -> bool:
    """Whether a list says what to do; one that nothing but other words announce, mostly."""
    words = [one.words for one in found]
    if sign is _Sign.OTHER:
        if asks_itself(heading.text):
            return len(found) > 1
        return len(found) > 1 and sum(directs(text) for text in words) >= 0.6 * len(words)
    return direct(words)


def _bare(one: Found) -> bool:
    """Whether a heading has nothing below it and is too short to ask for anything."""
    return one.first.kind is BlockKind.HEADING and not one.body and len(one.opening.split()) < 6


def _first_words(one: Found) -> str:
    return one.body[0].text if one.body else ""


def _found(
    blocks: Sequence[Block],
    section: _Section,
    places: Sequence[int],
    number: int,
    under: Sequence[Under],
) -> Found:
    at = places[number]
    end = places[number + 1] if number + 1 < len(places) else section.end
    first = blocks[at]
    body: list[Block] = []
    for block in blocks[at + 1 : end]:
        if block.kind is BlockKind.FOOTNOTE:
            continue
        if block.kind in (BlockKind.CONTENTS, BlockKind.TABLE):
            break
        if block.kind is BlockKind.HEADING and not block.label.strip("(")[:1].islower():
            break
        if first.kind is not BlockKind.HEADING and _past_list(first, block):
            break
        body.append(block)
    reference = (
        first.label.strip("().: ") if first.label[:1].isalnum() or first.label[:1] == "(" else ""
    )
    if reference and not NUMERIC.fullmatch(first.label) and not LETTER.fullmatch(first.label):
        reference = ""
    return Found(
        reference=reference,
        first=first,
        opening=first.text,
        body=body,
        theme=_theme(section, under[at]),
        sign=f"its place under “{section.heading.text}”",
        at=at,
        end=end,
    )


def _past_list(first: Block, block: Block) -> bool:
    """Whether a paragraph stands as far out as the list, or another list farther: it is not the item's."""
    if block.kind is BlockKind.ITEM:
        return block.style.left < first.style.left - 9 and first.kind is BlockKind.ITEM
    return (
        block.kind is BlockKind.PARAGRAPH
        and block.style.left <= first.style.left + 2
        and not first.text.endswith(":")
    )


def _theme(section: _Section, under: Under) -> str:
    for heading in reversed(under.headings):
        if heading is section.heading:
            break
        if not is_list_heading(heading.text):
            return heading.text
    return under.theme
