"""Lists as people keep them: numbered trees, sheets and tables of one list, lines of figures."""

from __future__ import annotations

from typing import Any

from tests.exchange.making import WORDINGS, read, workbook

W = WORDINGS


def made(tmp_path, cells, **more):
    return workbook(tmp_path / "a.xlsx", cells, **more)


def references(result) -> list[str]:
    return [item.reference for item in result.items]


def why(result) -> list[str]:
    return [row.why for row in result.left_out]


def test_sections_of_two_levels_in_three_columns(tmp_path):
    cells = [["ID", "Requirement", "Source"], ["1", "Homes", None], ["1.1", "Warmth", None],
             ["1.1.1", W[0], "Must"], ["1.1.2", W[1], "Must"], ["2", "Work", None],
             ["2.1", "Wages", None], ["2.1.1", W[2], "Should"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert references(result) == ["1.1.1", "1.1.2", "2.1.1"]
    assert [item.theme for item in result.items] == ["Warmth", "Warmth", "Wages"]
    assert why(result) == ["a section heading"] * 4


def test_families_in_letters_and_goals_with_a_lead_of_their_own(tmp_path):
    families = [["Control ID", "Name", "Description", "Level"],
                ["AC", "Access", "The family of rules about who may come in.", None],
                ["AC-1", "Policy", W[0], "L"], ["AC-2", "Keys", W[1], "L"],
                ["AU", "Audit", "The family of rules about what is kept.", None],
                ["AU-1", "Records", W[2], "M"]]  # fmt: skip
    assert references(read(made(tmp_path, families))) == ["AC-1", "AC-2", "AU-1"]
    goals = [["Ref", "Action", "Lead", "Due", "RAG"], ["1", "Better homes", "Cllr Ash"],
             ["1.1", W[0], "AB", "2027", "G"], ["1.2", W[1], "AB", "2027", "A"],
             ["2", "Better buses", "Cllr Elm"], ["2.1", W[2], "CD", "2027", "R"]]  # fmt: skip
    assert references(read(made(tmp_path, goals))) == ["1.1", "1.2", "2.1"]


def test_parents_with_what_their_parts_have_are_items(tmp_path):
    cells = [["Ref", "Recommendation", "Owner"], ["1", "Widen the offer", "A"], ["1.1", W[1], "B"],
             ["2", "Cut child poverty", "C"], ["2.1", W[3], "D"]]  # fmt: skip
    assert references(read(made(tmp_path, cells))) == ["1", "1.1", "2", "2.1"]


def test_a_whole_sentence_above_its_parts_is_an_item(tmp_path):
    cells = [["Ref", "Recommendation", "Owner"], ["1", W[0], None], ["1.1", W[1], "B"],
             ["1.2", W[4], "B"], ["2", W[2], None], ["2.1", W[3], "D"]]  # fmt: skip
    assert len(read(made(tmp_path, cells)).items) == 5


def test_names_of_two_levels_without_numbers(tmp_path):
    cells = [["Action", "Lead", "When"], ["PRIORITY 1 - CHILDREN"], ["Early years"],
             [W[0], "A", "2027"], [W[1], "A", "2027"], ["PRIORITY 2 - ADULTS"], ["Work"],
             [W[2], "A", "2027"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert [item.text for item in result.items] == list(W[:3])
    assert [item.theme for item in result.items] == ["Early years", "Early years", "Work"]


def test_figures_directly_under_the_list(tmp_path):
    numbered: list[list[Any]] = [["#", "Question", "Yes", "No"]]
    numbered += [[str(n + 1), W[n], "x", None] for n in range(4)]
    result = read(made(tmp_path, [*numbered, [None, "Score", 4, 0]]))
    assert (len(result.items), why(result)) == (4, ["a total"])
    bare: list[list[Any]] = [["Theme", "Recommendation", "Owner"]]
    bare += [["Homes", W[n], "Housing"] for n in range(4)]
    result = read(made(tmp_path, [*bare, [None, "Overall score", "12/18"], [None, "Maximum", 18]]))
    assert (len(result.items), why(result)) == (4, ["a total", "a total"])


def test_sheets_of_one_list_whose_columns_differ(tmp_path):
    sheets = {
        "Completed": [["Ref", "Recommendation", "Evidence"], ["1", W[0], "Report"], ["2", W[1], "Report"]],
        "Open": [["Ref", "Recommendation", "Lead officer", "Target date", "Progress"],
                 ["3", W[2], "AB", "2027", "Half way"], ["4", W[3], "AB", "2027", "Half way"]],
    }  # fmt: skip
    result = read(made(tmp_path, sheets))
    assert references(result) == ["1", "2", "3", "4"]
    assert [item.theme for item in result.items] == ["Completed"] * 2 + ["Open"] * 2


def test_a_sheet_of_another_list_is_told_in_the_message(tmp_path):
    sheets = {
        "Actions": [["Ref", "Action", "Owner", "RAG"], *([f"{n}", W[n], "A", "G"] for n in range(4))],
        "Issues": [["ID", "Issue", "Owner", "Severity", "RAG"], ["1", "The lift is broken again", "B", "High", "R"],
                   ["2", "The roof of the centre leaks", "B", "High", "R"]],
    }  # fmt: skip
    result = read(made(tmp_path, sheets))
    assert len(result.items) == 4
    assert "'Issues' also looks like a list (2 rows)" in result.message


def test_tables_under_one_another_with_headings_of_their_own(tmp_path):
    cells: list[list[Any]] = [
        ["Completed"], ["Ref", "Action", "Outcome"], ["1", W[0], "Done in May"], ["2", W[1], "Done"], [],
        ["Outstanding"], ["Ref", "Action", "Lead", "Due date"], ["3", W[2], "Housing", "31/03/2027"],
        ["4", W[3], "Schools", "31/03/2027"],
    ]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert references(result) == ["1", "2", "3", "4"]
    assert [item.theme for item in result.items] == ["Completed"] * 2 + ["Outstanding"] * 2
    assert result.items[0].extra["Outcome"] == "Done in May"
    assert result.items[2].fields["owner"] == "Housing"


def test_actions_with_references_of_their_own_under_a_spanning_wording(tmp_path):
    cells: list[list[Any]] = [["Recommendation", "Action ref", "Action", "Lead"]]
    actions = ("Write the plan", "Publish the plan", "Ask partners", "Report to the board")
    for n, action in enumerate(actions):
        cells.append([None if n % 2 else W[n], f"{n // 2 + 1}.{n % 2 + 1}", action, f"Lead {n}"])

    def finish(book):
        for top in (1, 3):
            book.worksheets()[0].merge_range(top, 0, top + 1, 0, cells[top][0])

    for merge in (None, finish):
        result = read(made(tmp_path, cells, finish=merge))
        assert [item.text for item in result.items] == list(actions)
        assert [item.theme for item in result.items] == [W[0], W[0], W[2], W[2]]
        assert [item.fields["owner"] for item in result.items] == [f"Lead {n}" for n in range(4)]


def test_a_second_paragraph_of_a_response_is_kept(tmp_path):
    cells: list[list[Any]] = [["Recommendation", "Government response"]]
    for n in range(4):
        cells += [[W[n], "We accept this."], [None, "We will say more of this in the spring."]]
    result = read(made(tmp_path, cells))
    assert [item.text for item in result.items] == list(W[:4])
    held = [str([*item.fields.values(), *item.extra.values()]) for item in result.items]
    assert all("in the spring" in words for words in held)
