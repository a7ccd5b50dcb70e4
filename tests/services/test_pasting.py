"""A table on the clipboard: read as Excel, Word and mail leave it, aimed at rows and columns."""

from __future__ import annotations

from typing import Any

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import pasting
from marmot_tracker.services.bulk import Line, Verdict, Wish
from marmot_tracker.services.pasting import MOST_CELLS, Aimed, Target, aim, read_table, safe
from tests.screens.conftest import made_row

ROWS = [made_row(number) for number in range(1, 7)]
COLUMNS = (
    Target(("Ref", "Reference"), "", lambda row: row.reference, names_rows=True),
    Target(("Recommendation",), "", lambda row: row.text),
    Target(("Owner",), "owner", lambda row: row.owner),
    Target(("Due", "Due date"), "due", lambda row: f"{row.due:%d/%m/%Y}" if row.due else ""),
)


def aimed(text: str, *chosen: str, column: int = 2) -> Aimed:
    return aim(
        read_table(text),
        rows=ROWS,
        chosen=chosen or ("u2",),
        columns=COLUMNS,
        column=column,
        every=ROWS,
    )


def test_tabs_line_breaks_and_quotation_marks_as_excel_writes_them() -> None:
    assert read_table("a\tb\r\nc\td\r\n") == (("a", "b"), ("c", "d"))
    assert read_table('"two\nlines"\t"say ""so"""\n') == (("two\nlines", 'say "so"'),)
    assert read_table('"Quoted" words\tx') == (('"Quoted" words', "x"),)
    assert read_table("a\t\t\nb") == (("a", "", ""), ("b",))


def test_the_table_of_a_page_is_read_where_the_text_has_no_cells() -> None:
    html = (
        "<html><body><p>x</p><table><tr><th>Ref</th><th>Owner</th></tr>"
        "<tr><td>0.2</td><td>Family&nbsp;Hubs<br>Luton <b>Council</b></td></tr></table>"
        "<table><tr><td>other</td></tr></table></body></html>"
    )
    assert read_table("Ref Owner", html) == (
        ("Ref", "Owner"),
        ("0.2", "Family Hubs\nLuton Council"),
    )
    assert read_table("a\tb", html) == (("a", "b"),)


@pytest.mark.parametrize(
    ("html", "table"),
    [
        (
            "<tr><td colspan=2>A</td><td>B</td></tr><tr><td>c</td><td>d</td><td>e</td></tr>",
            (("A", None, "B"), ("c", "d", "e")),
        ),
        (
            "<tr><td rowspan=3>A</td><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr>"
            "<tr><td>B</td><td>4</td></tr>",
            (("A", "1"), (None, "2"), (None, "3"), ("B", "4")),
        ),
        (
            "<tr><td>1</td><td rowspan='2' colspan='2'>A</td><td>2</td></tr>"
            "<tr><td>3</td><td>4</td></tr>",
            (("1", "A", None, "2"), ("3", None, None, "4")),
        ),
        (
            "<tr><td rowspan=0>A</td><td colspan=-3>1</td></tr><tr><td colspan=x>2</td></tr>",
            (("A", "1"), ("2",)),
        ),
        (
            "<tr><td rowspan=2>A</td><td>1</td></tr></table><table><tr><td>2</td></tr>",
            (("A", "1"),),
        ),
        ("<tr><td rowspan=2>A</td></tr><tr></tr><tr><td>B</td></tr>", (("A",), (None,), ("B",))),
    ],
)
def test_cells_over_several_columns_or_rows_keep_the_others_in_their_places(
    html: str, table: pasting.Table
) -> None:
    assert read_table("A 1", f"<table>{html}</table>") == table


def test_a_cell_over_thousands_of_columns_and_rows_is_too_much() -> None:
    wide = "<table>" + "<tr><td rowspan=9999999 colspan=9999999>A</td></tr>" * 300 + "</table>"
    with pytest.raises(TrackerError, match="too much"):
        read_table("A", wide)


def test_what_a_wider_cell_covers_is_left_as_it_is() -> None:
    html = (
        "<table><tr><td rowspan=2>A</td><td>31/12/2026</td></tr><tr><td>31/12/2027</td></tr>"
        "</table>"
    )
    table = read_table("A", html)
    found = aim(table, rows=ROWS, chosen=("u2",), columns=COLUMNS, column=2, every=ROWS)
    assert found.wishes == (
        Wish("u2", "owner", "A"),
        Wish("u2", "due", "31/12/2026"),
        Wish("u3", "due", "31/12/2027"),
    )


def test_nothing_and_too_much_are_told() -> None:
    with pytest.raises(TrackerError, match="no text on the clipboard"):
        read_table(" \n")
    for text in ("a\t" * 200_001, "a\n" * 200_002, '"a"\t' * 200_001):
        with pytest.raises(TrackerError, match=r"too much.*200,000 cells"):
            read_table(text)


def test_too_much_is_refused_before_it_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0

    def counting(words: str) -> str:
        nonlocal read
        read += 1
        return words

    monkeypatch.setattr(pasting, "_bare", counting)
    for text in ("a\n" * 400_000, '"a"\t' * 400_000):
        with pytest.raises(TrackerError, match="too much"):
            read_table(text)
    assert read <= 2 * MOST_CELLS


@pytest.mark.parametrize("cell", ["wording", '"wording', '"a""b" c', '""wording', '"two\nlines"'])
def test_one_column_is_read_once_and_not_again_for_each_line(
    cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read_table("\n".join([cell] * 50))
    assert len(table) == 50
    assert len(set(table)) == 1
    seen = 0

    class Counted(str):
        """Counts how many letters are looked at for a mark."""

        __slots__ = ()

        def find(self, *asked: Any) -> int:
            nonlocal seen
            found = super().find(*asked)
            seen += (found if found >= 0 else len(self)) - asked[1]
            return found

    pasting._apart(Counted("\n".join([cell] * 2_000)))
    assert seen <= 3 * len(cell) * 2_000 + 4_000


def test_cells_go_down_and_right_from_the_chosen_one() -> None:
    found = aimed("A\t31/12/2026\nB\t", "u2")
    assert found.wishes == (
        Wish("u2", "owner", "A"),
        Wish("u2", "due", "31/12/2026"),
        Wish("u3", "owner", "B"),
        Wish("u3", "due", ""),
    )
    assert not found.headed
    assert aimed("A\nB\nC", "u5").left == 1


def test_one_line_fills_every_chosen_row_and_as_many_go_one_to_one() -> None:
    assert [wish.uid for wish in aimed("A", "u1", "u4", "u6").wishes] == ["u1", "u4", "u6"]
    found = aimed("A\nB", "u1", "u4").wishes
    assert [(wish.uid, wish.words) for wish in found] == [("u1", "A"), ("u4", "B")]


def test_headings_name_columns_and_references_name_rows() -> None:
    found = aimed("Due date\tRef\n31/12/2027\t0.5\n1/1/2028\t9.9", "u1")
    assert found.headed
    assert found.wishes == (Wish("u5", "due", "31/12/2027"),)
    assert found.left == 1
    assert not aimed("Owner", "u1").headed


def test_a_recommendation_named_twice_is_told_and_the_first_stands() -> None:
    found = aimed("Ref\tOwner\tDue\n0.2\tA\n0.3\tC\n0.2\tB\t1/1/2028")
    assert found.wishes == (
        Wish("u2", "owner", "A"),
        Wish("u3", "owner", "C"),
        Wish("u2", "due", "1/1/2028"),
    )
    (line,) = found.settled
    assert (line.verdict, line.name, line.after) == (Verdict.REFUSED, "0.2", "B")
    assert line.why == "Owner of 0.2 is named twice: only the first counts."


def test_a_line_that_says_what_stands_counts_as_the_first() -> None:
    found = aimed(f"Ref\tOwner\n0.2\t{ROWS[1].owner}\n0.2\tB")
    assert found.wishes == ()
    assert [line.verdict for line in found.settled] == [Verdict.SAME, Verdict.REFUSED]


def test_a_column_named_twice_is_told() -> None:
    found = aimed("Ref\tDue\tDue date\n0.2\t1/1/2028\t2/2/2029")
    assert found.wishes == (Wish("u2", "due", "1/1/2028"),)
    assert "named twice" in found.settled[0].why


def test_chosen_rows_that_a_filter_hides_get_nothing() -> None:
    shown = ROWS[2:5]
    for text in ("A", "A\nB", "A\nB\nC\nD"):
        found = aim(
            read_table(text),
            rows=shown,
            chosen=("u1", "u2", "u4"),
            columns=COLUMNS,
            column=2,
            every=ROWS,
        )
        assert {wish.uid for wish in found.wishes} <= {"u4", "u5"}, text
        assert found.wishes[0] == Wish("u4", "owner", "A")
        assert not found.settled
    gone = aim(read_table("A"), rows=shown, chosen=("u1",), columns=COLUMNS, column=2, every=ROWS)
    assert (gone.wishes, gone.left) == ((), 1)


def test_signs_that_cannot_be_kept_go_and_those_of_other_scripts_stay() -> None:
    assert read_table("a\0b\x07c\x1b[31m\ud800\td\x0be\x9f") == (("abc[31m", "d e"),)
    whole = "\u202bמקלט\u202c e\u0301 \u200fשלום 👩\u200d👧"
    assert read_table(f"{whole}\tx") == ((whole, "x"),)
    assert read_table("x", f"<table><tr><td>{whole}\x07</td></tr></table>") == ((whole,),)


def test_a_cell_longer_than_any_of_excel_comes_whole() -> None:
    long = "word " * 8_000
    assert read_table(f"{long}\tx") == ((long.strip(), "x"),)


def test_a_heading_finds_its_column_also_where_it_is_not_shown() -> None:
    found = aim(
        read_table("Ref\tDue\n0.5\t31/12/2027"),
        rows=ROWS,
        chosen=("u1",),
        columns=COLUMNS[1:3],
        column=0,
        every=ROWS,
        named=COLUMNS,
    )
    assert found.wishes == (Wish("u5", "due", "31/12/2027"),)


def test_what_is_so_already_and_what_cannot_be_pasted_is_told() -> None:
    row = ROWS[1]
    found = aimed(f"Ref\tRecommendation\tOwner\n0.2\tOther wording\t{row.owner}")
    assert found.wishes == ()
    assert [line.verdict for line in found.settled] == [Verdict.REFUSED, Verdict.SAME]
    refused = found.settled[0]
    assert isinstance(refused, Line)
    assert refused.why == "Recommendation cannot be changed by pasting."


@pytest.mark.parametrize("text", ["=1+1", "+44 1582", "-see note", "@home"])
def test_text_like_a_formula_leaves_as_text_and_comes_back_whole(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert read_table(safe(text)) == ((text,),)


def test_a_number_below_nought_leaves_as_it_is() -> None:
    assert safe("-12") == "-12"
    assert safe("-1,250.50") == "-1,250.50"
    assert safe("plain") == "plain"
