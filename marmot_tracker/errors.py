"""The world's faults, in plain words with what to do next."""

from __future__ import annotations


class TrackerError(Exception):
    """A fault of the world (not a bug): what is wrong, and what to do next.

    ``message`` says what is wrong with which file and what was left untouched;
    ``hint`` says what the person can do now. Screens show both; the command line
    prints both and leaves with exit status 1.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Misuse(TrackerError):
    """A request that makes no sense as put: the command line leaves with exit status 2."""


class Locked(TrackerError):
    """Somebody has the tracker open; ``holder`` is how the lock names them."""

    def __init__(self, message: str, *, hint: str = "", holder: str = "") -> None:
        super().__init__(message, hint=hint)
        self.holder = holder


class ErasuresToAgree(TrackerError):
    """A copy brings erasures of what is held here, and nobody has agreed to them yet."""


class NoRoom(TrackerError):
    """A disk is full; what was there before is untouched."""


class Damaged(TrackerError):
    """A tracker file holds something else than was written: what can be read can be recovered."""


class IsChanges(TrackerError):
    """A file that was to be opened holds changes for a tracker, and is none itself."""


class Unrelated(TrackerError):
    """A tracker that is no copy of this one: its recommendations can be loaded as a list."""


class EarlierMissing(TrackerError):
    """Changes rest on earlier ones that are not here; ``missing`` says of each who and when."""

    def __init__(self, message: str, *, hint: str = "", missing: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.missing = missing


class ChangedSincePreview(TrackerError):
    """A copy, or this tracker, is not as it was when it was shown what would come in."""


class NothingToSend(TrackerError):
    """There are no changes that the other side lacks."""
