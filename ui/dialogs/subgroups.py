"""The subgroups with their chairs and support officers, and where mail reaches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit, QWidget

from marmot_tracker.services.people import SubgroupFacts, mail_fault
from marmot_tracker.services.subgroups import SubgroupPeople
from ui import theme
from ui.dialogs.dialog import AskingDialog, note
from ui.widgets.form import small


@dataclass(frozen=True, slots=True)
class SubgroupsAnswer:
    """The names that are not as they were, by subgroup, and the mail addresses, by name."""

    people: dict[str, SubgroupPeople]
    mails: dict[str, str]


class _Named(NamedTuple):
    """Where somebody's name and mail address are typed."""

    name: QLineEdit
    mail: QLineEdit

    @property
    def called(self) -> str:
        return " ".join(self.name.text().split())

    @property
    def address(self) -> str:
        return self.mail.text().strip()


class SubgroupsDialog(AskingDialog):
    """Two lines for each subgroup: its chair, then its support officer.

    `mails` are the addresses known, by name without regard to case. A name that is typed brings
    its own, until one is typed.
    """

    def __init__(
        self,
        parent: QWidget | None,
        found: Sequence[SubgroupFacts],
        mails: Mapping[str, str],
    ) -> None:
        super().__init__(
            parent,
            heading="Chairs of subgroups",
            more="Mail drafts of returns go to the chair; without an address, to the support "
            "officer. And what somebody changes outside their own subgroup is shown first when "
            "their copy is brought in: write each name as its owner does under Who you are.",
        )
        self.widen(92, 0)
        self.fields: dict[str, tuple[_Named, _Named]] = {}
        self._found = tuple(found)
        self._mails = mails
        for each in found:
            self.fields[each.uid] = (
                self._line(each.name, each.name, "Chair", each.chair),
                self._line("supported by", each.name, "Support officer", each.support_officer),
            )
        if not found:
            self.body.insertWidget(
                0, note("There are no subgroups yet: they come with the list that is loaded.")
            )
            self.accept_button.setEnabled(False)
        else:
            self.body.insertWidget(
                0, small("Chair, and beneath who supports the subgroup, with their mail addresses.")
            )

    def _line(self, words: str, subgroup: str, post: str, name: str) -> _Named:
        line = _Named(QLineEdit(name), QLineEdit(self._known(name)))
        line.name.setPlaceholderText(post)
        line.mail.setPlaceholderText("Mail address")
        line.mail.setMinimumWidth(theme.STEP * 34)
        self.form.add(words.replace("&", "&&"), line.name, beside=line.mail)
        line.name.setAccessibleName(f"{post} of {subgroup}")
        line.mail.setAccessibleName(f"Mail address of the {post.lower()} of {subgroup}")
        line.name.textEdited.connect(lambda: self._follow(line))
        return line

    def _known(self, name: str) -> str:
        return self._mails.get(" ".join(name.split()).casefold(), "")

    def _follow(self, line: _Named) -> None:
        if not line.mail.isModified():
            line.mail.setText(self._known(line.called))

    def _lines(self) -> list[_Named]:
        return [line for both in self.fields.values() for line in both]

    def value(self) -> SubgroupsAnswer:
        """What is not as it was."""
        before = {each.uid: (each.chair, each.support_officer) for each in self._found}
        after = {
            uid: (chair.name.text().strip(), officer.name.text().strip())
            for uid, (chair, officer) in self.fields.items()
        }
        return SubgroupsAnswer(
            {uid: SubgroupPeople(*names) for uid, names in after.items() if names != before[uid]},
            {line.called: line.address for line in self._changed()},
        )

    def _changed(self) -> list[_Named]:
        lines = self._lines()
        return [line for line in lines if line.called and line.address != self._known(line.called)]

    def faults(self) -> dict[QWidget, str]:
        found: dict[QWidget, str] = {}
        given: dict[str, str] = {}
        for line in self._lines():
            if line.address and not line.called:
                found[line.name] = "Say whose address this is."
            elif fault := mail_fault(line.address):
                found[line.name] = f"{fault} Write one such as name@council.gov.uk."
        for line in self._changed():
            if given.setdefault(line.called.casefold(), line.address) != line.address:
                found[line.name] = f"{line.called} has two addresses here: give one."
        return found

    def faultless(self) -> bool:
        if super().faultless():
            return True
        wrong = next(line for line in self._lines() if self.form.fault(line.name))
        (wrong.mail if wrong.called else wrong.name).setFocus()
        return False

    def asked_field(self) -> QWidget:
        return self._lines()[0].name
