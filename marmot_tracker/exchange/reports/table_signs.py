"""The signs of a table: it names recommendations, lists what is done by whom, or something else."""

from __future__ import annotations

import re
import statistics

from marmot_tracker.exchange.headings import field_strengths
from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.reports.tongues import ELSEWHERE, ONE
from marmot_tracker.exchange.reports.wording import directs
from marmot_tracker.exchange.tables import RawTable, cell_text, one_line, word_count

_OTHERS = (
    r"previous|earlier|past|former|other|no|number|total|count|all|status|progress|response|agreed\?"
    r"|page|priority|type|source|date|linked|related|relevant|associated|reference|ref|id"
)
_NAMED = re.compile(
    rf"(?:(?!(?:{_OTHERS})\b)[^\W\d_](?:[^\W\d_]|[’'&/-])*\s+){{0,4}}"
    rf"(?:recommendations?|recommended actions?|recommendation\(s\)|argymhellion|{ONE}|{ELSEWHERE})"
    r"(?: text| wording| made| in full| as (?:worded|printed|published)| \(.*\)| for .*| to .*"
    r"| from (?:the )?(?:review|report|inquiry|panel|committee|audit).*"
    r"|\s*(?:/|and|&|or)\s*(?:required |agreed |proposed |key )?(?:actions?|proposals?|findings?))?",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"recommend|argym|{ONE}|{ELSEWHERE}", re.IGNORECASE)
_REMOVED = re.compile(
    r"removed(?: in)?|withdrawn(?: on| in)?|deleted|superseded(?: by)?|replaced by|reason for "
    r"(?:removal|withdrawal|deletion)|(?:original|old|former|previous) (?:#|no\.?|number|ref\w*|id)"
)
_TERM = re.compile(
    r"(?:key |technical )?(?:terms?|abbreviations?|acronyms?|initialisms?|words?|phrases?|jargon)"
    r"(?: used)?(?: or \w+)?"
)
_MEANING = re.compile(
    r"(?:(?:its|full|plain english) )?(?:meanings?|definitions?|explanations?|descriptions?"
    r"|full (?:term|name|form|title|version|wording)|in full|expansion|stands for|what it (?:means|stands for)"
    r"|expanded(?: form)?|terms?)"
)
_ANSWER = re.compile(
    r"(?:.{0,60}\b)?(?:response|reply|answer|view|position|comments?|decision|accepted|agreed)\b.{0,40}",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:date|by|officer|owner|lead|time\w*|who|responsib\w*|action|consultation|current|latest|progress)\b",
    re.IGNORECASE,
)
_RISK = re.compile(r"\b(?:risks?|hazards?)\b", re.IGNORECASE)
_LIKELY = re.compile(r"\b(?:likelihood|probability|impact|severity|consequence)s?\b", re.IGNORECASE)
KNOWN = 6.0
"""The strength from which a heading is known for one over wordings."""
DOING = 0.5
"""The share of wordings that say what to do, in a list of actions that have no numbers."""
FIGURES = 3
"""Below so many words in most of its cells, a column of recommendations only counts them."""


def is_named(table: RawTable) -> bool:
    """Whether one of the headings of a table is called recommendation.

    Headings stand in its first row with several cells, or the one below merged ones; those of a
    form down its first column. Where several are, they only advise on what stands in the rows.
    """
    if explains_words(table):
        return False
    beside = [words.lower() for words in _headings(table) if _NAMED.fullmatch(words)]
    plain = any(_PLAIN.match(words) for words in beside)
    return plain or len(beside) == 1 or any(_NAMED.fullmatch(words) for words in _down(table))


def _headings(table: RawTable) -> list[str]:
    found: list[str] = []
    merged = {top for top, left, _, right in table.merged if right > left}
    for at, row in enumerate(table.rows[:3]):
        cells = [_words(cell) for cell in row if cell is not None]
        found += cells
        if len(cells) > 1 and at not in merged:
            break
    return found


def _down(table: RawTable) -> list[str]:
    """The first column of a form: two columns, the first of a few words in each row."""
    filled = [row for row in table.rows if any(cell is not None for cell in row)]
    firsts = [_words(row[0]) for row in filled if row]
    if max(map(len, table.rows), default=0) > 2 or not filled or not all(firsts):
        return []
    return firsts[:6] if all(word_count(words) <= 5 for words in firsts) else []


def _words(cell: object) -> str:
    return one_line(cell_text(cell)).strip(" :*") if isinstance(cell, str) else ""


def form_of(table: RawTable) -> tuple[str, ...]:
    """The first row in small letters: tables with the same are of one form."""
    return tuple(one_line(cell_text(cell)).lower() for cell in table.rows[0])


def is_withdrawn(table: RawTable) -> bool:
    """Whether the headings of a table say that its rows are no longer in force."""
    return any(_REMOVED.fullmatch(cell) for cell in form_of(table))


def explains_words(table: RawTable) -> bool:
    """Whether a table is a glossary or a list of abbreviations."""
    form = form_of(table) if table.rows else ()
    return (
        len(form) >= 2
        and bool(_TERM.fullmatch(form[0].strip(" :")))
        and any(_MEANING.fullmatch(cell.strip(" :")) for cell in form[1:])
    )


def lists_something(plan: TablePlan) -> bool:
    """Whether a table without a column called recommendation still lists something.

    By number, under a heading that we know for wordings, or by words that say what to do; without
    numbers these must stand beside who does it or by when, and risks beside how likely they are.
    """
    if plan.header.index < 0 or "text" not in plan.fields or counts_only(plan):
        return False
    heading = plan.header.headings[plan.fields["text"]]
    known = field_strengths(heading).get("text", 0) >= KNOWN
    wordings = _wordings(plan)
    does = sum(map(directs, wordings)) >= DOING * len(wordings)
    if "reference" in plan.fields:
        return known or does
    if _RISK.search(heading) and any(map(_LIKELY.search, plan.header.headings)):
        return True
    return does and bool({"owner", "due", "timescale"} & set(plan.fields))


def counts_only(plan: TablePlan) -> bool:
    """Whether a column called recommendations holds figures: how many there are of each sort."""
    counts = [word_count(words) for words in _wordings(plan)]
    return not counts or statistics.median(counts) < FIGURES


def _wordings(plan: TablePlan) -> list[str]:
    text = plan.fields["text"]
    return [
        one_line(cell_text(row[text]))
        for row in plan.table.rows[plan.first :]
        if text < len(row) and row[text] is not None
    ]


def answer_column(plan: TablePlan) -> int | None:
    """The column of what answers each recommendation, by its heading."""
    for column, heading in enumerate(plan.header.headings):
        if column == plan.fields.get("text") or plan.header.invented(column):
            continue
        if _ANSWER.fullmatch(heading) and not _NO_ANSWER.search(heading):
            return column
    return None


def is_of_several(plan: TablePlan) -> bool:
    """Whether the heading over the wordings speaks of several in each cell: "Recommendations"."""
    heading = plan.header.headings[plan.fields["text"]]
    return bool(re.search(r"(?:ations|actions|argymhellion)\b", heading, re.IGNORECASE))
