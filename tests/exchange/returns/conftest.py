"""A return that was sent, for the tests of what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.returns.making import Sent, tracker


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Sent]:
    made = tracker(tmp_path)
    with made.document:
        yield made
