"""Joins to an item what the rows under it add: more of its wording, more actions, more owners."""

from __future__ import annotations

from dataclasses import replace

from marmot_tracker.exchange.results import ReadItem

PROSE = frozenset(
    {"position", "reason", "path_to_green", "help_needed", "evidence", "source", "link"}
)
"""Fields in which several rows are several lines."""


def joined(item: ReadItem, more: ReadItem) -> ReadItem:
    """The item with what a row under it says; what cannot be joined is told in its notes."""
    fields, notes = dict(item.fields), [*item.notes, *more.notes]
    for name, value in more.fields.items():
        have = fields.get(name, "")
        if not value or value == have:
            continue
        if not have:
            fields[name] = value
        elif name in PROSE:
            fields[name] = _lines(have, value)
        elif name in ("owner", "supporting"):
            fields["supporting"] = _lines(fields.get("supporting", ""), value)
        else:
            notes.append(f"{more.where} also says '{value}' for the {name.replace('_', ' ')}")
    extra = dict(item.extra)
    for heading, value in more.extra.items():
        extra[heading] = _lines(extra.get(heading, ""), value)
    return replace(
        item,
        text=_lines(item.text, more.text),
        fields=fields,
        extra=extra,
        notes=tuple(dict.fromkeys(notes)),
    )


def _lines(have: str, value: str) -> str:
    """Lines added below those there are, each once."""
    if not have or not value:
        return have or value
    if value in have.split("\n"):
        return have
    return f"{have}\n{value}"
