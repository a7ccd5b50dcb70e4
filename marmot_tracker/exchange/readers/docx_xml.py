"""Makes the XML of a Word document say what it shows: insertions taken in, deletions left out.

Content controls and tracked insertions hold words that python-docx passes over in silence, so they
are unwrapped before anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VALUE = f"{W}val"

_UNWRAPPED = (
    f"{W}ins",
    f"{W}moveTo",
    f"{W}smartTag",
    f"{W}customXml",
    f"{W}hyperlink",
    f"{W}fldSimple",
    f"{W}dir",
    f"{W}bdo",
)
_DROPPED = (f"{W}del", f"{W}moveFrom")
_GONE = (f"{W}del", f"{W}moveFrom")


def settle(body: Any) -> bool:
    """Put a document's body right, in place. Gives whether it has tracked changes."""
    tracked = False
    for control in list(body.iter(f"{W}sdt")):
        inside = control.find(f"{W}sdtContent")
        if _is_contents(control) and inside is not None:
            for paragraph in inside.iter(f"{W}p"):
                paragraph.set("contents", "1")
        _replace(control, list(inside) if inside is not None else [])
    for choice in list(body.iter(f"{MC}AlternateContent")):
        _choose(choice)
    for row in list(body.iter(f"{W}tr")):
        marks = row.find(f"{W}trPr")
        if marks is not None and any(marks.find(gone) is not None for gone in _GONE):
            tracked = True
            row.getparent().remove(row)
    for name in _DROPPED:
        for element in list(body.iter(name)):
            parent = element.getparent()
            tracked = True
            if parent is None or parent.tag in (f"{W}rPr", f"{W}trPr"):
                continue
            parent.remove(element)
    for name in _UNWRAPPED:
        for element in list(body.iter(name)):
            tracked |= name in (f"{W}ins", f"{W}moveTo")
            parent = element.getparent()
            if parent is None or parent.tag in (f"{W}rPr", f"{W}trPr", f"{W}numPr"):
                continue
            _replace(element, list(element))
    _join_unmarked(body)
    return tracked


_MARK = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*|[*†‡§]{1,3}")
"""The mark of a footnote that was typed by hand, where it is raised."""
_MEASURE = re.compile(r"(?:\b|\d)(?:[kcm]?m|10|[Rr]|x)$")


def _replace(element: Any, children: list[Any]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent.remove(element)
    for child in reversed(children):
        parent.insert(place, child)


def _is_contents(control: Any) -> bool:
    return any(
        "table of contents" in str(gallery.get(VALUE, "")).lower()
        for gallery in control.iter(f"{W}docPartGallery")
    )


def _choose(choice: Any) -> None:
    """Of the ways in which a drawing is written down, keep one that holds its words."""
    for way in (*choice.findall(f"{MC}Choice"), *choice.findall(f"{MC}Fallback")):
        if next(way.iter(f"{W}txbxContent"), None) is not None:
            _replace(choice, list(way))
            return
    first = choice.find(f"{MC}Choice")
    _replace(choice, list(first) if first is not None else [])


def _join_unmarked(body: Any) -> None:
    """A paragraph whose end was deleted goes on in the next one."""
    for paragraph in list(body.iter(f"{W}p")):
        ends = paragraph.find(f"{W}pPr/{W}rPr")
        if ends is None or not any(ends.find(gone) is not None for gone in _GONE):
            continue
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            continue
        place = 1 if following.find(f"{W}pPr") is not None else 0
        for child in reversed([one for one in paragraph if one.tag != f"{W}pPr"]):
            following.insert(place, child)
        paragraph.getparent().remove(paragraph)


def runs(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """The runs of a paragraph with what each shows; text boxes and field codes left out."""
    depth = 0
    code = [False]
    before = ""
    for run in paragraph.iter(f"{W}r"):
        if _boxed(run, paragraph):
            continue
        hidden = _hidden(run)
        parts: list[str] = []
        for child in run:
            if child.tag == f"{W}fldChar":
                kind = child.get(f"{W}fldCharType")
                if kind == "begin":
                    depth += 1
                    code.append(True)
                elif kind == "separate" and depth:
                    code[-1] = False
                elif kind == "end" and depth:
                    depth -= 1
                    code.pop()
            elif not any(code) and not hidden:
                parts.append(_shown(child))
        text = "".join(parts)
        if text and not (_MARK.fullmatch(text.strip()) and _raised(run) and not _power(before)):
            before = text
            yield run, text


def _hidden(run: Any) -> bool:
    """Whether a run is set as hidden text, which Word neither shows nor prints."""
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and str(mark.get(VALUE, "1")) not in ("0", "false", "off")


def _raised(run: Any) -> bool:
    """Whether a run is set as superscript."""
    set_as = run.find(f"{W}rPr/{W}vertAlign")
    return set_as is not None and set_as.get(VALUE) == "superscript"


def _power(before: str) -> bool:
    """Whether a raised number after these words is a power, as of a measure: "km²"."""
    return bool(_MEASURE.search(before))


def _shown(child: Any) -> str:
    if child.tag == f"{W}t":
        return child.text or ""
    if child.tag == f"{W}tab":
        return "\t"
    if child.tag in (f"{W}br", f"{W}cr"):
        return "\n"
    if child.tag == f"{W}noBreakHyphen":
        return "-"
    if child.tag == f"{W}sym":
        return "•"
    return ""


def _boxed(run: Any, paragraph: Any) -> bool:
    """Whether a run stands in a text box that hangs on this paragraph."""
    parent = run.getparent()
    while parent is not None and parent is not paragraph:
        if parent.tag == f"{W}txbxContent":
            return True
        parent = parent.getparent()
    return False


def boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph, not those inside them."""
    for box in paragraph.iter(f"{W}txbxContent"):
        above = box.getparent()
        while above is not None and above is not paragraph and above.tag != f"{W}txbxContent":
            above = above.getparent()
        if above is paragraph:
            yield box
