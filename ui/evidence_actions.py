"""What can be asked for about evidence already held."""

from __future__ import annotations

from ui.action_spec import ActionSpec

MENU = "Evi&dence"

EVIDENCE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open_evidence",
        MENU,
        "&Open",
        "Open the chosen evidence: a link where it leads, a file as a private copy",
        ("Ctrl+Return",),
        icon="external-link",
    ),
    ActionSpec(
        "save_evidence",
        MENU,
        "&Save as…",
        "Save the file of the chosen evidence to a folder",
        ("Ctrl+Shift+S",),
        icon="download",
    ),
    ActionSpec(
        "go_to_recommendation",
        MENU,
        "&Go to the recommendation",
        "Show the recommendation that the chosen line is about",
        ("Ctrl+G",),
        icon="arrow-right",
    ),
    ActionSpec(
        "check_evidence",
        MENU,
        "&Checked…",
        "Say whether somebody could be recognised in the chosen evidence",
        ("Ctrl+Shift+H",),
        "shield-check",
        rule_before=True,
        writes=True,
    ),
    ActionSpec(
        "describe_evidence",
        MENU,
        "&Describe…",
        "Say what the chosen evidence is, what it supports and for which day it speaks",
        ("Ctrl+Shift+I",),
        writes=True,
        icon="square-pen",
    ),
    ActionSpec(
        "tie_evidence",
        MENU,
        "&Tie to recommendations…",
        "Say which recommendations the chosen evidence speaks for",
        ("Ctrl+Shift+R",),
        writes=True,
        icon="link",
    ),
    ActionSpec(
        "embed_evidence",
        MENU,
        "Keep the &file in the tracker…",
        "Copy the linked file into the tracker, or a newer version of the one it holds",
        rule_before=True,
        writes=True,
        icon="file-down",
    ),
    ActionSpec(
        "link_evidence",
        MENU,
        "Keep only a li&nk…",
        "Save the file elsewhere and keep only the way to it",
        writes=True,
        officer=True,
        icon="link-2",
    ),
    ActionSpec(
        "check_links",
        MENU,
        "Look for lin&ked files",
        "See whether links to files on this computer still lead somewhere",
        icon="scan-search",
    ),
    ActionSpec(
        "withdraw_evidence",
        MENU,
        "Take o&ut…",
        "Take the chosen evidence out of the list; the record keeps it",
        rule_before=True,
        writes=True,
        icon="archive-x",
    ),
    ActionSpec(
        "erase_evidence",
        MENU,
        "Er&ase the evidence…",
        "Erase for ever the chosen evidence: for a request under data protection",
        writes=True,
        officer=True,
        icon="eraser",
    ),
)
EVIDENCE_ROW_ACTIONS = (
    *("open_evidence", "save_evidence", "go_to_recommendation", "check_evidence"),
    *("describe_evidence", "tie_evidence", "embed_evidence", "link_evidence", "copy"),
    *("withdraw_evidence", "erase_evidence"),
)
"""What a right click on a piece of evidence offers."""
