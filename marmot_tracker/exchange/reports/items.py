"""Makes items of what was found: title, text with its lists, parts, response, places."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.answers import decision_in, response_words, split_lines
from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Spot
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.mending import mended
from marmot_tracker.exchange.reports.signs import said_at_start, unnumbered
from marmot_tracker.exchange.results import RESPONSE, ReadItem

LONGEST_TITLE = 30
_PLACE = re.compile(
    r"[(\[]\s*(?P<place>(?:see )?(?:para(?:graph|s)?s?|pages?|pp?|sections?|chapters?)\b\.?\s*[\d.,\s–to&-]+)[)\]]"
    r"\s*[.:]?",
    re.IGNORECASE,
)
"""Where the report says what a recommendation rests on, printed after its name."""
_PART = re.compile(r"\(?(?:[a-z]{1,2}|[ivxl]{1,6}|[A-Z]|\d{1,3}(?:\.\d{1,3}){0,3})[.):]{0,2}")


def read_item(one: Found, words: Container[str], row: int) -> ReadItem:
    """One item; `words` are the document's own, by which broken words are mended."""
    one, place = _without_place(one)
    title, blocks = _titled(one)
    lines = [mended(line, words) for block in blocks for line in _lines(block)]
    kept, lead, when = split_lines([line for line in lines if line])
    text = "\n".join(kept)
    title = mended(title, words)
    if not text:
        title, text = "", title
    said = mended(response_words(one.answer), words).split("\n")
    answered, lead_beside, when_beside = split_lines(said, inside=False)
    answer = "\n".join(answered)
    lead, when = lead or lead_beside, when_beside or when
    decision = decision_in(answer) or decision_in(one.verdict)
    fields: dict[str, str] = {}
    extra: dict[str, str] = {}
    if lead:
        fields["owner"] = " ".join(lead.split())
    if when:
        fields["timescale"] = when
    if place:
        fields["section"] = place
    if one.first.page:
        fields["page"] = str(one.first.page)
    if decision:
        fields["decision"] = decision
        if answer:
            fields["reason"] = answer
    elif answer:
        extra[RESPONSE] = answer
    places = tuple(dict.fromkeys([one.first.where, *(other.first.where for other in one.also)]))
    return ReadItem(
        reference=one.reference,
        title=title,
        text=text,
        theme=mended(one.theme, words),
        where=one.first.where,
        fields=fields,
        extra=extra,
        row=row,
        notes=_notes(places),
        parts=tuple(mended(part, words) for part in _parts(blocks)),
        response=answer or one.verdict,
        timescale=when,
        places=places,
        spots=_spots(one),
        paragraphs=_passages(one),
    )


def _without_place(one: Found) -> tuple[Found, str]:
    """A recommendation without the paragraph it refers to between its name and words, and that."""
    said = _PLACE.match(one.opening)
    if said is None:
        return one, ""
    rest = one.opening[said.end() :].strip()
    return replace(one, opening=rest), " ".join(said["place"].split())


def _notes(places: Sequence[str]) -> tuple[str, ...]:
    if len(places) < 2:
        return ()
    return (f"Printed more than once: {', '.join(places)}.",)


def _titled(one: Found) -> tuple[str, list[Block]]:
    """The title of a recommendation, and the blocks that hold its text."""
    body = list(one.body)
    opening = one.opening
    first = replace(one.first, text=opening, label="", lead="")
    if not opening:
        if len(body) > 1 and body[0].kind is BlockKind.HEADING and _short(body[0].text):
            return body[0].text, body[1:]
        return "", body
    lead = _lead(one)
    if lead and lead != opening and len(lead.split()) <= LONGEST_TITLE and len(lead) < len(opening):
        rest = opening[len(lead) :].lstrip(" :–—-.").rstrip()
        if opening.startswith(lead) and rest:
            return lead.strip(" .:–—-"), [replace(first, text=rest), *body]
    headed = one.first.kind is BlockKind.HEADING or one.first.style.is_bold or bool(one.first.box)
    if (
        body
        and headed
        and _short(opening)
        and not opening.endswith((":", ";", ","))
        and not (
            body[0].label
            and body[0].kind is BlockKind.ITEM
            and opening.endswith(("to", "that", "by"))
        )
    ):
        return opening, body
    return "", [first, *body]


def _lead(one: Found) -> str:
    """The bold opening of the first block without the name it begins with."""
    lead = one.first.lead
    if not lead:
        return ""
    bare = replace(one.first, text=lead, label="")
    said = said_at_start(bare, others=True) or unnumbered(bare)
    return said.rest if said is not None else lead


def _short(text: str) -> bool:
    words = text.split()
    return len(words) <= LONGEST_TITLE and not (text.endswith(".") and len(words) > 12)


def _lines(block: Block) -> list[str]:
    if block.label and block.label[0] in "•●▪◦‣○■□▶►➢✓·–—*-\uf0b7\uf0a7\uf0d8":
        return [f"• {block.text}"]
    return [block.whole] if "\n" not in block.text else block.whole.split("\n")


def _parts(blocks: Sequence[Block]) -> list[str]:
    """Lettered, roman and numbered sub-items, with what stands below each."""
    parts: list[str] = []
    for block in blocks:
        if block.label and _PART.fullmatch(block.label):
            parts.append(block.whole)
        elif parts and block.label:
            parts[-1] += f"\n• {block.text}"
    return parts


def _spots(one: Found) -> tuple[Spot, ...]:
    return tuple(spot for block in (one.first, *one.body) for spot in block.spots)


def _passages(one: Found) -> tuple[int, ...]:
    held = (block.passage for block in (one.first, *one.body))
    return tuple(dict.fromkeys(passage for passage in held if passage))
