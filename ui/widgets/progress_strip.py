"""What is going on, how far it is, and a way to stop it; shown only for what takes long."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ui.tasks import Task

SHOW_AFTER_MS = 500


class ProgressStrip(QFrame):
    """Follows one task at a time, the newest; work under half a second is never shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "message")
        self._label = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self.stop = QPushButton("Stop")
        self.stop.setProperty("kind", "quiet")
        self.stop.setAccessibleName("Stop what is going on")
        self.stop.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop)
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_AFTER_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def follow(self, task: Task) -> None:
        """Show `task` if it is still running in half a second."""
        self._task = task
        self._label.setText(f"{task.title}…")
        self._bar.setRange(0, 0)
        self.stop.setEnabled(True)
        task.progressed.connect(self._step)
        task.finished.connect(self._ended)
        self._timer.start()

    def _step(self, done: int, total: int, text: str) -> None:
        if self._task is None or self.sender() is not self._task:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._label.setText(f"{text or self._task.title}…")

    def _ended(self) -> None:
        if self._task is None or not self._task.running:
            self._task = None
            self._timer.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._task is not None:
            self.stop.setEnabled(False)
            self._label.setText("Stopping…")
            self._task.cancel()
