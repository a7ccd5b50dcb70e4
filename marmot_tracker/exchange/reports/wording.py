"""Tells by their wording what asks for something, what only introduces, and what a template left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.reports.tongues import ASKING

_ASKING = re.compile(
    r"\b(?:recommend(?:s|ed|ing)?|should|must|ought to|needs? to|urges?|calls? (?:on|for|upon)"
    r"|is required to|are required to|we ask|asks? that|invites?|shall|argymell\w*|dylai|proposes? that)\b"
    rf"|\b(?:{ASKING})\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"(?:that|to|all|every|work with|explore|"
    r"accelerate|accept|act|adapt|add|address|adopt|advance|advocate|agree|align|allocate|allow|amend|appoint|apply|ask|assess|assign"
    r"|assist|audit|base|bring|broaden|build|capture|carry|centre|champion|change|charge|check|clarify|co-?design|co-?ordinate|co-?produce"
    r"|collaborate|collect|combine|commission|commit|communicate|complete|conduct|connect|consider|consolidate|construct|consult|continue"
    r"|convene|convert|create|cut|decrease|define|deliver|demonstrate|deploy|design|develop|devolve|disseminate|diversify|double|draw|drive|eliminate|embed|empower|enable"
    r"|encourage|end|enforce|engage|enhance|enrich|ensure|equip|establish|evaluate|examine|expand|extend|facilitate|finalise|finance|find|focus|follow|form"
    r"|formalise|fund|gather|give|grow|guarantee|harness|help|hold|host|identify|implement|improve|include|incorporate|increase|influence|inform"
    r"|initiate|inspect|install|integrate|introduce|invest|investigate|involve|issue|join|keep|launch|lead|learn|legislate|level|leverage|limit|link|list|listen|lobby|locate|look"
    r"|maintain|make|manage|map|maximise|measure|mobilise|modernise|monitor|move|nominate|offer|open|optimise|organise|partner|pay|pilot|place|plan|prepare|prevent"
    r"|prioritise|procure|produce|promote|protect|provide|publicise|publish|pursue|put|raise|re-?\w+|reach|recognise|record|recruit|reduce|refer|reform|refresh|regulate"
    r"|reinforce|reinstate|remove|renew|replace|report|request|require|research|resource|respond|restore|retain|review|revise|ring-?fence|roll|run|safeguard|scale|secure|seek|send|set"
    r"|share|shift|show|simplify|speed|standardise|start|stop|streamline|strengthen|submit|subsidise|supply|support|sustain|tackle|take|target|teach|test|track|train|transfer|transform"
    r"|treat|trial|undertake|unify|note|approve|delegate|endorse|receive|authorise|defer|ratify|grant|instruct|commence|create|cease|confirm|acknowledge|exempt|extend|free|foster|generate|replicate|sign|sponsor|steer|stabilise|tender|trace|translate|waive|weigh|wind|update|upgrade|use|utilise|value|verify|widen|withdraw|work|write)\b",
    re.IGNORECASE,
)
ENOUGH = 0.25
"""The share of a list that must ask for something, or say what to do."""


def asks(text: str) -> bool:
    """Whether words ask for something: recommend, should, must, call on."""
    return bool(_ASKING.search(text))


def directs(text: str) -> bool:
    """Whether words ask for something, or begin by saying what to do: "Widen the offer"."""
    return asks(text) or bool(_ORDERS.match(text))


def says_what(text: str) -> bool:
    """Whether words say what to do; in another language than English, a whole sentence does."""
    if directs(text):
        return True
    english = " the " in text or " of " in text or " to " in text or " a " in text
    return not english and text.endswith(".") and len(text.split()) > 5


_CARRIED = re.compile(
    r"\b(?:that|to|should|must|will|is|are|recommended|invited|asked)\b[^.]{0,120}:$|^that\b.{0,60}:$",
    re.IGNORECASE,
)


def carries(text: str) -> bool:
    """Whether a line before a list begins the sentence that each item ends: "That Cabinet:"."""
    return len(text) < 400 and bool(_CARRIED.search(text))


def direct(texts: Sequence[str]) -> bool:
    """Whether enough of a list says what to do; a list in another language is not judged."""
    if not any(" the " in text or " of " in text for text in texts):
        return True
    return sum(directs(text) for text in texts) >= ENOUGH * len(texts)


_PLACEHOLDER = re.compile(
    r"(?:\W*|\[.*\]|<.*>|\{.*\}|(?:click|tap) (?:here|or tap|to)\b.{0,60}"
    r"|(?:please )?(?:enter|insert|type|add|write|describe) (?:your |the |a |an )?"
    r"(?:text|recommendations?|wording|details?|title|name|description)\b.{0,40}"
    r"|(?:your )?(?:text|recommendation) (?:goes )?here|x{2,}|lorem ipsum.*"
    r"|tbc|tba|tbd|n/?a|none|to be (?:confirmed|added|completed|determined))\.?",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Whether words are only a template's: nothing, brackets, "click here to enter text"."""
    return len(text) < 120 and bool(_PLACEHOLDER.fullmatch(text.strip()))
