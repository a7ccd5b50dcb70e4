"""What every test starts from: no display, its own user folders, and some options.

`--long` lets the tests marked `long` run; `--bundle FOLDER` those of tests/bundle, on a bundle made
by `dev.py bundle`; `--kills N` and `--histories N` say how many child processes the crash tests
kill and how many histories the laws are tried on;
`--power-losses N` and `--tamperings N` how many states after a power loss are opened, and how
often each kind of tampering is tried.
"""

from __future__ import annotations

import os
from pathlib import Path

# Before anything imports Qt: a test run needs no display. A person may name another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings

BUNDLE = Path(__file__).parent / "bundle"
DEFAULT_KILLS = 100
DEFAULT_HISTORIES = 2000
DEFAULT_POWER_LOSSES = 1000
DEFAULT_TAMPERINGS = 1000

# Two busy cores make any deadline a coin toss; the time limit of the test itself still holds.
settings.register_profile("marmot", deadline=None, print_blob=True)
settings.load_profile("marmot")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("marmot tracker")
    group.addoption("--long", action="store_true", help="run the tests marked long, too")
    group.addoption("--bundle", help="run the tests of the bundle in this folder, too")
    group.addoption("--bundle-pictures", default=".", help="where its window's pictures are put")
    group.addoption("--kills", type=int, default=DEFAULT_KILLS, help="children to kill")
    group.addoption("--histories", type=int, default=DEFAULT_HISTORIES, help="histories to try")
    group.addoption(
        "--power-losses", type=int, default=DEFAULT_POWER_LOSSES, help="states after one to open"
    )
    group.addoption(
        "--tamperings", type=int, default=DEFAULT_TAMPERINGS, help="of each kind, and flips"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests and those of the bundle out, as deselected, unless asked for."""
    left_out = []
    if not config.getoption("--long"):
        left_out += [item for item in items if item.get_closest_marker("long")]
    if not config.getoption("--bundle"):
        left_out += [item for item in items if item.path.parent == BUNDLE]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def kills(pytestconfig: pytest.Config) -> int:
    """How many times the crash test kills a child."""
    return int(pytestconfig.getoption("--kills"))


@pytest.fixture(scope="session")
def histories(pytestconfig: pytest.Config) -> int:
    """How many random histories the laws are tried on."""
    return int(pytestconfig.getoption("--histories"))


@pytest.fixture(scope="session")
def power_losses(pytestconfig: pytest.Config) -> int:
    """How many states after a power loss are opened."""
    return int(pytestconfig.getoption("--power-losses"))


@pytest.fixture(scope="session")
def tamperings(pytestconfig: pytest.Config) -> int:
    """How many times each kind of tampering is tried, and how many bits are flipped."""
    return int(pytestconfig.getoption("--tamperings"))


@pytest.fixture(autouse=True)
def person(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that plays the person's own: nothing of whoever runs the tests is read or written.

    `config` and `data` inside it stand for the user's configuration and data folders; they are
    made by the program when it needs them, not here.
    """
    folder = tmp_path_factory.mktemp("person")
    monkeypatch.setenv("MARMOT_CONFIG", str(folder / "config"))
    monkeypatch.setenv("MARMOT_DATA", str(folder / "data"))
    monkeypatch.delenv("MARMOT_AUTHOR", raising=False)
    return folder
