"""The filter language of the register: free words and words with a colon, pure Python.

    owner:smith rag:amber is:overdue no:evidence principle:3 changed:7d "damp homes" -transport
    "Cost code":X12 ward:crawley budget:>1000 "Start":<01/04/2026 no:"Cost code"

A column of the place's own is asked for by its name, in quotation marks where that is more than
one plain word (`services.filtering_own`).

Every word must hold. What is wanting, late or moved is asked of counted recommendations only, as
in `services.figures`, so that a chip's number and a filter's answer are those of the pack. A word with a comma means either (`rag:red,amber`); a minus in front means
not. The window's filter box and `marmot list --filter` read it here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from marmot_tracker.services import filtering_own
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.filtering_own import Own, plain, span_of
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import RATING_KEY, WORDS, Rating

Test: TypeAlias = Callable[[RegisterRow], bool]

FIELDS: dict[str, str] = {
    "owner": "part of the owner's name",
    "rag": "red, amber, green, blue or none (or the letter, or the code)",
    "is": "overdue, mine, stale, moved, ongoing, claimed, counted, decided or two-answers",
    "no": "owner, evidence, rating, update, due, subgroup, decision or reason, or a column of "
    "your own",
    "has": "the same words as no:",
    "principle": "the number, or part of the wording",
    "subgroup": "part of the subgroup's name",
    "report": "part of the report's title",
    "ref": "the start of the reference",
    "decision": "part of the decision's words",
    "due": "a date or a month, with < or > for before or after: due:<31/12/2026",
    "changed": "a date, today, or a number of days: changed:7d",
}
"""Every word with a colon, and what may follow it; help and completion read this."""

IS = (
    *("overdue", "mine", "stale", "moved", "ongoing", "claimed", "counted", "decided"),
    "two-answers",
)
WANTING = ("owner", "evidence", "rating", "update", "due", "subgroup", "decision", "reason")

_RATING_NAMES: dict[str, Rating] = {
    "red": Rating.OFF_TRACK,
    "amber": Rating.AT_RISK,
    "green": Rating.ON_TRACK,
    "blue": Rating.COMPLETE,
    "none": Rating.NOT_RATED,
    "grey": Rating.NOT_RATED,
    "unrated": Rating.NOT_RATED,
    "verified": Rating.COMPLETE,
    **{code.value: code for code in Rating},
    **{code.value.replace("_", "-"): code for code in Rating},
    **{words.letter.casefold(): code for code, words in RATING_KEY.items()},
    "-": Rating.NOT_RATED,
}

_KNOWN: dict[str, tuple[str, ...]] = {
    "is": IS,
    "no": WANTING,
    "has": WANTING,
    "rag": tuple(_RATING_NAMES),
}

_TOKEN = re.compile(r'(-?)(?:([A-Za-z]+|"[^"]+"):)?(?:"([^"]*)"?|(\S+))')
_BEGUN = re.compile(r'-?"[^"]+":(?=\s|$)')
"""The name of a column with nothing after its colon: still being typed."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Who is asking: `is:mine` holds where the subgroup or the owner's words are theirs."""

    name: str = ""
    organisation: str = ""
    subgroup: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter: its field ("" for a free word), what may match, and whether not.

    `own` is the column of the place's own that it asks about, with the field `own`.
    """

    field: str
    values: tuple[str, ...]
    negated: bool = False
    own: ExtraColumnFacts | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A filter as read; `problems` are sentences about words that were not understood.

    `own` are the columns of the place's own that it was read with.
    """

    terms: tuple[Term, ...]
    problems: tuple[str, ...] = ()
    own: tuple[ExtraColumnFacts, ...] = ()


def fold(row: RegisterRow) -> str:
    """Everything of a row that a free word may match, folded once and kept by the caller."""
    return plain(
        "\n".join(
            (
                row.reference,
                row.short_title,
                row.text,
                row.position_line,
                row.theme,
                row.owner,
                row.subgroup,
                row.report,
                row.principle_name,
                row.timescale,
                row.reason,
                row.path_to_green,
                *row.extra.values(),
            )
        )
    )


def parse(words: str, own: Iterable[ExtraColumnFacts] = ()) -> Query:
    """Read a filter; a beginning of a known word will do (`is:over`). `own` are the place's columns.

    What is not understood is told in `problems`, and then `select` shows nothing: a filter that
    was misread must not show more than was asked for.
    """
    terms: list[Term] = []
    problems: list[str] = []
    known = filtering_own.by_name(own)
    for found in _TOKEN.finditer(_BEGUN.sub("", words)):
        minus, field, quoted, bare = found.groups()
        field = (field or "").strip('"').casefold()
        value = quoted if quoted is not None else bare
        if not field and value.endswith(":") and value[:-1].casefold() in (*FIELDS, *known):
            continue  # still being typed
        if field and field not in FIELDS and field in known:
            term, wrong = filtering_own.term(known[field], value, quoted=quoted is not None)
            problems.extend(wrong)
            terms.extend(Term("own", values, bool(minus), known[field]) for values in term)
            continue
        if field and field not in FIELDS:
            if value.startswith("//"):  # an address somebody pasted, not a field
                field, value = "", f"{found.group(2)}:{value}"
            else:
                others = ", ".join([*FIELDS, *(f'"{column.name}"' for column in known.values())])
                problems.append(f"“{field}:” is not a filter word; try {others}.")
                continue
        parts = (value,) if quoted is not None else tuple(filter(None, value.split(",")))
        values = tuple(plain(part) for part in parts) if field else (plain(value),)
        if not any(values):
            continue
        asked = known if field in ("no", "has") else {}
        problems.extend(_problems(field, tuple(v for v in values if v not in asked)))
        whole = tuple(v for v in values if v in asked)
        whole += _completed(field, tuple(v for v in values if v not in asked))
        terms.append(Term(field, whole, bool(minus)))
    return Query(tuple(terms), tuple(problems), tuple(known.values()))


def select(
    rows: Iterable[RegisterRow],
    query: Query,
    *,
    today: date,
    mine: Mine | None = None,
    folded: Mapping[str, str] | None = None,
) -> list[RegisterRow]:
    """The rows that a filter keeps, in their order. `folded` holds `fold(row)` by uid."""
    if query.problems:
        return []
    free = [term for term in query.terms if not term.field]
    own = filtering_own.by_name(query.own)
    tests = [_test(term, today, mine or Mine(), own) for term in query.terms if term.field]
    kept = list(rows)
    if free:
        text = folded if folded is not None else {row.uid: fold(row) for row in kept}
        for term in free:
            needle, wanted = term.values[0], not term.negated
            kept = [row for row in kept if (needle in text[row.uid]) is wanted]
    for test in tests:
        kept = [row for row in kept if test(row)]
    return kept


def _completed(field: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Values with beginnings made whole: every known word that starts so."""
    known = _KNOWN.get(field)
    if known is None:
        return values
    whole: list[str] = []
    for value in values:
        begins = [word for word in known if word.startswith(value)]
        whole.extend([value] if value in known else begins)
    return tuple(whole)


def _problems(field: str, values: tuple[str, ...]) -> list[str]:
    if field in _KNOWN:
        wrong = [value for value in values if not _completed(field, (value,))]
    elif field in ("due", "changed"):
        epoch = date(2000, 1, 1)
        wrong = [value for value in values if span_of(value.lstrip("<>="), epoch) is None]
    else:
        wrong = []
    return [f"“{field}:{value}” is not known; {field}: takes {FIELDS[field]}." for value in wrong]


def _test(term: Term, today: date, mine: Mine, own: Own) -> Test:
    if term.own is not None:
        column = term.own
        alternatives = [filtering_own.test(column, value, today) for value in term.values]
    else:
        alternatives = [_one(term.field, value, today, mine, own) for value in term.values]
    test = (
        alternatives[0]
        if len(alternatives) == 1
        else lambda row: any(one(row) for one in alternatives)
    )
    if term.negated:
        return lambda row: not test(row)
    return test


def _one(field: str, value: str, today: date, mine: Mine, own: Own) -> Test:
    if field == "rag":
        wanted = _RATING_NAMES.get(value)
        return lambda row: row.rating is wanted
    if field == "is":
        return _is(value, mine)
    if field == "no":
        lacks = _lacks(value, own)
        return lambda row: row.counted and lacks(row)
    if field == "has":
        lacks = _lacks(value, own)
        return lambda row: not lacks(row)
    if field in ("due", "changed"):
        return _dated(field, value, today)
    return _worded(field, value)


def _worded(field: str, value: str) -> Test:
    if field == "owner":
        return lambda row: value in plain(row.owner)
    if field == "principle":
        number = int(value) if value.isdecimal() else None
        if number is not None:
            return lambda row: row.principle == number
        return lambda row: value in plain(row.principle_name)
    if field == "subgroup":
        return lambda row: value in plain(row.subgroup)
    if field == "report":
        return lambda row: value in plain(row.report)
    if field == "ref":
        return lambda row: plain(row.reference).startswith(value)
    return lambda row: (
        row.decision is not None and value in plain(WORDS[f"decision.{row.decision}"])
    )


def _is(value: str, mine: Mine) -> Test:
    if value == "mine":
        return _mine(mine)
    tests: dict[str, Test] = {
        "overdue": lambda row: row.overdue,
        "stale": lambda row: row.counted and row.stale,
        "moved": lambda row: row.counted and row.times_moved > 0,
        "ongoing": lambda row: row.ongoing,
        "claimed": lambda row: row.counted and row.claimed,
        "counted": lambda row: row.counted,
        "decided": lambda row: row.decision is not None,
        "two-answers": lambda row: row.counted and bool(row.marks),
    }
    return tests[value]


def _mine(mine: Mine) -> Test:
    subgroup, organisation = plain(mine.subgroup), plain(mine.organisation)
    name = plain(mine.name)

    def test(row: RegisterRow) -> bool:
        if subgroup and plain(row.subgroup) == subgroup:
            return True
        owner = plain(row.owner)
        return bool(
            owner and ((organisation and organisation in owner) or (name and name in owner))
        )

    return test


def _lacks(value: str, own: Own) -> Test:
    if value in own:
        name = own[value].name
        return lambda row: not row.extra.get(name)
    tests: dict[str, Test] = {
        "owner": lambda row: not row.owner,
        "evidence": lambda row: not row.evidence,
        "rating": lambda row: row.rating is Rating.NOT_RATED,
        "update": lambda row: not row.updated and row.rating is not Rating.COMPLETE,
        "due": lambda row: row.due is None and not row.ongoing,
        "subgroup": lambda row: not row.subgroup,
        "decision": lambda row: row.decision is None,
        "reason": lambda row: not row.reason,
    }
    return tests[value]


def _dated(field: str, value: str, today: date) -> Test:
    sign = "".join(letter for letter in value if letter in "<>=")
    span = span_of(value.lstrip("<>="), today)
    if span is None:
        return _never
    first, last = span
    if field == "changed":  # since that day
        if sign.startswith("<"):
            return lambda row: row.last_changed[:10] < first.isoformat()
        return lambda row: row.last_changed[:10] >= first.isoformat()
    if sign.startswith("<"):
        return lambda row: row.due is not None and row.due < first
    if sign.startswith(">"):
        return lambda row: row.due is not None and row.due > last
    return lambda row: row.due is not None and first <= row.due <= last


def _never(_row: RegisterRow) -> bool:
    return False
