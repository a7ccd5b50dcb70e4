"""What other programs and settings make of a Word document, and headings that are none by style."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.readers.docx import read_docx
from marmot_tracker.exchange.reading import read_file
from marmot_tracker.exchange.reports.blocks import BlockKind
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, PROSE
from tests.exchange.reports.reading import prose, read, references, texts


def _listed(folder):
    made = word.document()
    made.add_heading("Recommendations", 1)
    word.items(made, ASKS[:3])
    return word.save(made, folder / "a.docx")


def _read(path) -> ReadResult:
    return read_file(path, corrections=NOTHING_SAID, progress=Progress())


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: word.retyped(path, word.MACROS), "none was run"),
        (lambda path: word.retyped(path, word.TEMPLATE), ""),
        (word.strict, ""),
    ],
    ids=["macros", "template", "strict"],
)
def test_kinds_that_are_not_the_ordinary_one(tmp_path, make, told):
    result = _read(make(_listed(tmp_path)))
    assert texts(result) == list(ASKS[:3])
    assert any(told in note for note in result.notes) if told else not result.notes


def test_a_part_that_is_another_file_is_told_and_not_read(tmp_path):
    path = word.embedding(_listed(tmp_path), f"<ol><li>{ASKS[9]}</li></ol>")
    result = _read(path)
    assert texts(result) == list(ASKS[:3])
    assert any("part.html" in note for note in result.notes)


def test_hidden_text_is_neither_shown_nor_read(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    for n in range(3):
        paragraph = made.add_paragraph(style="List Number")
        paragraph.add_run("A drafting note. ").font.hidden = True
        paragraph.add_run(ASKS[n])
        made.add_paragraph(style="List Number").add_run(ASKS[n + 5]).font.hidden = True
    assert texts(read(made, tmp_path)) == list(ASKS[:3])


@pytest.mark.parametrize("labels", ["1|2|3", "a|b|c", "A1.|A2.|A3.", "01|02|03", "(i)|(ii)|(iii)"])
def test_labels_typed_before_a_tab(tmp_path, labels):
    made = word.document()
    made.add_heading("Recommendations", 1)
    for label, words in zip(labels.split("|"), ASKS, strict=False):
        made.add_paragraph(f"{label}\t{words}")
    made.add_paragraph("To\tthe council")
    blocks = read_docx(word.save(made, tmp_path / "a.docx"), Progress()).blocks
    assert [block.label for block in blocks[1:]] == [*labels.split("|"), ""]
    assert texts(read(made, tmp_path)) == list(ASKS[:3])


def _large(made, text, size):
    from docx.shared import Pt

    made.add_paragraph().add_run(text).font.size = Pt(size)


def test_headings_by_their_size_alone(tmp_path):
    made = word.document()
    _large(made, "A fairer borough", 26)
    for chapter in range(3):
        _large(made, f"Chapter {'ABC'[chapter]}", 18)
        prose(made, 2, chapter)
        _large(made, "Recommendations", 14)
        word.items(made, ASKS[chapter * 2 : chapter * 2 + 2], style="List Bullet")
    _large(made, "A closing thought in large type, which is a sentence and so no heading.", 14)
    blocks = read_docx(word.save(made, tmp_path / "a.docx"), Progress()).blocks
    heads = [(block.text, block.level) for block in blocks if block.kind is BlockKind.HEADING]
    assert heads[:3] == [("A fairer borough", 1), ("Chapter A", 2), ("Recommendations", 3)]
    assert blocks[-1].kind is BlockKind.PARAGRAPH
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert [item.theme for item in result.items[::2]] == ["Chapter A", "Chapter B", "Chapter C"]


def test_a_short_paragraph_that_is_underlined_is_a_heading(tmp_path):
    made = word.document()
    for number, head in enumerate(("BACKGROUND", "RECOMMENDATIONS", "REASONS"), 1):
        made.add_paragraph().add_run(f"{number}. {head}").underline = True
        if number == 2:
            word.items(made, ASKS[:4])
        else:
            prose(made, 2)
    made.add_paragraph("Only one ").add_run("word").underline = True
    blocks = read_docx(word.save(made, tmp_path / "a.docx"), Progress()).blocks
    heads = [block.text for block in blocks if block.kind is BlockKind.HEADING]
    assert heads == ["BACKGROUND", "RECOMMENDATIONS", "REASONS"]
    assert texts(read(made, tmp_path)) == list(ASKS[:4])


def test_large_type_is_a_minor_heading_where_styles_are_used(tmp_path):
    made = word.document()
    for chapter in range(3):
        made.add_heading(f"Chapter {chapter}", 2)
        _large(made, "Figures of the year", 30)
        prose(made, 1)
    blocks = read_docx(word.save(made, tmp_path / "a.docx"), Progress()).blocks
    levels = {block.text: block.level for block in blocks if block.kind is BlockKind.HEADING}
    assert levels["Chapter 1"] == 2
    assert levels["Figures of the year"] == 8


def test_content_controls_around_rows_and_cells(tmp_path):
    made = word.document()
    rows = [[str(n + 1), ASKS[n], "Council"] for n in range(6)]
    table = word.table(made, [["No.", "Recommendation", "Lead"], *rows])
    for n, row in enumerate(list(table.rows)):
        if n % 3 == 1:
            word.wrapped(row._tr)
        elif n % 3 == 2:
            word.wrapped(row.cells[1]._tc)
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert references(result) == [str(n + 1) for n in range(6)]


def test_rows_put_in_and_taken_out_as_tracked_changes(tmp_path):
    made = word.document()
    rows = [[str(n + 1), ASKS[n]] for n in range(5)]
    table = word.table(made, [["No.", "Recommendation"], *rows])
    for row, change in ((table.rows[4], "ins"), (table.rows[5], "del")):
        row._tr.get_or_add_trPr().append(
            word.parse_xml(f'<w:{change} {word.W} w:id="7" {word.WHEN}/>')
        )
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:4])
    assert any("tracked changes" in note for note in result.notes)


def test_a_box_whose_head_is_a_row_of_its_own(tmp_path):
    made = word.document()
    for n in range(4):
        prose(made, 1, n)
        word.table(made, [[f"Recommendation {n + 1} (Paragraph {n + 3}.2)"], [ASKS[n]], [PROSE[n]]])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:4])
    assert references(result) == ["1", "2", "3", "4"]
    assert [item.fields["section"] for item in result.items[:2]] == [
        "Paragraph 3.2",
        "Paragraph 4.2",
    ]


def test_a_table_of_one_column_is_a_list_below_its_head(tmp_path):
    made = word.document()
    for chapter in range(2):
        made.add_heading(f"Chapter {chapter}", 1)
        prose(made, 2)
        word.table(made, [["Recommendations"], *[[words] for words in ASKS[chapter * 3 :][:3]]])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert result.items[3].theme == "Chapter 1"
