"""The pages under docs say what the program says: commands, options, words on the screen, links."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from marmot_tracker.cli.arguments import parser
from marmot_tracker.services.filtering import FIELDS
from marmot_tracker.services.recommendations import SETTABLE
from marmot_tracker.vocabulary import RATING_KEY
from tests.conventions.source import ROOT, modules

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
GUIDE = sorted((DOCS / "user-guide").glob("*.md"))
COMMAND_LINE = (DOCS / "command-line.md").read_text("utf-8")
KEYS = re.compile(r"(Ctrl|Shift|Alt|F\d)\b.*")


def commands() -> dict[str, argparse.ArgumentParser]:
    """The commands of the parser by name."""
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("there are no commands")


def section(name: str) -> str:
    """What the page says under a command's heading."""
    found = re.search(rf"^## marmot {name}\n(.*?)(?=^## |\Z)", COMMAND_LINE, re.DOTALL | re.M)
    assert found, f"docs/command-line.md has no heading for {name}"
    return found[1]


def test_every_command_has_its_heading_and_no_other() -> None:
    assert re.findall(r"^## marmot (\S+)$", COMMAND_LINE, re.M) == list(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_argument_of_a_command_is_named(name: str) -> None:
    shared = COMMAND_LINE.split("\n## ")[0]
    text = section(name)
    for action in commands()[name]._actions:
        if action.option_strings == ["-h", "--help"]:
            continue
        for option in action.option_strings:
            where = shared if option == "--author" else text
            assert re.search(rf"{option}(?![\w-])", where), f"{name}: {option}"
        if not action.option_strings:
            assert str(action.metavar) in text, f"{name}: {action.metavar}"


@pytest.mark.parametrize("name", sorted(commands()))
def test_no_option_is_named_that_a_command_lacks(name: str) -> None:
    known = {option for action in commands()[name]._actions for option in action.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section(name))) <= known


def test_every_field_that_can_be_set_or_filtered_is_named() -> None:
    assert [field for field in SETTABLE if f"`{field}`" not in section("set")] == []
    guide = (DOCS / "user-guide" / "find.md").read_text("utf-8")
    left_to_the_program = {"has", "decision"}
    assert [f for f in FIELDS if f"{f}:" not in guide and f not in left_to_the_program] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_is_a_command_that_is_understood(page: Path) -> None:
    assert [line for line in examples(page) if not understood(line)] == []


def understood(line: str) -> bool:
    """Whether the parser takes a line; `--help` and `--version` leave with 0."""
    try:
        parser().parse_args(shlex.split(line)[1:])
    except SystemExit as left:
        return left.code == 0
    return True


def test_there_are_examples() -> None:
    assert sum(len(list(examples(page))) for page in PAGES) > 30


def examples(page: Path) -> Iterator[str]:
    """The indented or fenced lines of a page that call the program, but for patterns."""
    for line in re.findall(r"^ *(marmot [a-z]+ .*)$", page.read_text("utf-8"), re.M):
        if not re.search(r"FILE|SOURCE|DIR|[\[…]", line):
            yield line


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_words_in_bold_stand_on_the_screen(page: Path) -> None:
    said = "\n".join(module.text for module in modules("ui", "marmot_tracker/vocabulary.py"))
    screen = " ".join(re.sub(r'&(?=\w)|"\s*\n\s*f?"', "", said).split()).casefold()
    bold = re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.DOTALL)
    wanted = [
        part.strip(" .")
        for phrase in bold
        for part in " ".join(phrase.split()).split(" > ")
        if not KEYS.fullmatch(part)
    ]
    unknown = [words for words in wanted if words.casefold() not in screen]
    assert [words for words in unknown if not words.startswith("The file has no password")] == []


def test_the_rating_key_of_the_guide_is_that_of_the_program() -> None:
    rows = re.findall(
        r"^\| (\S) \| \*\*(.+?)\*\*", (DOCS / "user-guide" / "rate.md").read_text("utf-8"), re.M
    )
    assert dict(rows) == {words.letter: words.word for words in RATING_KEY.values()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_of_the_guide_is_listed() -> None:
    listed = (DOCS / "user-guide" / "README.md").read_text("utf-8")
    assert [
        page.name for page in GUIDE if page.name != "README.md" and page.name not in listed
    ] == []
