"""House rules that neither ruff nor import-linter can hold."""

from __future__ import annotations

import ast
import re

from tests.conventions.source import DEVELOPER, PACKAGES, ROOT, Module, modules

LONGEST_FILE = 450
LONGEST_FUNCTION = 60
EMPTY_NAMES = frozenset(("utils", "util", "helpers", "common", "manager", "managers", "misc"))
FAULTS = frozenset(("TrackerError", "Misuse", "Locked"))
CLOCK_QUESTIONS = frozenset(("now", "today", "utcnow"))
# Words of the inside of the program: nobody who uses it should have to meet them.
INSIDE_WORDS = re.compile(
    r"\b(databases?|sync(ed|ing|hroni[sz]\w*)?|schemas?|change ?sets?|projections?|sqlite|union)\b",
    re.IGNORECASE,
)


def test_every_package_is_found() -> None:
    assert {module.name.split("/")[0] for module in modules(*PACKAGES)} >= {"marmot_tracker", "ui"}


def test_only_the_command_line_prints() -> None:
    allowed = re.compile(r"^(marmot_tracker/cli(\.py|/)|ui/pictures\.py$|sample_data/)")
    offenders = [
        f"{module.name}:{node.lineno}"
        for module in modules(*PACKAGES)
        if not allowed.match(module.name)
        for node in module.nodes()
        if isinstance(node, ast.Call) and _name(node.func) == "print"
    ]
    assert offenders == []


def test_only_the_clock_asks_the_time() -> None:
    offenders = [
        f"{module.name}:{node.lineno}"
        for module in modules(*PACKAGES, *DEVELOPER)
        if module.name != "marmot_tracker/clock.py"
        for node in module.nodes()
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_QUESTIONS
        if _name(node.value) in ("datetime", "date")
    ]
    assert offenders == []


def test_no_screen_is_asked_of_a_widget() -> None:
    """With PySide 6.11.3 the screen itself goes when the widget that was asked is collected."""
    offenders = [
        f"{module.name}:{node.lineno}"
        for module in modules("ui")
        for node in module.nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "screen"
    ]
    assert offenders == []


def test_no_module_is_named_after_nothing() -> None:
    offenders = [
        module.name
        for module in modules(*PACKAGES, *DEVELOPER, "tests")
        for part in module.path.with_suffix("").parts
        if part.removeprefix("_").split("_")[-1] in EMPTY_NAMES
    ]
    assert offenders == []


def test_files_can_be_read_in_one_sitting() -> None:
    lengths = {
        module.name: module.text.count("\n") for module in modules(*PACKAGES, *DEVELOPER, "tests")
    }
    assert {name: lines for name, lines in lengths.items() if lines >= LONGEST_FILE} == {}


def test_functions_fit_on_a_screen() -> None:
    lengths = {
        f"{module.name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules(*PACKAGES, *DEVELOPER)
        for node in module.nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines >= LONGEST_FUNCTION} == {}


def test_nothing_is_left_for_later_in_a_comment() -> None:
    left = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
    offenders = [
        f"{module.name}:{number}"
        for module in modules(*PACKAGES, *DEVELOPER, "tests")
        for number, line in enumerate(module.text.splitlines(), 1)
        if left.search(line)
    ]
    assert offenders == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    offenders = [
        f"{module.name}:{node.lineno}"
        for module in modules("tests")
        for node in module.nodes()
        if isinstance(node, ast.Attribute)
        if node.attr in ("skip", "skipif", "xfail", "importorskip")
        if _name(node.value) in ("mark", "pytest")
    ]
    assert offenders == []


def test_every_module_says_what_it_is() -> None:
    offenders = [
        module.name
        for module in modules(*PACKAGES, *DEVELOPER)
        if not (ast.get_docstring(module.tree) or "").strip()
    ]
    assert offenders == []


def test_the_screens_speak_the_words_of_their_users() -> None:
    offenders = [
        f"{module.name}:{text.lineno}: {text.value}"
        for module in modules("ui")
        for text in _sentences(module)
        if INSIDE_WORDS.search(text.value)
    ]
    assert offenders == []


def test_faults_are_told_in_the_words_of_their_users() -> None:
    offenders = [
        f"{module.name}:{part.lineno}: {part.value}"
        for module in modules("marmot_tracker")
        for node in module.nodes()
        if isinstance(node, ast.Call) and _name(node.func) in FAULTS
        for part in _texts(node)
        if INSIDE_WORDS.search(part.value)
    ]
    assert offenders == []


def test_resources_are_where_paths_looks_for_them() -> None:
    from marmot_tracker import paths

    assert paths.resource("x").parent == ROOT / "resources"
    assert paths.sample("x").parent == ROOT / "sample_data"


class _Text(ast.Constant):
    """A constant that is text."""

    value: str


def _name(node: ast.AST) -> str:
    """The last part of a dotted name, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _texts(top: ast.AST) -> list[_Text]:
    return [
        node  # type: ignore[misc]
        for node in ast.walk(top)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _sentences(module: Module) -> list[_Text]:
    """The texts of several words that are not docstrings: what may reach the screen."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = {
        id(node.body[0].value)
        for node in module.nodes()
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [text for text in _texts(module.tree) if " " in text.value and id(text) not in said]
