"""The words for the mail that takes a file of changes along."""

from __future__ import annotations

from marmot_tracker.document.changes_file import KnownState, Sent
from marmot_tracker.profile import Profile
from marmot_tracker.services.wording import counted, size


def mail_words(sent: Sent, *, place: str, who: Profile, since: KnownState) -> str:
    """Subject and text of a mail; whoever gets it knows what to do with the file."""
    of = f"the {place} tracker" if place else "the tracker"
    part = f" for {who.subgroup}" if who.subgroup else ""
    files = f" and {counted(sent.files, 'evidence file')}" if sent.files else ""
    lately = since.words.startswith("since ")
    written, when = (
        ("what was written", f" {since.words}") if lately else ("all that is written", "")
    )
    signed = ", ".join(each for each in (who.name, who.organisation) if each)
    left = sent.left_out
    lines = [
        f"Subject: My changes to {of}{part}",
        "",
        "Hello,",
        "",
        f"attached is {sent.path.name} ({size(sent.size)}) with {counted(sent.entries, 'change')}"
        f"{files}: {written} in my copy of {of}{when}.",
    ]
    if left:
        lines.append(
            f"{counted(left, 'evidence file')} stayed with me; what the record says of "
            f"{'it' if left == 1 else 'them'} is in the file."
        )
    lines += [
        "",
        "To take it in, open your tracker and drop the file on its window, or choose Tracker, "
        "Bring in a copy. You see what it would change before anything comes in, and nothing of "
        "yours is lost.",
        "",
        signed or who.name,
    ]
    return "\n".join(lines).rstrip()
