"""Recommendations known by the list they stand in, and the lists that are none."""

from __future__ import annotations

from tests.exchange.reports.paper import ASKS, LEFT, PROSE, Paper
from tests.exchange.reports.reading import prose, read, references, texts


def test_a_numbered_list_under_its_heading_and_no_other(tmp_path):
    paper = Paper()
    paper.heading("Background")
    prose(paper)
    for n in range(3):
        paper.item(f"{n + 1}.", f"Background point number {n} is about how things were.")
    paper.heading("Recommendations")
    prose(paper, 1)
    for n in range(7):
        paper.item(f"{n + 1}.", ASKS[n])
    paper.heading("Next steps")
    for n in range(3):
        paper.item(f"{n + 1}.", f"The board should meet in month {n} to look at this again.")
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:7])
    assert references(result) == [str(n + 1) for n in range(7)]
    assert "“Recommendations”" in result.message


def test_bullets_at_the_ends_of_chapters(tmp_path):
    paper = Paper()
    for chapter in range(3):
        paper.heading(f"Chapter {chapter + 1}. Theme {chapter}", size=18)
        prose(paper, 2, chapter)
        paper.heading("Recommendations", size=13)
        for n in range(3):
            paper.item("•", ASKS[chapter * 3 + n])
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert result.items[3].theme == "Chapter 2. Theme 1"
    assert references(result) == [""] * 9


def test_letters_with_and_without_marks(tmp_path):
    for mark in ("", ")", "."):
        paper = Paper()
        paper.heading("Recommendations")
        paper.para("We make the following recommendations. The Department should:")
        for n in range(6):
            paper.item(f"{'abcdef'[n]}{mark}", ASKS[n])
        paper.heading("Part one")
        prose(paper)
        result = read(paper, tmp_path)
        assert texts(result) == list(ASKS[:6]), mark
        assert references(result) == list("abcdef")


def test_a_chapter_of_numbered_paragraphs(tmp_path):
    paper = Paper()
    for chapter in (7, 8):
        paper.heading(f"{chapter} {'Lessons' if chapter == 7 else 'Recommendations'}", size=18)
        for n in range(12):
            words = PROSE[n % 4] if chapter == 7 else ASKS[n]
            paper.item(f"{chapter}.{n + 1}", words, left=LEFT + 34)
    paper.heading("Appendix A: Who we met", size=18)
    prose(paper)
    result = read(paper, tmp_path)
    assert references(result) == [f"8.{n}" for n in range(1, 13)]
    assert texts(result) == list(ASKS)


def test_italic_tells_recommendations_from_conclusions_in_one_run_over_themes(tmp_path):
    paper = Paper()
    paper.heading("Conclusions and recommendations", size=16)
    number = 0
    for theme in range(3):
        paper.heading(f"Theme {theme}", size=12)
        for n in range(4):
            number += 1
            if n % 2:
                words = f"{ASKS[number - 1]} (Paragraph {number + 10})"
                paper.item(f"{number}.", words, font="I", label_font="R")
            else:
                paper.item(f"{number}.", f"{PROSE[n]} That should be said. (Paragraph {number})")
    paper.heading("Formal minutes", size=16)
    prose(paper)
    result = read(paper, tmp_path)
    assert references(result) == ["2", "4", "6", "8", "10", "12"]
    assert result.items[2].theme == "Theme 1"
    assert "6 left out: it is a conclusion" in result.message


def test_wording_tells_them_apart_where_type_does_not(tmp_path):
    paper = Paper()
    paper.heading("Conclusions and recommendations", size=16)
    for n in range(10):
        paper.item(f"{n + 1}.", ASKS[n] if n % 2 else PROSE[n % 4])
    assert references(read(paper, tmp_path)) == ["2", "4", "6", "8", "10"]


def test_labels_above_each_paragraph_tell_them_apart(tmp_path):
    paper = Paper()
    paper.heading("Conclusions and recommendations", size=18)
    for n in range(8):
        name = "RECOMMENDATION" if n % 2 else "CONCLUSION"
        paper.item(f"{n + 1}.", name, font="B", size=9, gap=1)
        paper.para(f"{ASKS[n] if n % 2 else PROSE[n % 4]} (Paragraph {n + 9})", left=96)
    result = read(paper, tmp_path)
    assert references(result) == ["2", "4", "6", "8"]
    assert result.items[0].text == f"{ASKS[1]} (Paragraph 10)"


def test_themes_with_numbers_hold_the_numbered_below_them(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=20)
    for theme in range(3):
        paper.heading(f"{theme + 1}. Theme called {theme}", size=13)
        for n in range(3):
            paper.item(f"{theme + 1}.{n + 1}", ASKS[theme * 3 + n])
    result = read(paper, tmp_path)
    assert references(result) == [f"{t}.{n}" for t in (1, 2, 3) for n in (1, 2, 3)]
    assert result.items[4].theme.endswith("Theme called 1")


def test_headings_followed_by_a_paragraph_and_themes_followed_by_bullets(tmp_path):
    heads = Paper()
    heads.heading("Recommendations", size=20)
    for n in range(5):
        heads.heading(f"Do the thing called {n}", size=12)
        heads.para(f"{ASKS[n]} {PROSE[n % 4]}")
    heads.heading("Conclusion", size=20)
    prose(heads)
    result = read(heads, tmp_path)
    assert [item.title for item in result.items] == [f"Do the thing called {n}" for n in range(5)]
    themes = Paper()
    themes.heading("Recommendations", size=20)
    for theme in range(3):
        themes.heading(f"Theme called {theme}", size=12)
        for n in range(3):
            themes.item("•", ASKS[theme * 3 + n])
    result = read(themes, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert result.items[-1].theme == "Theme called 2"


def test_a_sentence_that_announces_a_list(tmp_path):
    paper = Paper()
    paper.heading("Findings", size=18)
    prose(paper)
    paper.para("The Committee recommends that:")
    for n in range(4):
        paper.item(f"({'abcd'[n]})", ASKS[n])
    prose(paper)
    paper.item("•", "A bullet that should not be taken, being about something else.")
    assert texts(read(paper, tmp_path)) == list(ASKS[:4])


def test_columns_are_read_one_after_the_other(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    top = paper.y
    for n in range(4):
        paper.item(f"{n + 1}.", f"{ASKS[n]} {PROSE[n % 4]}", right=285)
    paper.y = top
    for n in range(4, 8):
        paper.item(f"{n + 1}.", f"{ASKS[n]} {PROSE[n % 4]}", left=334)
    result = read(paper, tmp_path)
    assert texts(result) == [f"{ASKS[n]} {PROSE[n % 4]}" for n in range(8)]


def test_columns_written_line_by_line_across_the_page(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    left = [
        (label, line)
        for n in range(4)
        for label, line in zip(
            [f"{n + 1}.", "", "", "", "", "", ""],
            paper.lines(ASKS[n], font="R", size=11, width=170),
            strict=False,
        )
    ]
    right = [
        (label, line)
        for n in range(4, 8)
        for label, line in zip(
            [f"{n + 1}.", "", "", "", "", "", ""],
            paper.lines(ASKS[n], font="R", size=11, width=170),
            strict=False,
        )
    ]
    for at in range(max(len(left), len(right))):
        for x, column in ((LEFT, left), (310, right)):
            if at < len(column):
                label, line = column[at]
                if label:
                    paper.put(x, paper.y, label)
                paper.put(x + 24, paper.y, line)
        paper.y += 14
    assert texts(read(paper, tmp_path)) == list(ASKS[:8])


def test_a_digest_before_the_full_list_adds_nothing(tmp_path):
    paper = Paper()
    paper.heading("Executive summary", size=18)
    prose(paper)
    paper.heading("Key recommendations", size=14)
    for n in range(3):
        paper.item("•", f"Do more on the thing {ASKS[n].split('should ')[1]}")
    paper.page()
    paper.heading("Recommendations", size=18)
    for n in range(9):
        paper.item(f"{n + 1}.", ASKS[n])
    assert texts(read(paper, tmp_path)) == list(ASKS[:9])


def test_items_that_differ_in_one_word_are_two(tmp_path):
    bodies = ["Health", "Education", "Work", "Transport", "Justice", "Housing"]
    paper = Paper()
    paper.heading("Recommendations", size=18)
    for body in bodies:
        paper.item("•", f"The Department for {body} should publish its data on health each year.")
    assert len(read(paper, tmp_path).items) == 6


def test_odd_and_even_pages_with_different_margins(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    for n in range(12):
        if n and n % 3 == 0:
            paper.page()
        shift = 0 if len(paper.pages) % 2 else 30
        paper.item("•", f"{ASKS[n]} {PROSE[n % 4]}", left=LEFT + 24 + shift)
        paper.item("–", "a point below it that says more about it", left=LEFT + 50 + shift)
    result = read(paper, tmp_path)
    assert len(result.items) == 12
    assert "• a point below it" in result.items[4].text


def test_a_list_goes_on_over_pages_under_a_running_head(tmp_path):
    paper = Paper(head="Recommendations {n}")
    paper.heading("Recommendations", size=18)
    for n in range(12):
        paper.item(f"{n + 1}.", f"{ASKS[n]} {PROSE[n % 4]} {PROSE[(n + 1) % 4]}")
    result = read(paper, tmp_path)
    assert texts(result) == [f"{ASKS[n]} {PROSE[n % 4]} {PROSE[(n + 1) % 4]}" for n in range(12)]


def test_footnotes_are_no_items_and_no_text(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    for n in range(3):
        paper.item(f"{n + 1}.", f"{ASKS[n]} {PROSE[n % 4]}")
    for n in range(2):
        paper.put(LEFT, 720 + 14 * n, f"{n + 4} The council should be read as any council.", size=8)
    paper.page()
    for n in range(3, 6):
        paper.item(f"{n + 1}.", f"{ASKS[n]} {PROSE[n % 4]}")
    result = read(paper, tmp_path)
    assert len(result.items) == 6
    assert not any("read as any" in text for text in texts(result))


def test_nothing_to_find(tmp_path):
    mentions = Paper()
    mentions.heading("Annual review", size=18)
    for _ in range(4):
        prose(mentions, 4)
        mentions.para("Recommendation 4 was discussed at length, and those of 2019 were taken up.")
    called = Paper()
    called.heading("Recommendations", size=22)
    prose(called, 4)
    template = Paper()
    template.heading("Recommendations", size=22)
    for n in range(3):
        template.para(f"Recommendation {n + 1}: [insert text]", font="B")
    for paper in (mentions, called, template):
        result = read(paper, tmp_path)
        assert not result.items
        assert "No recommendations were found" in result.message


def test_bullets_below_bullets_are_not_items_of_their_own(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    paper.para("The council and its partners should:")
    for n in range(5):
        paper.item("•", ASKS[n])
        paper.item("o", "first sub point of this one here", left=120)
        paper.item("o", "second sub point of this one", left=120)
    result = read(paper, tmp_path)
    assert [item.text.split("\n")[0] for item in result.items] == list(ASKS[:5])


def test_large_numerals_beside_their_words(tmp_path):
    paper = Paper()
    paper.heading("Our recommendations", size=18)
    for n in range(6):
        paper.put(LEFT, paper.y, f"0{n + 1}", font="B", size=20)
        paper.para(f"{ASKS[n]} {PROSE[n % 4]}", left=120)
    result = read(paper, tmp_path)
    assert references(result) == ["01", "02", "03", "04", "05", "06"]
    assert texts(result) == [f"{ASKS[n]} {PROSE[n % 4]}" for n in range(6)]


def test_paragraphs_that_end_in_their_name(tmp_path):
    paper = Paper()
    paper.heading("Findings", size=18)
    for n in range(5):
        paper.para(f"{PROSE[n % 4]} {ASKS[n]} (Recommendation {n + 1})")
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5"]
    assert result.items[4].text == f"{PROSE[0]} {ASKS[4]}"


def test_one_recommendation_under_its_heading(tmp_path):
    paper = Paper()
    paper.heading("Report", size=18)
    prose(paper)
    paper.heading("Recommendation", size=13)
    paper.para(ASKS[0])
    paper.heading("Annex", size=13)
    prose(paper)
    assert texts(read(paper, tmp_path)) == [ASKS[0]]


def test_themes_set_larger_than_the_heading_of_the_list(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=14)
    for theme in range(3):
        paper.heading(f"Theme {theme}", size=18)
        for n in range(3):
            paper.item(f"{theme * 3 + n + 1}.", ASKS[theme * 3 + n])
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert result.items[8].theme == "Theme 2"


def test_the_items_of_a_council_report(tmp_path):
    wanted = [
        "note the findings;",
        "agree the plan at Appendix A; and",
        "ask for a report in March.",
    ]
    paper = Paper()
    paper.heading("Cabinet report", size=18)
    paper.heading("Recommendations", size=13)
    paper.para("The Board is recommended to:")
    for n, words in enumerate(wanted):
        paper.item(f"{n + 1}.", words)
    paper.heading("Background", size=13)
    prose(paper)
    assert texts(read(paper, tmp_path)) == wanted
