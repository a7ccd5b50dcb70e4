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
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from marmot_tracker.services import filtering_own
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.filtering_own import Own, plain, span_of
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import RATING_KEY, WORDS, Rating

Test: TypeAlias = Callable[[RegisterRow], bool]

FIELDS: dict[str, str] = {
    "owner": "part of the owner's name",
    "rag": "red, amber, green, blue or none (or the letter, or the code)",
    "is": "overdue, mine, stale, moved, ongoing, claimed, counted, decided, two-answers, "
    "withdrawn, better or worse (than the rating before)",
    "no": "owner, evidence, rating, update, due, subgroup, principle, decision, reason, path, ask "
    "or reference, or a column of your own",
    "has": "the same words as no:",
    "principle": "the number, or part of the wording",
    "subgroup": 'part of the subgroup\'s name, or with = all of it: subgroup:"=Housing"',
    "report": "part of the report's title",
    "ref": "the start of the reference",
    "decision": "part of the decision's words, or with = all of them",
    "stage": "the beginning of the stage: in delivery, on hold, claimed complete and so on",
    "theme": "part of the theme",
    "section": "part of the section's name",
    "page": "the page",
    "timescale": "part of the timescale as printed",
    "due": "a date or a month, with < or > for before or after: due:<31/12/2026",
    "changed": "a date, today, a number of days, or last-pack: changed:7d",
}
"""Every word with a colon, and what may follow it; help and completion read this."""

LAST_PACK = "last-pack"
SINCE_LAST_PACK = f"changed:{LAST_PACK}"
"""Keeps what differs from the state that the pack made last showed (`services.since_pack`)."""

IS = (
    *("overdue", "mine", "stale", "moved", "ongoing", "claimed", "counted", "decided"),
    *("two-answers", "withdrawn", "better", "worse"),
)
WANTING = (
    *("owner", "evidence", "rating", "update", "due", "subgroup", "decision", "reason"),
    *("path", "ask", "principle", "reference"),
)

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

_TOKEN = re.compile(r'(-?)(?:([A-Za-z]+|"[^"]+"):)?(?:("[^"]*"?(?:,"[^"]*"?)*)|(\S+))')
_QUOTED = re.compile(r'"([^"]*)"?')
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

    @property
    def asks_pack(self) -> bool:
        """Whether it asks what changed since the last pack, which `select` must then be told."""
        return any(term.field == "changed" and LAST_PACK in term.values for term in self.terms)


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
        whole = tuple(_QUOTED.findall(quoted)) if quoted is not None else ()
        value = ",".join(whole) if quoted is not None else bare
        if not field and value.endswith(":") and value[:-1].casefold() in (*FIELDS, *known):
            continue  # still being typed
        if field and field not in FIELDS and field in known:
            values, wrong = filtering_own.term(known[field], value, whole)
            problems.extend(wrong)
            if values:
                terms.append(Term("own", values, bool(minus), known[field]))
            continue
        if field and field not in FIELDS:
            if value.startswith("//"):  # an address somebody pasted, not a field
                field, value = "", f"{found.group(2)}:{value}"
            else:
                others = ", ".join([*FIELDS, *(f'"{column.name}"' for column in known.values())])
                problems.append(f"“{field}:” is not a filter word; try {others}.")
                continue
        parts = whole or tuple(filter(None, value.split(",")))
        values = tuple(plain(part) for part in parts) if field else (plain(value),)
        if not any(values):
            continue
        asked = known if field in ("no", "has") else {}
        problems.extend(_problems(field, tuple(v for v in values if v not in asked)))
        named = tuple(v for v in values if v in asked)
        named += _completed(field, tuple(v for v in values if v not in asked))
        terms.append(Term(field, named, bool(minus)))
    return Query(tuple(terms), tuple(problems), tuple(known.values()))


def select(
    rows: Iterable[RegisterRow],
    query: Query,
    *,
    today: date,
    mine: Mine | None = None,
    folded: Mapping[str, str] | None = None,
    since_pack: Collection[str] | None = None,
) -> list[RegisterRow]:
    """The rows that a filter keeps, in their order. `folded` holds `fold(row)` by uid.

    `since_pack` are the uids of those that changed since the last pack; None where that is not
    known, and then a filter that asks for it keeps nothing.
    """
    if query.problems or (query.asks_pack and since_pack is None):
        return []
    free = [term for term in query.terms if not term.field]
    own = filtering_own.by_name(query.own)
    asking = _Asking(today, mine or Mine(), own, since_pack or ())
    tests = [_test(term, asking) for term in query.terms if term.field]
    kept = list(rows)
    if free:
        text = folded if folded is not None else {row.uid: fold(row) for row in kept}
        for term in free:
            needle, wanted = term.values[0], not term.negated
            kept = [row for row in kept if (needle in text[row.uid]) is wanted]
    for test in tests:
        kept = [row for row in kept if test(row)]
    return kept


class _Asking(NamedTuple):
    """Who asks, when, and what the words of a filter are held against."""

    today: date
    mine: Mine
    own: Own
    since_pack: Collection[str]


def _completed(field: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Values with beginnings made whole: every known word that starts so."""
    if field == "changed":
        return tuple(LAST_PACK if _begins_pack(value) else value for value in values)
    known = _KNOWN.get(field)
    if known is None:
        return values
    whole: list[str] = []
    for value in values:
        begins = [word for word in known if word.startswith(value)]
        whole.extend([value] if value in known else begins)
    return tuple(whole)


def _begins_pack(value: str) -> bool:
    return bool(value) and LAST_PACK.startswith(value)


def _problems(field: str, values: tuple[str, ...]) -> list[str]:
    if field in _KNOWN:
        wrong = [value for value in values if not _completed(field, (value,))]
    elif field in ("due", "changed"):
        epoch = date(2000, 1, 1)
        packs = [value for value in values if field == "changed" and _begins_pack(value)]
        days = [value for value in values if value not in packs]
        wrong = [value for value in days if span_of(value.lstrip("<>="), epoch) is None]
    else:
        wrong = []
    return [f"“{field}:{value}” is not known; {field}: takes {FIELDS[field]}." for value in wrong]


def _test(term: Term, asking: _Asking) -> Test:
    if term.own is not None:
        column = term.own
        alternatives = [filtering_own.test(column, value, asking.today) for value in term.values]
    else:
        alternatives = [_one(term.field, value, asking) for value in term.values]
    test = (
        alternatives[0]
        if len(alternatives) == 1
        else lambda row: any(one(row) for one in alternatives)
    )
    if term.negated:
        return lambda row: not test(row)
    return test


def _one(field: str, value: str, asking: _Asking) -> Test:
    if field == "rag":
        wanted = _RATING_NAMES.get(value)
        return lambda row: row.rating is wanted
    if field == "is":
        return _is(value, asking.mine)
    if field == "no":
        lacks = _lacks(value, asking.own)
        return lambda row: row.counted and lacks(row)
    if field == "has":
        lacks = _lacks(value, asking.own)
        return lambda row: not lacks(row)
    if field == "changed" and value == LAST_PACK:
        return lambda row: row.uid in asking.since_pack
    if field in ("due", "changed"):
        return _dated(field, value, asking.today)
    return _worded(field, value)


_NAMES: dict[str, Callable[[RegisterRow], str]] = {
    "owner": lambda row: row.owner,
    "principle": lambda row: row.principle_name,
    "subgroup": lambda row: row.subgroup,
    "report": lambda row: row.report,
    "theme": lambda row: row.theme,
    "section": lambda row: row.section,
    "timescale": lambda row: row.timescale,
    "decision": lambda row: WORDS[f"decision.{row.decision}"] if row.decision else "",
}


def _worded(field: str, value: str) -> Test:
    if field == "principle" and value.isdecimal():
        number = int(value)
        return lambda row: row.principle == number
    if name := _NAMES.get(field):
        if value.startswith("="):
            whole = value[1:]  # a quotation mark cannot be written in a filter
            return lambda row: plain(name(row)).replace('"', "") == whole
        return lambda row: value in plain(name(row))
    if field == "ref":
        return lambda row: plain(row.reference).startswith(value)
    if field == "stage":
        return lambda row: plain(WORDS[f"stage.{row.stage}"]).startswith(value)
    return lambda row: plain(row.page) == value


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
        "withdrawn": lambda row: row.counted and bool(row.withdrawn),
        "better": lambda row: row.counted and row.steps > 0,
        "worse": lambda row: row.counted and row.steps < 0,
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
        "path": lambda row: not row.path_to_green,
        "ask": lambda row: not row.help_needed,
        "principle": lambda row: not row.principle_uid,
        "reference": lambda row: not row.reference,
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
