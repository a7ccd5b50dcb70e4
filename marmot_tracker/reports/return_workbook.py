"""The workbook of a return: a description of its sheets, written by the one workbook writer."""

from __future__ import annotations

from datetime import datetime

from marmot_tracker.progress import Progress
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.reports.return_workbook_sheets import pages_of
from marmot_tracker.reports.workbook import Properties, workbook
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import CHECK_CODE_PROPERTY, RETURN_ID_PROPERTY


def written(
    facts: ReturnFacts, words: Words, *, made_at: datetime, progress: Progress | None = None
) -> bytes:
    """The finished .xlsx file; the same return at the same moment gives the same bytes."""
    pages, forms = pages_of(facts, words)
    properties = Properties(
        title=f"{facts.sent_to}: return for {facts.period}",
        author=facts.title,
        made_at=made_at,
        subject=facts.mark or "Return",
        own={RETURN_ID_PROPERTY: facts.uid, CHECK_CODE_PROPERTY: facts.check_code},
    )
    return workbook(pages, properties, progress, forms=forms)
