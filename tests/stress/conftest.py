"""What the tests under stress share: copies checked in this process."""

from __future__ import annotations

import pytest

from marmot_tracker.document import copying
from tests.stress.making import check_here


@pytest.fixture
def no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies are checked in this process, where faults can reach the check."""
    monkeypatch.setattr(copying, "check_copy", check_here)
