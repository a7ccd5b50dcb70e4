"""Drives a real LibreOffice without a window: cells typed, rows sorted, a row and a column inserted.

A macro in a profile of its own does it, so that nothing but LibreOffice Calc is needed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SECONDS = 150
SOFFICE = shutil.which("soffice")
"""Where LibreOffice is; nothing where it is not installed."""
BETWEEN, AFTER = "¦", "¶"

_BASIC = """
Function Found(sheet, words)
  Dim cursor, row, column
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  For row = 0 To cursor.RangeAddress.EndRow
    For column = 0 To cursor.RangeAddress.EndColumn
      If sheet.getCellByPosition(column, row).String = words Then
        Found = sheet.getCellByPosition(column, row).CellAddress
        Exit Function
      End If
    Next
  Next
End Function

Sub Store(document, target, kind)
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = kind
  document.storeToURL(ConvertToURL(target), how())
End Sub

Sub Work(source, target, other, edits)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim document, sheet, id, heading, cell, parts, typed, cursor, block
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  sheet = document.Sheets.getByName("Return")
  For Each typed In Split(edits, "¶")
    parts = Split(typed, "¦")
    id = Found(sheet, parts(0))
    heading = Found(sheet, parts(1))
    cell = sheet.getCellByPosition(heading.Column, id.Row)
    If Left(parts(2), 1) = "=" Or IsNumeric(parts(2)) Or IsDate(parts(2)) Then
      cell.FormulaLocal = parts(2)
    Else
      cell.String = parts(2)
    End If
  Next
  id = Found(sheet, "Id")
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  block = sheet.getCellRangeByPosition(0, id.Row + 1, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
  Dim by(0) As New com.sun.star.table.TableSortField
  by(0).Field = id.Column
  by(0).IsAscending = False
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields"
  how(0).Value = by()
  how(1).Name = "ContainsHeader"
  how(1).Value = False
  block.sort(how())
  sheet.Rows.insertByIndex(0, 2)
  sheet.Columns.insertByIndex(1, 1)
  sheet.Name = "Housing Q3"
  Store(document, target, "Calc MS Excel 2007 XML")
  Store(document, other, "calc8")
  document.close(True)
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{}</script:module>"""


def edited(source: Path, folder: Path, edits: Sequence[tuple[str, str, str]]) -> tuple[Path, Path]:
    """A workbook after `edits` (shown id, heading, what is typed), as .xlsx and as .ods."""
    profile = folder / "profile"
    started = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    # The first start makes the profile, and would put its own empty module over ours.
    subprocess.run(
        [*started, "--terminate_after_init"], check=True, capture_output=True, timeout=SECONDS
    )
    basic = profile / "user" / "basic"
    code = _BASIC.replace("&", "&amp;").replace("<", "&lt;")
    (basic / "Standard" / "Module1.xba").write_text(_MODULE.format(code), "utf-8")
    targets = folder / "edited.xlsx", folder / "edited.ods"
    said = AFTER.join(BETWEEN.join(edit) for edit in edits)
    arguments = ",".join(f'"{words}"' for words in (source, *targets, said))
    command = [*started, "--norestore", f"macro:///Standard.Module1.Work({arguments})"]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return targets
