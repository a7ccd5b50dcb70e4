"""The boxes drawn on a PDF page around text: filled, stacked line by line, or ruled."""

from __future__ import annotations

from marmot_tracker.exchange.readers.pdf_lines import Page, Rect


def frames(page: Page) -> list[Rect]:
    """The boxes of a page: filled ones, those stacked line by line as one, and ruled ones."""
    most = 0.85 * page.height
    filled = [
        box
        for box in page.boxes
        if box.height < most and box.width < 1.05 * page.width and box.width > 100
    ]
    filled.sort(key=lambda box: (round(box.left / 3), round(box.right / 3), box.top))
    frames: list[Rect] = []
    for box in filled:
        last = frames[-1] if frames else None
        if (
            last is not None
            and abs(last.left - box.left) < 3
            and abs(last.right - box.right) < 3
            and box.top <= last.bottom + 2.5
        ):
            last.bottom = max(last.bottom, box.bottom)
        else:
            frames.append(Rect(box.left, box.top, box.right, box.bottom))
    frames = [box for box in frames if box.height < most]
    ruled = _ruled(page)
    return [box for box in frames if not any(_heads(box, other) for other in ruled)] + ruled


def _heads(box: Rect, whole: Rect) -> bool:
    """Whether a filled box is a bar across a ruled one, as a title in it is."""
    return (
        abs(box.left - whole.left) < 4
        and abs(box.right - whole.right) < 4
        and whole.top - 4 < box.top
        and box.bottom < whole.bottom + 4
    )


def _ruled(page: Page) -> list[Rect]:
    """Boxes drawn as a left and a right rule of one height, without rules between them."""
    upright: list[Rect] = []
    rules = sorted(
        (r for r in page.rules if r.height > r.width), key=lambda r: (round(r.left), r.top)
    )
    for rule in rules:
        last = upright[-1] if upright else None
        if last is not None and abs(last.left - rule.left) < 2 and rule.top <= last.bottom + 2:
            last.bottom = max(last.bottom, rule.bottom)
        elif rule.height > 0:
            upright.append(Rect(rule.left, rule.top, rule.right, rule.bottom))
    upright = [rule for rule in upright if rule.height > 14]
    found: list[Rect] = []
    taken: set[int] = set()
    for at, left in enumerate(upright):
        if at in taken:
            continue
        same = [
            other
            for other, rule in enumerate(upright)
            if other != at and abs(rule.top - left.top) < 4 and abs(rule.bottom - left.bottom) < 4
        ]
        taken.update(same)
        if len(same) == 1 and abs(upright[same[0]].left - left.left) > 100:
            right = upright[same[0]]
            ends = sorted((left.left, right.left))
            found.append(Rect(ends[0], left.top, ends[1], left.bottom))
    return found
