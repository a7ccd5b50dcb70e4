"""Receiving returns from the window: workbooks chosen or let go over it, and what became of each.

What is let go is told by its content: a return is received, a tracker opened or brought in, a
message read for answers, anything else loaded as a list.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document, Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange import returns
from marmot_tracker.exchange.dropped import Dropped, DroppedKind, kinds_of
from marmot_tracker.exchange.messages import Message, read_message
from marmot_tracker.exchange.returns import ReadReturn, Received, ReceivedOne
from marmot_tracker.exchange.returns.reading import read_one
from marmot_tracker.progress import Progress
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.wording import counted, joined
from ui.bridge import Bridge
from ui.dialogs.plain import TellingDialog
from ui.messages import Choice, Questions, Tone
from ui.widgets.dropped_files import NO_FILE, hands_no_file, local_files

WORKBOOKS = "Returned workbooks (*.xlsx *.xlsm *.xls *.ods);;All files (*)"
LEFT = "This is no return of ours: drop it by itself."
RECEIVED = frozenset({DroppedKind.FOLDER, DroppedKind.RETURN})
MESSAGES = frozenset({DroppedKind.MESSAGE})
ALSO = "Also in what came back"
NO_TRACKER = "Open or make a tracker first, then drop the list on it."


@dataclass(frozen=True, slots=True)
class ReadAll:
    """Workbooks that were read, and those that were not, by name and why."""

    read: tuple[ReadReturn, ...]
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Let:
    """What was let go: each file with its kind, and the messages among them as they were read."""

    files: tuple[Dropped, ...]
    messages: tuple[tuple[Message, ReadAll], ...] = ()


class ReceivingReturns(QObject):
    """`told(text, tone)` is news, `offered(text, actions)` news with buttons; `shown(page, what)`
    wishes to see a page. `opened(path)`,
    `brought(path)` and `loaded(path)` hand on what is no return, `pasted(message)` a message.
    """

    told = Signal(str, object)
    offered = Signal(str, object)
    shown = Signal(str, object)
    opened = Signal(object)
    brought = Signal(object)
    loaded = Signal(object)
    pasted = Signal(object)

    def __init__(self, bridge: Bridge, questions: Questions, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._window = window

    # ------------------------------------------------------------ choosing and dropping

    def choose(self, folder: Path) -> None:
        """Choose workbooks that came back, and receive them."""
        found, _kind = QFileDialog.getOpenFileNames(
            self._window, "Receive returns", str(folder), WORKBOOKS
        )
        if found:
            self.receive([Path(name) for name in found])

    def takes(self, data: QMimeData) -> bool:
        """Whether something let go over the window means anything to it."""
        return bool(local_files(data)) or hands_no_file(data)

    def dropped(self, data: QMimeData) -> None:
        """Do what is meant by something let go over the window."""
        paths = local_files(data)
        if not paths and hands_no_file(data):
            if self._bridge.facts is not None:
                self.shown.emit("returns", None)
            self.told.emit(NO_FILE, Tone.NEWS)
        elif paths:
            self.look(paths)

    def look(self, paths: Sequence[Path]) -> None:
        """Look what these are, and hand each on."""
        if self._bridge.facts is None:
            # No tracker, so no worker for it either: what it is shows when it is opened.
            self._without_tracker(paths)
            return

        def question(_snapshot: Snapshot, progress: Progress) -> _Let:
            files = kinds_of(paths, progress=progress)
            mails = [each.path for each in files if each.kind is DroppedKind.MESSAGE]
            return _Let(tuple(files), tuple(_read_mail(path, progress) for path in mails))

        self._bridge.read("Looking at what came", question, self._hand_on)

    def _without_tracker(self, paths: Sequence[Path]) -> None:
        first = paths[0]
        try:
            with first.open("rb") as file:
                tracker = file.read(15) == b"SQLite format 3"
        except OSError:
            tracker = False
        if tracker:
            self.opened.emit(first)
        else:
            self.told.emit(NO_TRACKER, Tone.NEWS)

    def _hand_on(self, found: _Let) -> None:
        folders = [each.path for each in found.files if each.kind is DroppedKind.FOLDER]
        read = [each.read for each in found.files if each.read is not None]
        read += [one for _message, reads in found.messages for one in reads.read]
        others = [each for each in found.files if each.kind not in RECEIVED]
        if folders or read:
            left = [(each.path.name, LEFT) for each in others if each.kind not in MESSAGES]
            self.receive(folders, read, left)
            return
        first = others[0]
        self._hand_on_one(first, found.messages[0][0] if found.messages else None)
        if len(others) > 1:
            self.told.emit(
                f"Only {first.path.name} was taken: drop one of them at a time.", Tone.NEWS
            )

    def _hand_on_one(self, file: Dropped, message: Message | None) -> None:
        """What is no return: a message, changes, a tracker, or a list."""
        if file.kind is DroppedKind.MESSAGE and message is not None:
            self.pasted.emit(message)
        elif file.kind is DroppedKind.CHANGES:
            self.brought.emit(file.path)
        elif file.kind is DroppedKind.TRACKER:
            self._tracker(file.path)
        else:
            self.loaded.emit(file.path)

    def _tracker(self, path: Path) -> None:
        """A tracker over an open one: opened, or what is new in it brought in."""
        facts = self._bridge.facts
        if facts is not None and path.absolute() == facts.path.absolute():
            self.told.emit(f"{path.name} is the tracker that is open.", Tone.NEWS)
            return
        answer = self._questions.ask(
            self._window,
            f"What is to be done with {path.name}?",
            "Bring in what somebody did in their copy of this tracker, after a look at it; or open "
            "it in place of this one.",
            (Choice("bring", "Bring it in"), Choice("open", "Open it")),
        )
        if answer == "bring":
            self.brought.emit(path)
        elif answer == "open":
            self.opened.emit(path)

    # ------------------------------------------------------------ receiving

    def receive(
        self,
        paths: Sequence[Path],
        read: Sequence[ReadReturn] = (),
        left: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Read workbooks, or folders of them, and put their answers into the inbox.

        `read` are workbooks that were read already, `left` files that are none, and why.
        """

        def question(_snapshot: Snapshot, progress: Progress) -> ReadAll:
            found = read_all(paths, progress)
            return ReadAll((*read, *found.read), (*left, *found.refused))

        if paths:
            self._bridge.read("Reading the returns", question, self._note)
        else:
            self._note(ReadAll(tuple(read), tuple(left)))

    def _note(self, found: ReadAll) -> None:
        if not found.read:
            self._tell(Received(()), found.refused)
            return

        def work(document: Document, progress: Progress) -> Received:
            return returns.receive(document, found.read, today=clock.today(), progress=progress)

        self._bridge.work(
            "Receiving the returns",
            work,
            then=lambda received: self._tell(received, found.refused),
            shown=True,
        )

    def _tell(self, received: Received, refused: Sequence[tuple[str, str]]) -> None:
        """Show the waiting lines, and list what could not be taken and what stands beside them."""
        faults, beside = [*refused, *faults_of(received)], beside_of(received)
        some = any(one.uid for one in received.each)
        if some:
            self.shown.emit("returns", "")
        said = told(received)
        could = f"{counted(len(faults), 'thing')} could not be taken"
        if faults:
            self._list(could if some else "Nothing was received", said, faults, beside)
        if beside and not faults:
            many = counted(len(beside), "thing stands", "things stand")
            self.offered.emit(
                f"{said} {many} beside the answers, and {'is' if len(beside) == 1 else 'are'} no "
                "part of them.",
                (("Show what", lambda: self._list(ALSO, said, (), beside)),),
            )
        elif said:
            self.told.emit(said, Tone.DONE)

    def _list(
        self,
        heading: str,
        said: str,
        faults: Sequence[tuple[str, str]],
        beside: Sequence[tuple[str, str]],
    ) -> None:
        """List what could not be taken of workbooks, and what is in them besides, to be copied."""
        lines = [*([("", said)] if said else []), *faults]
        lines += [*([("", f"{ALSO}:")] if faults and beside else []), *beside]
        copied = "\n".join(f"{where}: {words}" if where else words for where, words in lines)
        TellingDialog(self._window, heading, lines, copied).open()


def read_all(paths: Iterable[Path], progress: Progress) -> ReadAll:
    """Read each workbook by itself, so that one that cannot be read blocks only itself."""
    files = returns.files_of(paths)
    read: list[ReadReturn] = []
    refused: list[tuple[str, str]] = []
    for number, path in enumerate(files):
        progress.step(number, len(files), f"Reading {path.name}")
        try:
            read.append(read_one(path))
        except TrackerError as fault:
            refused.append((path.name, str(fault)))
    return ReadAll(tuple(read), tuple(refused))


def _read_mail(path: Path, progress: Progress) -> tuple[Message, ReadAll]:
    """A saved message, and the returns among what is attached to it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        message = read_message(path, folder=folder, progress=progress)
        files = [folder / each for each in message.files]
        found = read_all(files, progress) if files else ReadAll(())
    ours = tuple(each for each in found.read if each.return_id)
    return message, ReadAll(ours, found.refused)


def told(received: Received) -> str:
    """What came back, in a sentence or two."""
    noted = [one for one in received.each if one.uid]
    again = [one for one in received.each if one.for_return and not one.uid]
    said = []
    if noted:
        many = counted(len(received.lines), "answer")
        names = joined(list(dict.fromkeys(one.sent_to for one in noted)))
        wait = "waits" if len(received.lines) == 1 else "wait"
        said.append(f"{many} from {names} {wait} to be decided.")
    two = sum(line.state is LineState.TWO_ANSWERS for line in received.lines)
    wrong = sum(line.state is LineState.PROBLEM for line in received.lines)
    if two:
        said.append(f"{counted(two, 'one was', 'were')} answered otherwise meanwhile.")
    if wrong:
        said.append(f"{counted(wrong, 'cell')} could not be read and say why.")
    if again:
        names = joined(list(dict.fromkeys(one.sent_to for one in again)))
        said.append(f"Nothing new came from {names}.")
    return " ".join(said)


def faults_of(received: Received) -> list[tuple[str, str]]:
    """What of whole workbooks could not be taken: where, and why in words."""
    return [
        (_where(one, fault.where), fault.words) for one in received.each for fault in one.faults
    ]


def beside_of(received: Received) -> list[tuple[str, str]]:
    """What people wrote into their workbooks that is no answer, by workbook."""
    return [(one.file_name, words) for one in received.each for words in one.beside]


def _where(one: ReceivedOne, where: str) -> str:
    name = one.file_name
    if not where or where == name:
        return name
    return f"{name}, {where}" if name else where
