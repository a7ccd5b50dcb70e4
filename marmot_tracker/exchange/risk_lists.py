"""Tells lists of risks by their headings, and what those mean beside a risk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marmot_tracker.exchange.headings import WEAK, field_strengths, fold

_OF_RISKS = re.compile(
    r"\b(likelihood|probability|severity|inherent|residual|risk (?:score|rating|level)|mitigations?|"
    r"mitigating|controls?|\w*wahrscheinlichkeit|probabilite|probabilidad|probabilita|"
    r"waarschijnlijkheid|вероятность)\b"
)
THREATS = ("hazard", "threat")
"""What a risk comes of; the risk itself where nothing else names one."""
RISK_WORDS = ("risk", "risiko", "risque", "riesgo", "rischio", "risico", "риск")


def of_risk(word: str) -> bool:
    """Whether a folded word speaks of a risk."""
    return word.startswith(RISK_WORDS + THREATS)


def of_risks(headings: Iterable[str]) -> bool:
    """Whether a list is one of risks: a risk beside its likelihood, its score or its controls."""
    folded = [fold(heading) for heading in headings]
    return any(map(_OF_RISKS.search, folded)) and any(
        of_risk(word) for words in folded for word in words.split()
    )


ABOUT_RISK = frozenset(
    {"id", "no", "number", "ref", "reference", "code", "level", "rating", "score", "owner", "category",
     "type", "appetite", "date", "status", "response", "treatment", "title", "name", "matrix", "area",
     "class", "raised", "identified", "likelihood", "impact"}
)  # fmt: skip
"""Words beside which "risk" is not the risk itself."""
RISK_TOLD = frozenset({"description", "event", "statement", "detail", "details", "scenario"})
SCENARIO = "scenario"
"""What may happen, told in a sentence: a risk's own wording whatever it is headed by."""


@dataclass(frozen=True, slots=True)
class RiskList:
    """Whether a list is one of risks, and whether a column of it is headed as the risk."""

    is_one: bool
    names_risks: bool

    @classmethod
    def of(cls, headings: Sequence[str]) -> RiskList:
        """What the headings of a list say."""
        named = any(
            word.startswith(RISK_WORDS) and not set(words) & (ABOUT_RISK - {"title", "name"})
            for words in (fold(heading).split() for heading in headings)
            for word in words
        )
        return cls(of_risks(headings), named)

    def meant(self, heading: str) -> dict[str, float]:
        """What a heading means here: among likelihoods and impacts, a risk is what is listed."""
        strengths = dict(field_strengths(heading))
        if not self.is_one:
            return strengths
        words = fold(heading).split()
        risk = any(map(of_risk, words))
        if "text" in strengths and not risk and SCENARIO not in words:
            strengths["text"] *= 0.4
        threat = any(word.startswith(THREATS) for word in words)
        if self.names_risks and threat:
            strengths.pop("text", None)
        elif risk and not set(words) & ABOUT_RISK and strengths.get("title", 0.0) < WEAK:
            told = not threat and (len(words) == 1 or bool(set(words) & RISK_TOLD))
            strengths["text"] = max(strengths.get("text", 0.0), 9.0 if told else 7.5)
        return strengths
