"""Recommendations in the tables of a document: with headings, per chapter, over pages, laid out."""

from __future__ import annotations

from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, LEFT, PROSE, RIGHT, Paper
from tests.exchange.reports.reading import one, prose, read, references, texts

EDGES = (LEFT, 110, 330, 430, RIGHT)


def test_a_ruled_table_in_a_pdf_with_leads_and_times(tmp_path):
    paper = Paper()
    paper.heading("Action plan", size=18)
    prose(paper)
    rows = [[str(n + 1), ASKS[n], f"Council {n}", "By March 2027"] for n in range(12)]
    paper.table(EDGES, [["No.", "Recommendation", "Lead", "Timescale"], *rows])
    result = read(paper, tmp_path)
    assert references(result) == [str(n + 1) for n in range(12)]
    assert texts(result) == list(ASKS)
    assert result.items[7].fields["owner"] == "Council 7"
    assert result.items[7].fields["timescale"] == "By March 2027"
    assert result.items[7].where == "p. 1"
    assert "a table with a column of recommendations" in result.message


def test_a_table_that_goes_on_over_pages_with_a_row_cut_in_two(tmp_path):
    paper = Paper()
    paper.heading("Plan", size=18)
    heads = ["Ref", "Recommendation", "Owner", "When"]
    first = [[f"1.{n + 1}", f"{ASKS[n]} {PROSE[n % 4]}", "Council", "2027"] for n in range(9)]
    paper.table(
        EDGES, [heads, *first, ["1.10", "The council should begin a sentence here", "", ""]]
    )
    paper.page()
    second = [[f"2.{n + 1}", ASKS[n], "Council", "2028"] for n in range(4)]
    paper.table(EDGES, [["", "and end it on the next page.", "", ""], *second])
    result = read(paper, tmp_path)
    assert len(result.items) == 14
    assert one(result, "1.10").text == (
        "The council should begin a sentence here and end it on the next page."
    )
    assert one(result, "2.4").where == "p. 2"


def test_a_table_without_rules(tmp_path):
    paper = Paper()
    paper.heading("Action plan", size=18)
    prose(paper)
    for left, name in ((LEFT, "No."), (110, "Recommendation"), (400, "Lead")):
        paper.put(left, paper.y, name, font="B")
    paper.y += 20
    for n in range(9):
        paper.put(LEFT, paper.y, str(n + 1))
        paper.put(400, paper.y, "Town Council")
        paper.para(f"{ASKS[n]} {PROSE[n % 4][:80]}", left=110, right=380)
    result = read(paper, tmp_path)
    assert references(result) == [str(n + 1) for n in range(9)]
    assert result.items[0].text.startswith(ASKS[0])


def test_a_table_beside_names_in_the_chapters_adds_no_items(tmp_path):
    paper = Paper()
    for chapter in (1, 2, 3):
        paper.heading(f"Chapter {chapter}", size=18)
        prose(paper)
        for n in (1, 2):
            paper.para(f"Recommendation {chapter}.{n}: {ASKS[chapter * 2 + n]}", font="B")
            prose(paper, 1)
    paper.page()
    paper.heading("Summary of recommendations", size=18)
    rows = [[f"{c}.{n}", ASKS[c * 2 + n]] for c in (1, 2, 3) for n in (1, 2)]
    paper.table((LEFT, 140, RIGHT), [["Number", "Recommendation"], *rows])
    assert references(read(paper, tmp_path)) == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]


def test_word_tables_for_each_chapter_and_one_of_withdrawn_ones(tmp_path):
    made = word.document()
    for theme in range(3):
        made.add_heading(f"Theme {theme}", 1)
        prose(made, 1)
        rows = [[f"{theme + 1}.{n + 1}", ASKS[theme * 3 + n]] for n in range(3)]
        word.table(made, [["No", "Recommendation"], *rows])
    made.add_heading("Appendix: Recommendations withdrawn since the draft", 1)
    word.table(made, [["No", "Recommendation"], ["9.1", ASKS[9]], ["9.2", ASKS[10]]])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert [item.theme for item in result.items[::3]] == ["Theme 0", "Theme 1", "Theme 2"]
    assert "withdrawn" in result.message


def test_word_tables_by_number_where_no_heading_says_recommendation(tmp_path):
    made = word.document()
    for chapter in range(3):
        made.add_heading(f"Chapter {chapter}", 1)
        made.add_heading("Requirements", 2)
        rows = [[f"{chapter + 1}.{n + 1}", ASKS[chapter * 3 + n], "1.0"] for n in range(3)]
        word.table(made, [["#", "Description", "Since"], *rows])
    made.add_heading("Appendix A: What became of the others", 1)
    word.table(
        made,
        [["Original #", "Description", "Removed"], *[[f"9.{n}", ASKS[n], "2.0"] for n in range(9)]],
    )
    result = read(made, tmp_path)
    assert references(result) == [f"{c}.{n}" for c in (1, 2, 3) for n in (1, 2, 3)]
    assert result.items[3].theme == "Chapter 1"
    assert "removed" in result.message


def test_merged_theme_rows_and_split_headings(tmp_path):
    made = word.document()
    table = word.table(made, [["#", "Recommendation", "Owner"]])
    for theme in range(2):
        cells = table.add_row().cells
        cells[0].merge(cells[2]).text = f"Theme {theme}"
        for n in range(3):
            row = table.add_row().cells
            for cell, text in zip(
                row, (str(theme * 3 + n + 1), ASKS[theme * 3 + n], "Council"), strict=True
            ):
                cell.text = text
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert result.items[5].theme == "Theme 1"


def test_a_form_for_each_recommendation(tmp_path):
    made = word.document()
    made.add_heading("Response", 1)
    for n in range(4):
        word.table(
            made,
            [
                [f"Recommendation {n + 1}", ASKS[n]],
                ["Response", f"Accepted. {PROSE[n]}"],
                ["Lead", "Director of Housing"],
                ["Timescale", "By March 2027"],
            ],
        )
        made.add_paragraph("")
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:4])
    item = result.items[2]
    assert item.response == f"Accepted. {PROSE[2]}"
    assert item.fields["decision"] == "accepted"
    assert (item.fields["owner"], item.timescale) == ("Director of Housing", "By March 2027")


def test_numbers_and_wordings_without_headings_under_a_heading(tmp_path):
    for name in ("R{}", "{}.", "Recommendation {}"):
        made = word.document()
        made.add_heading("Recommendations", 1)
        word.table(made, [[name.format(n + 1), ASKS[n]] for n in range(6)])
        assert texts(read(made, tmp_path)) == list(ASKS[:6]), name


def test_tables_of_other_things_hold_no_recommendations(tmp_path):
    made = word.document()
    made.add_heading("Glossary", 1)
    word.table(made, [["Term", "Description"], *[[f"Word {n}", PROSE[n % 4]] for n in range(8)]])
    made.add_heading("Recommendations", 1)
    word.table(made, [["No", "Recommendation", "Owner"], *[[str(n), "", ""] for n in range(1, 6)]])
    result = read(made, tmp_path)
    assert not result.items
    assert result.message


def test_a_row_at_the_top_of_a_page_keeps_its_number(tmp_path):
    paper = Paper()
    paper.heading("Annex", size=18)
    rows = [
        [str(n + 1), ASKS[n], f"The Government accepts this. {PROSE[n % 4]}", "Accepted"]
        for n in range(11)
    ]
    heads = ["#", "Recommendation", "Government response", "Status"]
    paper.table((60, 100, 260, 400, 540), [heads, *rows])
    result = read(paper, tmp_path)
    assert references(result) == [str(n + 1) for n in range(11)]
    assert {item.where for item in result.items} == {"p. 1", "p. 2"}
