"""The title printed on a PDF's cover: the largest words of its first page with any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from marmot_tracker.exchange.readers.pdf_lines import Line, Page
from marmot_tracker.exchange.reports.titling import may_be_title

LARGER = 1.25
"""A title is so many times as large as the text, at least."""
_COVER = 400
"""Letters in the size of the text, or smaller, that a cover has at most."""


def printed_title(pages: Sequence[Page]) -> str:
    """The largest words of the first page that can be a title; "" where its size heads more.

    On a cover other lines may be as large; where text stands below, a title is larger than any
    heading after it.
    """
    first = next((page for page in pages if page.lines), None)
    if first is None:
        return ""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            letters[line.rounded] += len(line.text)
    body = letters.most_common(1)[0][0]
    small = sum(len(line.text) for line in first.lines if line.rounded <= LARGER * body)
    cover = len(pages) > 1 and small < _COVER
    for size in sorted({line.rounded for line in first.lines}, reverse=True):
        if size < LARGER * body and not (cover and len(pages) > 2 and size > body):
            break
        groups = _groups([line for line in first.lines if line.rounded == size])
        found = [words for group in groups if may_be_title(words := _words(group))]
        if not cover and (len(groups) > 1 or _heads_more(pages, first, size)):
            return ""
        if found:
            return found[0]
    return ""


def _heads_more(pages: Sequence[Page], first: Page, size: float) -> bool:
    return any(
        line.rounded >= size and len(line.text) > 2
        for page in pages
        if page is not first
        for line in page.lines
    )


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one size, those close under one another together, from the top."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (round(line.top), line.left)):
        last = groups[-1][-1] if groups else None
        if last is not None and line.top - last.top < 1.7 * line.size and not line.turned:
            groups[-1].append(line)
        elif not line.turned:
            groups.append([line])
    return groups


def _words(lines: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)
