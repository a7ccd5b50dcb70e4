"""Word documents: printed numbers, controls, tracked changes, boxes, styles; what is told."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.readers.docx import read_docx, tables_of
from marmot_tracker.exchange.readers.docx_numbers import formed
from marmot_tracker.exchange.reports.blocks import BlockKind
from marmot_tracker.progress import Progress
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, PROSE
from tests.exchange.reports.reading import prose, read, references, texts


def _blocks(made, folder):
    return read_docx(word.save(made, folder / "a.docx"), Progress()).blocks


def test_headings_with_lists_below_them(tmp_path):
    made = word.document()
    made.add_heading("A fairer town", 0)
    for chapter in range(3):
        made.add_heading(f"Chapter {chapter + 1}", 1)
        prose(made, 2, chapter)
        for n in (2 * chapter, 2 * chapter + 1):
            made.add_heading(f"Recommendation {n + 1}: Title {n}", 2)
            made.add_paragraph(ASKS[n])
            word.items(made, ["First point of it", "Second point of it"], style="List Bullet")
        made.add_heading("What happens next", 2)
        prose(made, 1)
    result = read(made, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5", "6"]
    assert result.items[0].text == f"{ASKS[0]}\n• First point of it\n• Second point of it"
    assert result.items[5].theme == "Chapter 3"
    assert result.items[0].where.startswith("paragraph ")


def test_numbers_that_word_prints_are_the_references(tmp_path):
    made = word.document()
    made.add_heading("Review", 1)
    word.items(made, ["One thing first", "Another thing first"])
    made.add_heading("Recommendations", 1)
    made.add_paragraph("We make these recommendations:")
    word.items(made, ASKS[:6], style="List Number 2")
    made.add_heading("Appendix", 1)
    prose(made)
    result = read(made, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5", "6"]
    assert texts(result) == list(ASKS[:6])


def test_levels_count_within_the_level_above_and_start_where_told(tmp_path):
    made = word.document()
    key = word.list_of(
        made,
        ("decimal", "%1.", "3"),
        ("decimal", "%1.%2", "1"),
        ("lowerRoman", "(%3)", "1"),
        ("upperLetter", "%4)", "1"),
    )
    for text, level in (
        ("a", 0),
        ("b", 1),
        ("c", 1),
        ("d", 2),
        ("e", 2),
        ("f", 0),
        ("g", 1),
        ("h", 3),
    ):
        word.numbered(made, text, key, level)
    assert [block.label for block in _blocks(made, tmp_path)] == [
        *("3.", "3.1", "3.2", "(i)", "(ii)", "4.", "4.1", "A)"),
    ]


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("decimal", 12, "12"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("decimalZero", 7, "07"),
        ("ordinal", 12, "12th"),
        ("ordinal", 22, "22nd"),
        ("cardinalText", 3, "Three"),
        ("somethingElse", 5, "5"),
    ],
)
def test_forms_of_numbers(form, number, shown):
    assert formed(number, form) == shown


def test_a_numbering_that_prints_the_word_recommendation(tmp_path):
    made = word.document()
    key = word.list_of(made, ("decimal", "Recommendation %1:", "1"))
    made.add_heading("Findings", 1)
    for n in range(5):
        prose(made, 1, n)
        word.numbered(made, ASKS[n], key)
    result = read(made, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5"]
    assert texts(result) == list(ASKS[:5])


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    word.items(made, ASKS[:2])
    grown = made.add_paragraph(style="List Number")
    grown._p.append(word.inserted("The council should "))
    grown._p.append(word.deleted("never "))
    grown._p.append(word.moved_here("open the baths again."))
    gone = made.add_paragraph(style="List Number")
    gone._p.append(word.deleted(ASKS[5]))
    result = read(made, tmp_path)
    assert texts(result) == [*ASKS[:2], "The council should open the baths again."]
    assert any("tracked changes" in note for note in result.notes)


def test_without_tracked_changes_nothing_is_told(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    word.items(made, ASKS[:2])
    assert not any("tracked" in note for note in read(made, tmp_path).notes)


def test_content_controls_are_opened(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    for n in range(4):
        paragraph = made.add_paragraph(ASKS[n], style="List Number")
        if n in (1, 2):
            word.into_control(paragraph)
    assert texts(read(made, tmp_path)) == list(ASKS[:4])


def test_text_boxes_are_read_once_where_they_hang(tmp_path):
    made = word.document()
    made.add_heading("Findings", 1)
    for n in range(3):
        word.text_box(made.add_paragraph(PROSE[n]), [f"Recommendation {n + 1}", ASKS[n]])
    result = read(made, tmp_path)
    assert references(result) == ["1", "2", "3"]
    assert texts(result) == list(ASKS[:3])


def test_a_table_of_one_cell_is_a_box(tmp_path):
    made = word.document()
    made.add_heading("Findings", 1)
    for n in range(5):
        prose(made, 1, n)
        cell = made.add_table(1, 1).cell(0, 0)
        cell.paragraphs[0].add_run(f"Recommendation {n + 1}").bold = True
        cell.add_paragraph(ASKS[n])
    assert texts(read(made, tmp_path)) == list(ASKS[:5])


def test_contents_by_style_and_typed_by_hand(tmp_path):
    for by_style in (True, False):
        made = word.document()
        if by_style:
            made.styles.add_style("TOC 1", 1)
        for n in range(5):
            made.add_paragraph(
                f"Recommendation {n + 1}: Title {n}\t{n + 3}", style="TOC 1" if by_style else None
            )
        for n in range(5):
            made.add_heading(f"Recommendation {n + 1}: Title {n}", 2)
            made.add_paragraph(ASKS[n])
        result = read(made, tmp_path)
        assert texts(result) == list(ASKS[:5])


def test_bold_paragraphs_for_headings_and_numbers_typed_by_hand(tmp_path):
    made = word.document()
    made.add_paragraph().add_run("Recommendations").bold = True
    for n in range(5):
        made.add_paragraph(f"{n + 1}. {ASKS[n]}")
    made.add_paragraph().add_run("Conclusion").bold = True
    prose(made)
    assert texts(read(made, tmp_path)) == list(ASKS[:5])


def test_bold_openings(tmp_path):
    made = word.document()
    made.add_heading("Housing", 1)
    for n in range(5):
        prose(made, 1, n)
        paragraph = made.add_paragraph()
        paragraph.add_run(f"Recommendation {n + 1}: Warm homes. ").bold = True
        paragraph.add_run(ASKS[n])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:5])
    assert {item.title for item in result.items} == {"Warm homes"}


def test_headings_levels_and_kinds(tmp_path):
    made = word.document()
    made.add_heading("Title", 0)
    made.add_heading("One", 1)
    made.add_heading("Two", 2)
    made.add_paragraph("Words.")
    made.add_paragraph("Point", style="List Bullet")
    found = [(block.kind, block.level, block.label) for block in _blocks(made, tmp_path)]
    assert found == [
        (BlockKind.HEADING, 1, ""),
        (BlockKind.HEADING, 1, ""),
        (BlockKind.HEADING, 2, ""),
        (BlockKind.PARAGRAPH, 0, ""),
        (BlockKind.ITEM, 0, "•"),
    ]


def test_tables_for_answers_kept_in_word(tmp_path):
    made = word.document()
    word.table(made, [["Ref", "How is it going?"], ["3.1", "On track"]])
    word.table(made, [["x", "y"]])
    tables = tables_of(word.save(made, tmp_path / "a.docx"), Progress())
    assert [table.rows for table in tables] == [
        (("Ref", "How is it going?"), ("3.1", "On track")),
        (("x", "y"),),
    ]


def test_templates_and_documents_merely_called_recommendations(tmp_path):
    called = word.document()
    called.add_heading("Recommendations", 0)
    prose(called, 3)
    template = word.document()
    template.add_heading("Recommendations", 1)
    word.items(template, ["[Insert recommendation here]", "Click or tap here to enter text."])
    minutes = word.document()
    minutes.add_heading("Minutes of the board", 1)
    for n in range(6):
        minutes.add_paragraph(f"{n + 1}. {PROSE[n % 4]}")
    minutes.add_paragraph("The board noted Recommendation 4 of the review.")
    empty = word.document()
    for made in (called, template, minutes, empty):
        result = read(made, tmp_path)
        assert not result.items
        assert result.message


def test_a_paragraph_style_called_recommendation(tmp_path):
    made = word.document()
    made.styles.add_style("Recommendation", 1)
    made.add_heading("Findings", 1)
    for n in range(5):
        prose(made, 1, n)
        made.add_paragraph(ASKS[n], style="Recommendation")
    assert texts(read(made, tmp_path)) == list(ASKS[:5])


def test_headings_that_are_the_recommendations_themselves(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    for n in range(5):
        made.add_heading(ASKS[n], 2)
        made.add_paragraph(PROSE[n % 4])
    found = read(made, tmp_path).items
    assert [item.title or item.text.split("\n")[0] for item in found] == list(ASKS[:5])


def test_headings_and_items_counted_in_one_numbering(tmp_path):
    made = word.document()
    key = word.list_of(made, ("decimal", "%1", "1"), ("decimal", "%1.%2", "1"))
    for chapter, title in enumerate(("Introduction", "Recommendations", "Next")):
        heading = made.add_heading(title, 1)
        heading._p.get_or_add_pPr().append(
            word.parse_xml(
                f'<w:numPr {word.W}><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>'
            )
        )
        for n in range(4):
            word.numbered(made, ASKS[n] if chapter == 1 else PROSE[n], key, 1)
    result = read(made, tmp_path)
    assert references(result) == ["2.1", "2.2", "2.3", "2.4"]
    assert texts(result) == list(ASKS[:4])
