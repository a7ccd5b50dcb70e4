"""The dialog that erases for ever: what goes, what stays, on what ground, and a typed word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from marmot_tracker.services import erasing
from marmot_tracker.services.erasing import Target
from marmot_tracker.services.wording import counted
from ui import theme
from ui.dialogs.dialog import FormDialog, note
from ui.dialogs.plain import TellingDialog
from ui.widgets.form import small
from ui.widgets.typed_choice import typed_choice

TYPED = "ERASE"
GROUNDS = (
    "Request of the person, UK GDPR Art. 17",
    "Typed or attached by mistake",
)
SHOWN = 300
"""Letters of a text that are shown; enough to know it again."""
MOST_BEYOND = 6


@dataclass(frozen=True, slots=True)
class EraseQuestion:
    """What could be erased, where else the same stands, and what no erasure reaches."""

    about: str
    targets: tuple[Target, ...]
    also: tuple[Target, ...]
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EraseAnswer:
    """What is to go, and on what ground."""

    targets: tuple[Target, ...]
    ground: str


class EraseDialog(FormDialog):
    """Nothing goes before something is ticked, a ground is given and the word is typed.

    Enter presses Cancel: the button that erases is never the default.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget | None, question: EraseQuestion) -> None:
        super().__init__(
            parent,
            heading="Erase for ever",
            more=question.about,
            accept="Erase for ever",
        )
        self.widen(84, 0)
        self.boxes = [(target, _box(target)) for target in question.targets]
        self.also_boxes = [(target, _box(target)) for target in question.also]
        if len(self.boxes) == 1:
            self.boxes[0][1].setChecked(True)
        self.body.insertLayout(0, self._column("What goes", self.boxes))
        self._also_head = small("THE SAME TEXT ALSO STANDS HERE: TICK WHAT IS TO GO WITH IT")
        self._also_head.setProperty("type", "section")
        self._also = self._column("", self.also_boxes)
        self._also.insertWidget(0, self._also_head)
        self.body.insertLayout(1, self._also)
        self.ground = self.form.add(
            "&Ground",
            typed_choice(GROUNDS),
            help_text="Kept in the history for good: name the rule or request, not the person.",
        )
        self.typed = self.form.add(f"&Type {TYPED}", QLineEdit())
        for at, words in enumerate((*erasing.STAYS, _beyond_words(question.beyond))):
            self.body.insertWidget(2 + at, note(words))
        self.accept_button.setDefault(False)
        self.accept_button.setAutoDefault(False)
        self.accept_button.setProperty("kind", "danger")
        self.cancel_button.setAutoDefault(True)
        self.cancel_button.setDefault(True)
        for _, box in (*self.boxes, *self.also_boxes):
            box.toggled.connect(self._follow)
        self.ground.editTextChanged.connect(self._follow)
        self.typed.textChanged.connect(self._follow)
        self._follow()

    def value(self) -> EraseAnswer:
        """What is ticked and shown, and the ground."""
        ticked = [target for target, box in self.boxes if box.isChecked()]
        ticked += [
            target for target, box in self.also_boxes if box.isChecked() and not box.isHidden()
        ]
        return EraseAnswer(tuple(ticked), self.ground.currentText().strip())

    def accept(self) -> None:
        if self.accept_button.isEnabled():
            self.answered.emit(self.value())
            super().accept()

    def _column(self, heading: str, boxes: Sequence[tuple[Target, QCheckBox]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.STEP // 2)
        if heading:
            head = small(heading.upper())
            head.setProperty("type", "section")
            column.addWidget(head)
        for target, box in boxes:
            column.addWidget(box)
            told = small(_told(target))
            told.setContentsMargins(24, 0, 0, theme.STEP)
            box.setAccessibleDescription(told.text())
            column.addWidget(told)
            box.setProperty("told", told)
        return column

    def _follow(self, *_: object) -> None:
        """Show where else the ticked texts stand, and let the button wait for what is asked."""
        ticked = [target for target, box in self.boxes if box.isChecked()]
        texts = [target.text.casefold() for target in ticked if target.text]
        shown = 0
        for target, box in self.also_boxes:
            stands = any(text in target.text.casefold() for text in texts)
            shown += stands
            box.setVisible(stands)
            told = box.property("told")
            if isinstance(told, QWidget):
                told.setVisible(stands)
        self._also_head.setVisible(bool(shown))
        ready = bool(ticked) and bool(self.ground.currentText().strip())
        typed = self.typed.text().strip().upper() == TYPED
        self.accept_button.setEnabled(ready and typed)
        many = len(self.value().targets)
        self.accept_button.setText(
            f"Erase {counted(many, 'text')} for ever" if many > 1 else "Erase for ever"
        )
        if self.isVisible():
            self.fit()


def _box(target: Target) -> QCheckBox:
    words = target.where[:1].upper() + target.where[1:]
    return QCheckBox(words.replace("&", "&&"))


def _told(target: Target) -> str:
    text = " ".join(target.text.split())
    shown = f"{text[:SHOWN]}…" if len(text) > SHOWN else text
    return "\n".join(part for part in (f"“{shown}”" if shown else "", target.said) if part)


def _beyond_words(beyond: Sequence[str]) -> str:
    shown = list(beyond[-MOST_BEYOND:])
    more = len(beyond) - len(shown)
    lines = [f"•  {words[:1].upper()}{words[1:]}." for words in shown]
    lines += (
        [f"•  {counted(more, 'older pack, copy or list', 'older packs, copies or lists')}."]
        if more
        else []
    )
    return "\n".join(["The program cannot reach:", *lines])


def show_erased(parent: QWidget, texts: str, reached: Sequence[str], beyond: Sequence[str]) -> None:
    """Tell what was erased and what was not reached, to be kept with the request."""
    lines = [("Erased", texts)]
    lines += [("Also", words) for words in reached]
    lines += [("Not reached", words[:1].upper() + words[1:]) for words in beyond]
    copied = "\n".join(f"{one}: {other}" for one, other in lines)
    TellingDialog(parent, "Erased for ever", lines, copied).open()
