"""What the sheets of a return say, and what is filled in where: pure, as `sheets`.

Headings and hints come from `services.return_form`, which reads a return back as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from marmot_tracker.reports.form_cells import Form, Hint, title_of
from marmot_tracker.reports.looks import Look, look_of
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.reports.return_workbook_guide import guide
from marmot_tracker.reports.sheets import Cell, Column, Page, Placed, Sheet, Shown, Table, laid_out
from marmot_tracker.services import return_form
from marmot_tracker.services.chasing import Question, question_words
from marmot_tracker.services.columns import day_of
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import (
    ACTION_HEADINGS,
    ALWAYS,
    BASE_HEADINGS,
    CLEAR,
    EVIDENCE_HEADINGS,
    ID_HEADING,
    OPTIONAL,
    QUESTION_HEADING,
    REMARK_HEADINGS,
    SENT,
    FormColumn,
    FormField,
    SentField,
)
from marmot_tracker.services.return_form import Sheet as SheetName
from marmot_tracker.services.sending import SentRow, written_heads
from marmot_tracker.services.wording import code_of, day
from marmot_tracker.vocabulary import HowItGoes, Rating

ANSWERS_LIST, NAMES_LIST = "Marmot_how_is_it_going", "Marmot_recommendations"
"""The names of the lists that drop down."""
MORE = "More, if you have it"
TALL = 46.0
"""Room for three lines in every row, in points."""
SPARE_ROWS = 8
"""Rows for a second piece of evidence or action of the same recommendation."""
MOST_HEADS = 30_000
"""More heads than a cell holds are left to the tracker, which has them as well."""
NOT_BACK = frozenset({SentField.LAST_POSITION, SentField.DUE})
DATES = frozenset({FormField.FORECAST, FormField.FINISHED_ON, FormField.EVIDENCE_DATE})
TEXTS = frozenset({FormField.EVIDENCE_LINK})
RATED = {
    HowItGoes.ON_TRACK: Rating.ON_TRACK,
    HowItGoes.AT_RISK: Rating.AT_RISK,
    HowItGoes.OFF_TRACK: Rating.OFF_TRACK,
}
ID_COLUMN = Column(ID_HEADING, 16, Look.SENT_FINE)
LEAVE_ID = Hint(ID_HEADING, "Please leave this: it says which recommendation the row is about.")


@dataclass(frozen=True, slots=True)
class _Sheets:
    """What the sheets are made from."""

    facts: ReturnFacts
    words: Words
    choices: Mapping[HowItGoes, str] = field(default_factory=dict)


def pages_of(facts: ReturnFacts, words: Words) -> tuple[tuple[Page, ...], dict[str, Form]]:
    """The sheets of a return as cells, and by sheet what is filled in."""
    of = _Sheets(facts, words, return_form.choices(words))
    identity = return_form.identity(facts.uid, facts.check_code)
    sheets = [
        guide(facts, words, of.choices, identity=identity),
        _answers(of, identity),
        _rows_to_fill(SheetName.EVIDENCE, _EVIDENCE, facts),
        _rows_to_fill(SheetName.ACTIONS, _ACTIONS, facts),
        _rows_to_fill(SheetName.REMARKS, _REMARKS, facts),
        _lists(of),
        _base(facts),
    ]
    pages = laid_out(sheets)
    _band(pages[1], of)
    for page in pages[2:5]:
        _quiet_headings(page, (0, len(page.widths) - 1))
    forms = {
        SheetName.ANSWERS.value: _answers_form(of),
        **{
            name.value: Form(hints=_hints(described))
            for name, described in (
                (SheetName.EVIDENCE, _EVIDENCE),
                (SheetName.ACTIONS, _ACTIONS),
                (SheetName.REMARKS, _REMARKS),
            )
        },
        SheetName.LISTS.value: Form(lists={ANSWERS_LIST: "Answers", NAMES_LIST: "Recommendations"}),
        SheetName.BASE.value: Form(hidden=True),
    }
    return pages, forms


# ---------------------------------------------------------------- the answers


def _columns(facts: ReturnFacts) -> Iterator[tuple[FormColumn | None, Column]]:
    """The columns of the *Return* sheet, with what of the form each is; None of the form.

    A workbook that is sent back shows little besides the cells that are asked about.
    """
    queried = {question.field for question in facts.questions}
    for each in SENT:
        if facts.is_back and each.field in NOT_BACK:
            continue
        strong = each.field is SentField.REFERENCE
        yield each, Column(each.heading, each.width, Look.SENT_STRONG if strong else Look.SENT)
    if facts.questions:
        yield None, Column(QUESTION_HEADING, 34, Look.ASKED)
    for each in ALWAYS:
        away = facts.is_back and each.field not in queried
        yield each, Column(each.heading, each.width, Look.OPEN, folded=away)
    for each in OPTIONAL:
        if each.field in facts.asked or each.field in queried:
            look = Look.OPEN_DATE if each.field in DATES else Look.OPEN
            look = Look.OPEN_TEXT if each.field in TEXTS else look
            yield each, Column(each.heading, each.width, look, folded=each.field not in queried)
    yield None, ID_COLUMN


def _answers(of: _Sheets, identity: str) -> Sheet:
    facts = of.facts
    columns = tuple(_columns(facts))
    back = facts.is_back
    by = f" Please send it back by {day(facts.respond_by)}." if facts.respond_by else ""
    note = (
        "Please answer the questions in the cells marked beside them, and change nothing else."
        if back
        else f"Grey is what we hold, white is yours. A blank cell is no answer; “{CLEAR}” empties one."
    )
    rows = tuple(tuple(_cell(of, row, column) for column in columns) for row in facts.rows)
    return Sheet(
        name=SheetName.ANSWERS.value,
        title=f"{facts.sent_to}: {'questions about your' if back else ''} return for {facts.period}".replace(
            "  ", " "
        ),
        notes=(f"{note}{by}", identity),
        tables=(
            Table(
                "Return_rows",
                "One row for each recommendation, to be answered.",
                tuple(column for _, column in columns),
                rows,
                heading="What we hold",
                filtered=True,
            ),
        ),
        mark=facts.mark,
        kept=1,
    )


def _cell(of: _Sheets, row: SentRow, column: tuple[FormColumn | None, Column]) -> Cell:
    form, shown = column
    asked = [each for each in of.facts.questions if each.recommendation == row.recommendation]
    if form is None:
        if shown.heading == ID_HEADING:
            return return_form.shown_id(row.recommendation)
        return "\n".join(question_words(each) for each in asked)
    if isinstance(form.field, SentField):
        text = row.texts[form.field]
        if form.field is SentField.LAST_RATING and row.rating is not None:
            return Shown(text, look_of(row.rating))
        return text
    question = next((each for each in asked if each.field is form.field), None)
    if question is None:
        return None
    dated = question.field in DATES
    return Shown(_typed(of, question), Look.QUERIED_DATE if dated else Look.QUERIED)


def _typed(of: _Sheets, question: Question) -> str | date:
    """An answer as it stands in a cell: the words of a choice, a day as a day."""
    if question.field is FormField.HOW_IT_GOES:
        code = code_of(HowItGoes, question.said)
        return of.choices[code] if code else question.said
    on = day_of(question.said) if question.field in DATES else None
    return on or question.said


def _answers_form(of: _Sheets) -> Form:
    hints: dict[int, Hint] = {}
    colours: dict[int, dict[str, Look]] = {}
    for at, (form, column) in enumerate(_columns(of.facts)):
        if form is None:
            if column.heading == ID_HEADING:
                hints[at] = LEAVE_ID
            continue
        if isinstance(form.field, SentField):
            continue
        if form.field is FormField.HOW_IT_GOES:
            hints[at] = Hint(
                form.heading,
                form.tip,
                ANSWERS_LIST,
                "That is none of the choices. Choose one of the list, or go on as it is.",
            )
            colours[at] = _colours(of)
        else:
            hints[at] = Hint(title_of(form.heading), form.tip)
    return Form(hints=hints, colours=colours, tall=TALL)


def _colours(of: _Sheets) -> dict[str, Look]:
    """By what may be chosen or typed, the colour of its rating; what is no rating stays white."""
    found: dict[str, Look] = {}
    for code, rating in RATED.items():
        told = of.words.rating(rating)
        for text in (of.choices[code], told.word, told.letter):
            found[text] = look_of(rating)
    return found


def _band(page: Page, of: _Sheets) -> None:
    """Tell apart what we hold and what is theirs, over the headings and in them."""
    heading = page.tables[0].first
    columns = [form for form, _ in _columns(of.facts)]
    theirs = [at for at, form in enumerate(columns) if form in ALWAYS or form in OPTIONAL]
    first = next((at for at in theirs if at not in page.folded), theirs[0])
    page.cells[heading - 1, 0] = Placed("What we hold", Look.BAND)
    page.cells[heading - 1, first] = Placed("Your answer", Look.BAND)
    if page.folded and not of.facts.is_back:
        page.cells[heading - 1, page.folded[0]] = Placed(MORE, Look.BAND)
        page.cells[heading - 1, page.folded[0] - 1] = Placed(
            f"{MORE}: the + above ▸", Look.BAND_RIGHT
        )
    ours = [
        at for at, form in enumerate(columns) if form is None or isinstance(form.field, SentField)
    ]
    _quiet_headings(page, ours)


def _quiet_headings(page: Page, columns: Iterable[int]) -> None:
    """Let the headings over what we hold stand back behind those over what is filled in."""
    heading = page.tables[0].first
    for column in columns:
        held = page.cells[heading, column]
        page.cells[heading, column] = held._replace(look=Look.HEADING_SENT)


# ---------------------------------------------------------------- the other sheets


@dataclass(frozen=True, slots=True)
class _Rows:
    """A sheet with a row for each recommendation and some to spare."""

    name: str
    note: str
    headings: tuple[str, ...]
    columns: tuple[tuple[int, Look, str], ...]
    """Width, look and hint of each column between *Reference* and *Id*."""


_EVIDENCE = _Rows(
    "Evidence_rows",
    "What shows that something was done: a report, minutes, figures, a web page. Nothing that "
    "could tell who a child, patient, tenant or member of staff is.",
    EVIDENCE_HEADINGS,
    (
        (34, Look.OPEN, "What the evidence is called."),
        (44, Look.OPEN_TEXT, "A web address, or where it is kept and by whom."),
        (15, Look.OPEN_DATE, "The date it speaks for, such as 30/09/2026."),
        (44, Look.OPEN, "What it shows of this recommendation, in a sentence."),
    ),
)
_ACTIONS = _Rows(
    "Action_rows",
    "Something you propose to do for a recommendation that is not in the tracker yet.",
    ACTION_HEADINGS,
    (
        (60, Look.OPEN, "What would be done."),
        (34, Look.OPEN, "A post or an organisation."),
        (15, Look.OPEN_DATE, "A date, such as 31/03/2027."),
    ),
)
_REMARKS = _Rows(
    "Remark_rows",
    "Anything that is wrong in what we hold, or that you would like us to know. You may also put "
    "right the grey text of the sheet “Return” itself.",
    REMARK_HEADINGS,
    ((100, Look.OPEN, "What should be corrected, or your comment."),),
)


def _rows_to_fill(name: SheetName, described: _Rows, facts: ReturnFacts) -> Sheet:
    """A row for each recommendation, then some for more; the column *Id* stands last."""
    blank = (None,) * len(described.columns)
    rows = [
        (
            return_form.label(row.texts[SentField.REFERENCE], row.title),
            *blank,
            return_form.shown_id(row.recommendation),
        )
        for row in facts.rows
    ]
    open_ = Shown("", Look.OPEN_TEXT)
    spare = ((open_, *blank, open_),) * SPARE_ROWS
    wide = [
        Column(heading, width, look)
        for heading, (width, look, _) in zip(described.headings[2:], described.columns, strict=True)
    ]
    columns = (Column(described.headings[1], 48, Look.SENT), *wide, ID_COLUMN)
    table = Table(described.name, described.note, columns, (*rows, *spare), filtered=True)
    more = "The last rows are for more: choose the recommendation under “Reference”."
    return Sheet(name.value, name.value, (described.note, more), (table,), facts.mark, kept=1)


def _hints(described: _Rows) -> dict[int, Hint]:
    wrong = "That is none of the recommendations of this return. Choose one, or go on as it is."
    found = {0: Hint(described.headings[1], "Choose the recommendation.", NAMES_LIST, wrong)}
    told = zip(described.headings[2:], described.columns, strict=True)
    for at, (heading, (_, _, hint)) in enumerate(told, 1):
        found[at] = Hint(title_of(heading), hint)
    found[len(found)] = LEAVE_ID
    return found


def _lists(of: _Sheets) -> Sheet:
    column = Column("What may be chosen", 70, blank="")
    named = tuple(
        (return_form.label(row.texts[SentField.REFERENCE], row.title),) for row in of.facts.rows
    )
    return Sheet(
        SheetName.LISTS.value,
        "Lists",
        ("The choices that drop down on the other sheets. Nothing is to be filled in here.",),
        (
            Table(
                "Answers",
                "What may be chosen under “How is it going?”.",
                (column,),
                tuple((choice,) for choice in of.choices.values()),
                heading="How is it going?",
            ),
            Table(
                "Recommendations",
                "The recommendations of this return.",
                (column,),
                named,
                heading="Recommendations",
            ),
        ),
        of.facts.mark,
    )


def _base(facts: ReturnFacts) -> Sheet:
    """For programs: what every grey cell said, and what the answers of a row are written on."""
    looks = ((16, Look.REFERENCE), (18, Look.TEXT), (60, Look.TEXT), (60, Look.FINE))
    rows: list[tuple[Cell, ...]] = []
    for row in facts.rows:
        named = return_form.shown_id(row.recommendation)
        rows += [(named, each.value, row.texts[each], None) for each in SentField]
        heads = written_heads(row.heads)
        rows.append((named, None, None, heads if len(heads) <= MOST_HEADS else None))
    table = Table(
        "Base_rows",
        "What was sent, for the program that reads this workbook back.",
        tuple(
            Column(heading, width, look, "")
            for heading, (width, look) in zip(BASE_HEADINGS, looks, strict=True)
        ),
        tuple(rows),
    )
    note = "For the program that reads this workbook back; nothing is to be filled in here."
    return Sheet(SheetName.BASE.value, "Base", (note,), (table,), facts.mark)
