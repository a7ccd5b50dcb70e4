"""Suggests a principle and a subgroup for a recommendation, with the words of it that led there.

A suggestion is only ever offered. The heading is asked first, then the title, then the words:
what an earlier one leaves open a later one decides, and where two stay even nothing is said.

Topics are plain words for what a principle is about, those under the policy objectives of "Fair
Society, Healthy Lives" (2010), and those that Marmot places count under a principle: the indicators
and priorities of Coventry's monitoring tool, also for principles 7 and 8, and the advice on a net
zero United Kingdom (2020) for principle 8. One that they count under two stands under both.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.vocabulary import PRINCIPLES

_TOPICS: Mapping[int, str] = {
    1: "early years|early childhood|maternity|maternal|antenatal|perinatal|midwife|midwifery"
    "|midwives|parenting|childcare|nursery|nurseries|health visiting|health visitor|breastfeeding"
    "|infant|infancy|babies|family hub|children's centre|sure start|pre school|preschool"
    "|school readiness|under fives|language development|early language",
    2: "school|pupil|education|apprenticeship|apprentice|lifelong learning|adult learning|skills"
    "|college|attainment|young people|youth service|curriculum|teacher|literacy|numeracy"
    "|school exclusion|training opportunities|qualification|neet",
    3: "employment|unemployment|employer|employee|job|labour market|living wage|zero hours"
    "|working conditions|job quality|job security|workplace|pay gap|occupational health"
    "|return to work",
    4: "income|minimum income|poverty|fuel poverty|child poverty|food poverty|welfare rights"
    "|welfare benefits|universal credit|benefit uptake|debt|money advice|debt advice|food bank"
    "|food insecurity|cost of living|financial inclusion|financial resilience|digital inclusion"
    "|digital exclusion",
    5: "housing|social housing|rented home|damp|mould|homeless|homelessness|temporary accommodation"
    "|green space|open space|active travel|public transport|transport|bus|buses|air quality"
    "|air pollution|walking|cycling|loneliness|social isolation|regeneration|neighbourhood"
    "|built environment|planning policy|community engagement",
    6: "prevention|preventive|screening|vaccination|immunisation|smoking|tobacco|obesity"
    "|alcohol|drug treatment|substance misuse|healthy weight|physical activity|health check"
    "|diabetes|cancer|cardiovascular|blood pressure|hypertension",
    7: "racism|racist|anti racist|racial|race equality|discrimination|ethnic|ethnicity|hate crime"
    "|prejudice",
    8: "climate|climate change|net zero|carbon|decarbonisation|sustainability|environmental"
    "|environmental sustainability|emission|biodiversity|retrofit|heatwave|flooding|renewable"
    "|food system|energy transition|air quality|air pollution|open space",
}
"""The topics of each principle, by which its recommendations speak of it."""
_WHOLE = 4
"""A principle's own wording counts for so many topics of one word; a topic of several for two."""
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?", re.IGNORECASE)
_LONG = 40
"""Words of a text in which a single topic of one word says too little."""
_NO_NAME = re.compile(
    r"an?|and|board|committee|for|forum|group|health|in|of|on|partnership|programme|steering|sub"
    r"|subgroup|task|team|the|theme|to|wellbeing|with|work(?:ing|stream)?"
)
"""Words of a subgroup's name that say nothing of what it is for."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested (a principle's number, a subgroup's name), and the words that led to it."""

    value: str
    by: tuple[str, ...]

    @property
    def because(self) -> str:
        """The words in quotation marks."""
        return ", ".join(f"“{words}”" for words in self.by)


def with_suggestion(item: ReadItem) -> ReadItem:
    """The item with the principle that its words suggest, unless it states one."""
    found = suggested_principle(item)
    if found is None:
        return item
    return replace(item, suggested_principle=found.value, suggested_by=found.by)


def suggested_principle(item: ReadItem) -> Suggestion | None:
    """The principle that the words of an item suggest; None for one that states its own."""
    if item.fields.get("principle"):
        return None
    pattern, weights = _topics()
    met = [_met(place, pattern, weights) for place in _places(item)]
    if len(item.text.split()) > _LONG:
        met[-1] = {key: words for key, words in met[-1].items() if sum(words.values()) > 1}
    return _decided(met)


def suggested_subgroup(item: ReadItem, names: Iterable[str]) -> Suggestion | None:
    """The subgroup, of those with these names, that an item's words suggest; None if it has one.

    At least half of the words that a name is told by must stand in one place of the item.
    """
    if item.fields.get("subgroup"):
        return None
    told = {name: told_by for name in names if (told_by := _told_by(name))}
    return _decided([_named(place, told) for place in _places(item)])


def _places(item: ReadItem) -> tuple[str, str, str]:
    return item.theme, item.title, item.text


_Met = dict[str, dict[str, int]]
"""The words that speak for each value, as printed, and what each weighs."""


def _decided(places: Sequence[_Met]) -> Suggestion | None:
    """The value that the first place speaks for most; what is even there the next one decides."""
    wanted: set[str] | None = None
    by: dict[str, list[str]] = {}
    for met in places:
        left = {key: words for key, words in met.items() if wanted is None or key in wanted}
        if not left:
            continue
        for key, words in left.items():
            by.setdefault(key, []).extend(words)
        scores = {key: sum(words.values()) for key, words in left.items()}
        wanted = {key for key, score in scores.items() if score == max(scores.values())}
        if len(wanted) == 1:
            value = wanted.pop()
            return Suggestion(value, _each_once(by[value]))
    return None


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    kept: dict[Hashable, str] = {}
    for one in words:
        kept.setdefault(_folded(one), one)
    return tuple(kept.values())


def _folded(words: str) -> str:
    return " ".join(found[0].replace("’", "'") for found in _WORD.finditer(words.casefold()))


@lru_cache(maxsize=1)
def _topics() -> tuple[re.Pattern[str], Mapping[str, Mapping[str, int]]]:
    """A pattern of all topics, and what each weighs for each principle that it speaks for."""
    weights: dict[str, dict[str, int]] = {}
    for number, topics in _TOPICS.items():
        for topic in topics.split("|"):
            for form in (topic, f"{topic}s"):
                weights.setdefault(form, {})[str(number)] = 2 if " " in topic else 1
    for principle in PRINCIPLES:
        for words in (principle.wording, principle.short, *principle.aliases):
            weights[_folded(words)] = {str(principle.number): _WHOLE}
    longest = sorted(weights, key=len, reverse=True)
    shapes = (
        r"[\W_]+".join(re.escape(word).replace("'", "['’]") for word in one.split())
        for one in longest
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(shapes)})(?!\w)", re.IGNORECASE), weights


def _met(text: str, pattern: re.Pattern[str], weights: Mapping[str, Mapping[str, int]]) -> _Met:
    met: _Met = {}
    seen: set[str] = set()
    for found in pattern.finditer(text):
        topic = _folded(found[0])
        if topic in seen or topic not in weights:
            continue
        seen.add(topic)
        for value, weight in weights[topic].items():
            met.setdefault(value, {})[found[0]] = weight
    return met


def _told_by(name: str) -> frozenset[str]:
    """The words that tell a subgroup from others, each without the s of its plural."""
    return frozenset(
        stem
        for word in _folded(name).split()
        if not _NO_NAME.fullmatch(word) and len(stem := _stem(word)) > 2
    )


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _named(text: str, told: Mapping[str, frozenset[str]]) -> _Met:
    printed: dict[str, str] = {}
    for found in _WORD.finditer(text):
        printed.setdefault(_stem(_folded(found[0])), found[0])
    met: _Met = {}
    for name, words in told.items():
        here = [printed[word] for word in printed if word in words]
        if here and 2 * len(here) >= len(words):
            met[name] = dict.fromkeys(here, 1)
    return met
