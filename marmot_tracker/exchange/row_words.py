"""The words by which totals, notes, instructions, examples and keys are told from items."""

from __future__ import annotations

import re

SECTION_WORDS = 14
"""A lone cell with more words than this is a sentence, not the name of a section."""

LIFE = ("owner", "rating", "due", "decision", "position", "path_to_green", "help_needed")
"""Fields that only an item has, never the title row of a section."""

NAMES_ROWS = frozenset({"reference", "title", "theme", "section"})
"""Fields that the row of a section may hold; with two more cells beside them it is an item."""

ANSWERS = frozenset(LIFE) | {
    "supporting",
    "timescale",
    "principle",
    "subgroup",
    "reason",
    "evidence",
}
"""Fields whose loss has to be told, where a row has no wording to hang them on."""

TOTAL = re.compile(
    r"(grand |sub[- ]?)?totals?\b|sum\b|count of\b|average\b|number of\b|summe\b|gesamt\b|somme\b|"
    r"suma\b|totale\b|totaal\b",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(foot)?notes?\b\s*[:.\d]|source\s*:|key\s*:|legend\b|n\.?b\.?[:\s]|\*|†|end of (list|table)|"
    r"last updated|prepared by|©|please note|version\s*\d",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"(please\b|enter\b|insert\b|type\b|select\b|choose\b|pick\b|use\b|state\b|describe\b|list\b|"
    r"give\b|provide\b|complete this|e\.?g\.?\b|for example|free text|drop[- ]?down|dd/mm|"
    r"max(imum)?\b|as (printed|shown|stated)|the (full|short|name|date|reference)\b|who\b|what\b|"
    r"copy\b|write\b|add\b|one of\b|yes/no|r ?/ ?a ?/ ?g|unique\b|full text\b|name and\b|names? of\b|red/amber|link to\b|if\b|optional|mandatory)",
    re.IGNORECASE,
)
STRONG_INSTRUCTION = re.compile(
    r"dd/mm|drop[- ]?down|free text|\br ?/ ?a ?/ ?g\b|\be\.?g\.|max(imum)? \d+ (words|char)|\bplease\b|"
    r"^(enter|insert|select|choose|pick|type|copy) ",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"[\[<{(]\s*(insert|enter|add|type|your|recommendation|text|e\.?g|example|tbc|blank|to be)"
    r"[^\]>})]*[\]>})]|\.{2,}|_{2,}|-{2,}|…+|lorem ipsum.*",
    re.IGNORECASE,
)

KEY = re.compile(r"(?:rag |rating |status |colour )?(?:key|legend|definitions?)\b.*", re.IGNORECASE)
EXAMPLE = re.compile(r"(?:e\.?g\.?|examples?|sample)[:\s]*[\d.]*", re.IGNORECASE)
COLUMN_NUMBER = re.compile(r"[(\[]?(\d{1,2}|[a-z])[)\].]?", re.IGNORECASE)
SENTENCE_END = (".", "!", "?", ";", ":", ",")
FEW_WORDS = 8
"""A lone cell of so few words may name a section also where items have no references."""
NO_WORDS = frozenset({"-", "–", "—", "n/a", "N/A", "nil", "Nil", "NIL", "?"})
