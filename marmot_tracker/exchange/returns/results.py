"""What a returned workbook holds, before anybody has compared it with what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from marmot_tracker.vocabulary import Via


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell that is not blank: its text as shown, where it stands, its day where it is a date.

    `day` is ISO text; `fault` says why the value is not there to be read.
    """

    text: str
    where: str
    day: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a table: the id it gives, where, and its cells by column.

    Columns are the codes of `FormField` and `SentField`; `others` are cells under headings that
    the form does not have, by heading.
    """

    where: str
    id: str
    cells: Mapping[str, ReadCell]
    others: tuple[tuple[str, ReadCell], ...] = ()

    def cell(self, column: str) -> ReadCell | None:
        """The cell of a column; None where it is blank."""
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of a workbook that cannot be taken, and where it stands."""

    where: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadReturn:
    """What came back: the return it says it is, its rows, and what could not be read.

    A workbook has a file; an answer that was typed or pasted has its `words`, the return's uid in
    `return_id`, and says through which door it came. Of an `unreadable` file only faults are told.
    """

    file_name: str = ""
    sha256: str = ""
    return_id: str = ""
    return_where: str = ""
    check_code: str = ""
    answers: tuple[ReadRow, ...] = ()
    evidence: tuple[ReadRow, ...] = ()
    actions: tuple[ReadRow, ...] = ()
    remarks: tuple[ReadRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    via: Via = Via.RETURN
    words: str = ""
    returned_by: str = ""
    nil: bool = False
    unreadable: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the helper hands it over."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReadReturn:
        """From `to_json`. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        return cls(
            file_name=str(told["file_name"]),
            sha256=str(told["sha256"]),
            return_id=str(told["return_id"]),
            return_where=str(told["return_where"]),
            check_code=str(told["check_code"]),
            answers=tuple(_row(row) for row in told["answers"]),
            evidence=tuple(_row(row) for row in told["evidence"]),
            actions=tuple(_row(row) for row in told["actions"]),
            remarks=tuple(_row(row) for row in told["remarks"]),
            faults=tuple(Fault(str(one["where"]), str(one["words"])) for one in told["faults"]),
            notes=tuple(map(str, told["notes"])),
        )


@dataclass(slots=True)
class Tables:
    """The rows of a workbook by what their sheets are for, while they are collected."""

    answers: list[ReadRow] = field(default_factory=list)
    evidence: list[ReadRow] = field(default_factory=list)
    actions: list[ReadRow] = field(default_factory=list)
    remarks: list[ReadRow] = field(default_factory=list)


def _row(told: Mapping[str, Any]) -> ReadRow:
    return ReadRow(
        str(told["where"]),
        str(told["id"]),
        {str(name): _cell(cell) for name, cell in told["cells"].items()},
        tuple((str(heading), _cell(cell)) for heading, cell in told["others"]),
    )


def _cell(told: Mapping[str, Any]) -> ReadCell:
    return ReadCell(*(str(told[name]) for name in ("text", "where", "day", "fault")))
