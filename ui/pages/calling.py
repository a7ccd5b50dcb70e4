"""How labels, headings and questions name a recommendation."""

from __future__ import annotations

from marmot_tracker.services.register import RegisterRow


def called(row: RegisterRow) -> str:
    """How a label names a recommendation: its reference, else how it begins."""
    title = row.short_title or row.text
    return row.reference or (f"“{title[:40]}…”" if len(title) > 40 else f"“{title}”")
