"""What answers a recommendation where it is printed: response, decision, leads and timescale."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.vocabulary import DecisionCode

SHORT = 6
"""Words of a decision beside a name, at most."""
LONGEST = 40
"""Blocks of one answer at most."""
SHARE = 0.3
"""The share of recommendations that are answered in a document that answers them."""

_WHO = (
    r"(?:(?:the|his|hm|our|uk|welsh|scottish|northern ireland|local|city|county|borough)\s+)*"
    r"(?:majesty[’']s\s+)?"
)
_BODY = (
    r"(?:government|council|department|ministry|committee|board|trust|partnership|authority"
    r"|authorities|cabinet|commission|executive|management|agency|university|service|icb|nhs\b[\w ]{0,30}"
    r"|[A-Z][\w&’'-]+(?:\s+[A-Z&][\w&’'-]+){0,4})"
)
_NAMED = re.compile(
    rf"(?:{_WHO}(?:{_BODY})(?:[’']s?)?\s+)?(?:initial |formal |final |full |joint |interim |management )*"
    r"(?:response|reply|position|decision|answer)(?:\s+(?:to (?:this )?recommendation[\s\w.]*|\([^)]*\)))?"
    r"\s*(?::|–|—|\Z)",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"(?:status\s*:\s*)?(?:(?:this |the )?recommendations?(?:\s+[\d.]+)?\s+(?:is |are |has been |have been )?)?"
    r"(?:(?:fully|partially|partly|not|already)\s+)?(?:accept(?:ed)?|agree[d]?|reject(?:ed)?|support(?:ed)?|noted"
    r"|acknowledged|declined|implemented|met)\b(?:\s+in\s+(?:full|principle|part))?\s*(?:[.:;,–—-]|\Z|\()",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:we|.{2,140}?)\s+(?:also |therefore |fully |partially |partly |broadly |strongly |do(?:es)? not |cannot |and .{2,80}? )*"
    r"(?:accepts?|agrees?|supports?|rejects?|notes?|welcomes?|acknowledges?)(?:\s+with)?\s+"
    r"(?:(?:the |this |these |both |all |in (?:full|principle|part)|principle of|intent of|spirit of|committee[’']s|inquiry[’']s|panel[’']s|review[’']s)\s*)+"
    r"(?:\w+[’']?s?\s+){0,3}recommendations?\b",
    re.IGNORECASE,
)
_OPENER = re.compile(
    rf"(?:{_WHO}(?:(?-i:{_BODY})|{_BODY})(?:\s+and\s+(?:the\s+)?[\w’' -]{{2,60}}?)?|we|ministers)\s+"
    r"(?:also |therefore |fully |partially |partly |broadly |strongly |wholly |warmly |do(?:es)? not |cannot )*"
    r"(?:accepts?|agrees?|supports?|rejects?|welcomes?|disagrees?)\b",
    re.IGNORECASE,
)
_REJECTED = re.compile(
    r"\b(?:reject(?:s|ed)?|(?:do|does|did|is|are|was|can|could)\s?n[o’']t\s+(?:therefore |be )?(?:accept|agree|support)\w*"
    r"|not accepted|not agreed|not supported|declined?s?)\b",
    re.IGNORECASE,
)
_IN_PART = re.compile(r"\b(?:partial(?:ly)?|partly|in part)\b", re.IGNORECASE)
_IN_PRINCIPLE = re.compile(r"\bin principle\b|\bprinciple of\b", re.IGNORECASE)
_ALREADY = re.compile(
    r"\balready (?:been )?(?:met|in place|implemented|delivered|done|completed?|fulfilled)\b",
    re.IGNORECASE,
)
_ACCEPTED = re.compile(
    r"\baccept(?:s|ed)?\b(?! that)|^(?:status\s*:\s*)?(?:recommendations?\s+)?(?:fully |partially |partly )?(?:agreed?|supported)\s*(?:[.,:;(–—-]|\Z|in )"
    r"|\b(?:agree[sd]?|support(?:s|ed)?)\b(?:\s+(?:with|to))?\s+(?:\w+[’']?s?\s+){0,5}recommendations?\b"
    r"|\bagree[sd]? in (?:principle|part|full)\b|\brecommendations?\b.{0,30}\b(?:is|are|has been|have been) (?:agreed|supported)\b",
    re.IGNORECASE,
)
OPENING = 280
"""Letters at the beginning of an answer in which the decision stands."""


def opens_answer(block: Block) -> bool:
    """Whether a block begins the answer to the recommendation before it."""
    if block.kind in (BlockKind.FOOTNOTE, BlockKind.CONTENTS, BlockKind.TABLE):
        return False
    opening = block.text[:400]
    if any(shape.match(opening) for shape in (_NAMED, _VERDICT, _OPENER)):
        return True
    # Most blocks speak of none, and to look for the word costs less than the pattern.
    return "recommendation" in opening.lower() and bool(_SENTENCE.match(opening))


def is_verdict(text: str) -> bool:
    """Whether words are a decision and nothing else: "Recommendation accepted in principle"."""
    words = text.strip(" .()[]")
    said = _VERDICT.match(words) if len(words.split()) <= SHORT else None
    return said is not None and said.end() == len(words)


def take_verdicts(found: Sequence[Found]) -> None:
    """Part each recommendation from the decision beside its name or right below it."""
    for one in found:
        if is_verdict(one.opening):
            one.verdict, one.opening = one.opening, ""
        elif not one.opening and len(one.body) > 1 and is_verdict(one.body[0].text):
            one.verdict = one.body.pop(0).text


def take_answers(blocks: Sequence[Block], found: Sequence[Found], *, responds: bool) -> None:
    """Part each recommendation from its answer, in a document that answers them.

    `responds` is whether the document calls itself a response.
    """
    take_verdicts(found)
    openings = [_opening(blocks, one) for one in found]
    answered = sum(at is not None for at in openings)
    if not responds and (answered < 2 or answered < SHARE * len(found)):
        return
    for one, at in zip(found, openings, strict=True):
        start = at
        if start is None and responds:
            start = _after_box(blocks, one)
        if start is None:
            continue
        before = [block for block in one.body if block.paragraph < blocks[start].paragraph]
        one.body[:] = before
        one.answer[:] = _answer(blocks, start, one)


def _opening(blocks: Sequence[Block], one: Found) -> int | None:
    start = one.body[0].paragraph if one.verdict and one.body else one.at + 1
    for at in range(start, min(one.end, one.at + 1 + LONGEST)):
        if opens_answer(blocks[at]):
            return at
    return None


def _after_box(blocks: Sequence[Block], one: Found) -> int | None:
    """Where the words after a box begin, if the recommendation stands in one."""
    last = one.body[-1] if one.body else one.first
    if not one.first.box or last.box == 0:
        return None
    at = last.paragraph
    return at if at < min(one.end, len(blocks)) else None


def _answer(blocks: Sequence[Block], start: int, one: Found) -> list[Block]:
    answer: list[Block] = []
    for block in blocks[start : min(one.end, start + LONGEST)]:
        if block.kind is BlockKind.FOOTNOTE:
            continue
        if block.kind in (BlockKind.CONTENTS, BlockKind.TABLE):
            break
        if answer and block.kind is BlockKind.HEADING and _another_part(block, one, answer[0]):
            break
        answer.append(block)
    return answer


def _another_part(block: Block, one: Found, first: Block) -> bool:
    """Whether a heading in an answer begins another part of the document."""
    if one.first.kind is BlockKind.HEADING:
        return block.level < one.first.level or (
            block.level == one.first.level and first.kind is not BlockKind.HEADING
        )
    return block.level <= 2


def decision_in(answer: str) -> str:
    """The code of the decision that an answer's words say, or ""."""
    opening = " ".join(answer.split())[:OPENING]
    if _REJECTED.search(opening):
        return DecisionCode.NOT_ACCEPTED.value
    if not _ACCEPTED.search(opening):
        return DecisionCode.ALREADY_MET.value if _ALREADY.search(opening) else ""
    if _IN_PRINCIPLE.search(opening):
        return DecisionCode.ACCEPTED_IN_PRINCIPLE.value
    if _IN_PART.search(opening):
        return DecisionCode.ACCEPTED_IN_PART.value
    return DecisionCode.ACCEPTED.value


def response_words(answer: Sequence[Block]) -> str:
    """The words of an answer without the heading "Government response:"."""
    lines = [block.whole for block in answer]
    if lines and (named := _NAMED.match(lines[0])):
        lines[0] = lines[0][named.end() :].strip()
    return "\n".join(line for line in lines if line)


# ---------------------------------------------------------------- leads and timescale

_LEAD = re.compile(
    r"(?:(?:lead(?:ing)?|responsible|accountable|delivery|key|proposed|suggested)\s+)?(?:leads?|owners?|responsib\w+|organisations?|bod(?:y|ies)"
    r"|agenc(?:y|ies)|partners?|led by|action (?:for|by|owner)|for action by|who|accountab\w+|sector)\s*(?:\(s\))?\s*:\s*(?P<words>\S.*)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:lead|owner|responsib|led by|action|who|accountab)", re.IGNORECASE)
_WHEN = re.compile(
    r"(?:(?:proposed|target|expected|delivery)\s+)?(?:time\s?scales?|timeframe|time frame|timing|timeline|by when|when|due(?: date| by)?|deadline|target date|date)\s*:\s*(?P<words>\S.*)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|nine|ten|twelve|eighteen|twenty[- ]four)"
_SPAN = rf"(?:the next )?{_NUMBER}(?:\s*(?:-|–|to|or)\s*{_NUMBER})?\s+(?:working )?(?:days?|weeks?|months?|years?)"
_TIMESCALE = re.compile(
    rf"(?:\bwithin {_SPAN}(?:\s+of (?:the )?(?:publication|date|creation|receipt|passing|commencement|receiving|its|this)[^.,;()]{{0,60}})?"
    rf"|\b(?:no later than|by|before|from) (?:(?:the )?(?:end|start|beginning|close|autumn|spring|summer|winter|middle)(?: of)? )?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?:,? \d{{4}})?"
    r"|\b(?:no later than|by|before) (?:(?:the )?(?:end|start|beginning|close|autumn|spring|summer|winter|middle)(?: of)? )?(?:the )?(?:financial year )?(?:20\d\d(?:[/–-]\d{2,4})?|this (?:year|parliament))"
    r"|\b(?:with immediate effect|as a matter of urgency|as soon as (?:reasonably )?(?:possible|practicable)|immediately)\b"
    r"|\b(?:short|medium|long)[- ]term\b(?=\s*[).]|\Z))",
)


def split_lines(lines: Sequence[str], *, inside: bool = True) -> tuple[list[str], str, str]:
    """The lines of a recommendation without those that name a lead or a time, and these two.

    With `inside` a time is looked for in the words too, where no line names it.
    """
    kept: list[str] = []
    lead = when = ""
    for line in lines:
        if len(line) < 200 and (found := _WHEN.fullmatch(line)):
            when = when or found["words"].strip()
        elif len(line) < 300 and (found := _LEAD.fullmatch(line)) and _LEADING.match(line):
            lead = lead or found["words"].strip()
        else:
            kept.append(line)
    if inside and not when:
        found = _TIMESCALE.search(" ".join(kept))
        when = " ".join(found[0].split()) if found else ""
    return kept, lead, when
