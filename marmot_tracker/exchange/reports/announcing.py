"""The headings that announce recommendations, and those that set them apart from the live ones."""

from __future__ import annotations

import re
from functools import lru_cache

from marmot_tracker.exchange.reports.tongues import (
    CONCLUSIONS,
    apart_elsewhere,
    asks_elsewhere,
    heads_elsewhere,
    heads_others_elsewhere,
)

_NOUN = r"(?:recommendations?|argymhellion)"
_HEADING = re.compile(
    r"(?:(?:summary|list|table|schedule|index|annex|appendix|chapter|section|part)\b[\w\s.:–—-]*?)?"
    r"(?:(?:of|our|my|the|its|their|all|key|main|full|final|further|detailed|specific|general|priority"
    r"|policy|strategic|overall|consolidated|complete|reports?|inquiry|committees?|commissions?"
    r"|national|local|summary|conclusions?|findings?|lessons?|learned|learning|and|actions?|proposed"
    r"|draft|headline|overarching|next|steps|discussion|&|immediate|essential|new|additional|other"
    r"|list|numbered|panels?|reviews?|boards?|statutory|urgent|core|cross-cutting|thematic)[,:]?\s+)*"
    + _NOUN
    + r"(?:\s+(?:for|to|from|on|about|in|of|arising|by|relating|regarding|and|made|under|with)\b.*"
    r"|\s*\(.*|\s*[:–—-]\s*(?:\S+\s*){1,8})?\s*:?"
)
_GROUP = re.compile(
    _NOUN + r"\s+\d{1,3}(?:\.\d{1,2})?(?:\s*(?:,|&|–|-|\bto\b|\band\b)+\s*\d{1,3}(?:\.\d{1,2})?)+"
    r"(?:\s*[:–—(-]\s*\D.*)?"
)
"""The numbers of those that follow: "Recommendations 3 and 4", "Recommendations 5–7: Housing"."""
MOST_WORDS = 24
"""Words of a heading, at most."""
_TOPIC = re.compile(
    r"(?:(?:\S+\s+){0,8}(?:\S*:|[–—-]|and)\s*(?:(?:our|key|the|policy|conclusions? and|findings and)\s+)*|(?:\S+\s+){1,4})"
    + _NOUN
    + r"\s*:?"
)
"""A topic and then the word: "Housing: recommendations", "Early years recommendations"."""
_DOING = re.compile(
    r"^(?!housing|planning|learning|wellbeing|well-being|ageing|policing|commissioning|funding|training"
    r"|nursing|working|living|parenting|lifelong|nothing|spring|skills|drinking|smoking|gambling)\w+ing\b"
)
_ASKED = re.compile(
    r"(?:what )?(?:we|i|the (?:committee|commission|inquiry|review|panel|report|board|authors?|group|task ?force|working group)|this (?:report|review|inquiry))"
    r"(?:,? (?:therefore|also|further|now|accordingly|thus),?)? (?:recommends?|make the following recommendations|makes the following recommendations)(?: that)?\s*[:…]?"
    r"|.{0,60}\b(?:following|these) recommendations(?: are made| to .{1,60}| for .{1,60})?\s*:"
    r"|.{0,80}\b(?:recommends?|recommended|recommend) (?:that|the following|as follows)?\s*:"
    r"|(?:it|.{2,60}) (?:is|are)(?: also| therefore)? (?:recommended|asked|invited) (?:that|to)\s*:?"
    r"|.{0,60}\blead(?:s)? me to recommend\s*:"
    r"|it is (?:also |therefore )?recommended (?:that|to) .{1,60}:"
    r"|(?:it was |it is )?(?:also )?recommended(?: \(unanimously\))?(?: that| to)?\s*[:–—-]*"
    r"|.{0,200}\b(?:recommendations|recommended)\b.{0,60}\b(?:as follows|set out below|listed below|the following|following)\b.{0,40}:"
)
_OTHER = re.compile(
    r"(?:a |our )?calls? (?:to|for) action|(?:our |policy |key |the )?asks|what (?:needs to|should|must|has to|can)"
    r" (?:happen|change|be done|we do)(?: next| now)?\??|(?:our |key |policy )?proposals?(?: for (?:action|change|reform))?"
    r"|(?:(?:our|the|priority|recommended|key|agreed|required|proposed)\s+)*actions?(?: required| needed| points| plan)?"
    r"|(?:areas|priorities|priority areas) for (?:action|improvement|change)|(?:the )?way forward|(?:our |key )?priorities"
    r"|(?:areas of improvement|actions? the .{2,40} (?:must|should) take(?: to improve)?)"
    r"|what (?:needs to|should|must|has to) (?:improve|get better|be improved|be different)(?: .{1,30})?\??"
    r"|what (?:do|does|must|should|can) .{2,50}? (?:need to |have to |has to )?do(?: (?:to|next|now|better)\b.{0,40})?\??"
    r"|immediate and essential actions|what we (?:want|are asking for|are calling for)(?: to (?:see|happen))?"
)
_NOT_BEFORE = re.compile(
    r"\b(?:respon[sd]|progress|implement|previous|earlier|status|background|update|introduc|follow[- ]?up"
    r"|reporting|approach|about\b|how\b|deliver|acceptance|develop|methods?\b|using\b|towards|behind"
    r"|making\b|monitoring|accept|reject|withdrawn|from\b|since\b|these\b|this\b|those\b|no\b|why\b"
    r"|government|past\b|former|giving|effect\b|learn(?:t|ed) from)"
)
_NOT_AFTER = re.compile(
    r"recommendations?\s+(?:in (?:context|practice)|and (?:response|progress|how|their implementation|implementation)"
    r"|by theme and|of (?:the )?(?:previous|earlier|past|other|\d{4})|from (?:the )?(?:previous|earlier|past|other|\d{4})"
    r"|made (?:in|by) (?:the )?(?:previous|earlier|past|other))|tracker"
)
_THINGS = r"(?:recommendations?|requirements?|actions?|proposals?|items?|measures?|commitments?|controls?)"
_GONE = (
    r"(?:withdrawn|superseded|removed|deleted|deprecated|discontinued|retired|obsolete|no longer \w+"
    r"|not (?:taken forward|adopted|pursued|accepted|included)|closed|rejected|previous|earlier|past"
    r"|former|prior|unchanged|replaced|completed|existing|outdated|abandoned)"
)
_APART = re.compile(
    rf"\b{_GONE}\b.{{0,40}}\b{_THINGS}|\b{_THINGS}\b.{{0,30}}\b{_GONE}\b"
    rf"|^(?:appendix|annex|annexe|schedule)\b.*\b(?:{_GONE}|mapping|mappings|cross[- ]reference\w*|changes? (?:since|from|log)|change log|version history)\b"
    rf"|\b(?:progress|update|implementation) (?:on|against|since|towards|of)\b.{{0,40}}\b{_THINGS}"
    rf"|\b{_THINGS} (?:of|from|made by|made in|in) (?:the )?(?:other|previous|earlier|past|(?:19|20)\d\d)\b"
    rf"|\b{_THINGS} (?:of|from|made by) other\b|\bother (?:reports?|inquir\w+|reviews?|committees?|bodies)[’'s]*\b.{{0,20}}{_THINGS}"
    rf"|\b{_THINGS} (?:of|from|in) (?:other )?(?:reports?|inquiries|reviews)\b"
    rf"|\b{_THINGS} (?:of|from|made by|made in|in) (?:the |our |its |their |his |her |an? )?(?:[\w’'-]+ ){{0,4}}(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^\s*(?:chapter|section|part|annex|appendix)?\s*[\dA-Z]{0,3}(?:\.\d+)*[.:)]?\s*[–—-]?\s+(?=\S)"
)


def plain(text: str) -> str:
    """A heading in small letters, one blank between words, without its number."""
    return " ".join(_NUMBERED.sub("", text).lower().replace("\u00a0", " ").split()).strip(" .:")


@lru_cache(maxsize=4096)
def is_list_heading(text: str, *, loosely: bool = True) -> bool:
    """Whether a heading says that recommendations follow it.

    `loosely` takes "Housing recommendations" too, which may be those of somebody called Housing.
    """
    if len(text) > 160 or is_apart(text):
        return False
    words = " ".join(text.lower().replace("\u00a0", " ").replace("’", "").split()).strip(" .")
    shapes = dict.fromkeys((words, plain(text), _closed_up(words)))
    return any(_announces(shape, loosely=loosely) for shape in shapes)


def _announces(words: str, *, loosely: bool) -> bool:
    if _ASKED.fullmatch(words) or asks_elsewhere(words) or heads_elsewhere(words):
        return True
    if len(words.split()) > MOST_WORDS or _NOT_AFTER.search(words):
        return False
    before = re.split(_NOUN, words)[0]
    if _NOT_BEFORE.search(before):
        return False
    if _HEADING.fullmatch(words) or _GROUP.fullmatch(words):
        return True
    return loosely and bool(_TOPIC.fullmatch(words)) and not _DOING.match(words)


def names_a_group(text: str) -> bool:
    """Whether a heading gives the numbers of several recommendations: "Recommendations 3 and 4"."""
    return bool(
        _GROUP.fullmatch(" ".join(text.lower().replace("\u00a0", " ").split()).strip(" .:"))
    )


_SOURCE = (
    r"(?:(?:19|20)\d\d|earlier|previous|past|prior|former|predecessor|internal (?:investigation|review|inquiry|report)"
    r"|own (?:internal )?(?:investigation|review|inquiry|report)|other (?:\w+ ){0,2}(?:reports?|inquir\w+|reviews?|committees?|bodies))"
)
_QUOTES = re.compile(
    rf"\b{_SOURCE}\b.{{0,120}}\brecommend(?:ations?|ed)\b.{{0,80}}:$"
    rf"|\brecommend(?:ations?|ed)\b.{{0,60}}\b{_SOURCE}\b.{{0,60}}:$",
    re.IGNORECASE,
)


def quotes_others(text: str) -> bool:
    """Whether a sentence before a list says that it quotes recommendations of another source."""
    return len(text) < 260 and text.endswith(":") and bool(_QUOTES.search(text))


def announces_other(text: str) -> bool:
    """Whether a heading announces actions, asks or proposals, where none says recommendations."""
    words = plain(text)
    return bool(_OTHER.fullmatch(words)) or heads_others_elsewhere(words)


_CARRIES = re.compile(
    r"what (?:needs|must|should|has) .*|what .{2,50} (?:needs?|have|has) to .*|(?:priority )?areas (?:for|of) improvement"
    r"|(?:what )?(?:we|i) (?:are )?(?:call|ask)(?:ing|s)? .*|actions? the .{2,40} (?:must|should) take.*"
)


def asks_itself(text: str) -> bool:
    """Whether a heading asks by itself, so that what is listed below it need not: "What needs to improve"."""
    return bool(_CARRIES.fullmatch(plain(text)))


def _closed_up(words: str) -> str:
    """Small capitals leave a letter apart from its word: "C onclusions"."""
    return re.sub(r"\b([b-hj-z]) (?=[a-z]{3,})", r"\1", words)


def speaks_of_conclusions(text: str) -> bool:
    """Whether a heading announces conclusions beside recommendations."""
    return bool(
        re.search(rf"conclusion|finding|discussion|\b{CONCLUSIONS}\b", _closed_up(text.lower()))
    )


def is_digest(text: str) -> bool:
    """Whether a heading announces a digest of recommendations that stand elsewhere in full."""
    return bool(
        re.search(r"\b(?:key|headline|main|summary|executive|at a glance|priority)\b", text.lower())
    )


_CONCLUDES = re.compile(
    r"(?:(?:our|the|main|key|overall|general|summary of|and)\s+)*(?:conclusions?|findings?|key messages|discussion"
    rf"|{CONCLUSIONS})\b[^:]{{0,30}}",
    re.IGNORECASE,
)


def concludes(text: str) -> bool:
    """Whether a heading announces conclusions or findings alone."""
    words = plain(text)
    return (
        bool(_CONCLUDES.fullmatch(words))
        and not re.search(_NOUN, words)
        and not heads_elsewhere(words)
    )


@lru_cache(maxsize=4096)
def is_apart(text: str) -> bool:
    """Whether a heading says that what follows is withdrawn, of others, or of the past."""
    return bool(_APART.search(text)) or apart_elsewhere(text)
