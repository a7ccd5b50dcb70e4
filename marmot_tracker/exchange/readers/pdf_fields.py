"""Tells whether a page of a PDF has fields of a form, whose words are no part of the page."""

from __future__ import annotations

from typing import Any

FORMS = (1, 3)
"""PDFium's kinds of forms with fields on the page: plain ones, and those with XFA beside."""
MOST = 2000
"""Links, comments and fields of a page that are looked at."""


def has_fields(sheet: Any) -> bool:
    """Whether any field of a form stands on a page."""
    from pypdfium2 import raw  # type: ignore[import-untyped]

    for at in range(min(raw.FPDFPage_GetAnnotCount(sheet.raw), MOST)):
        found = raw.FPDFPage_GetAnnot(sheet.raw, at)
        if not found:
            continue
        kind = raw.FPDFAnnot_GetSubtype(found)
        raw.FPDFPage_CloseAnnot(found)
        if kind == raw.FPDF_ANNOT_WIDGET:
            return True
    return False
