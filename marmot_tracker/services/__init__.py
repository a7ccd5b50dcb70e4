"""The verbs and the questions of a tracker, one module per noun.

Verbs take an open session of an edit first and keyword-only arguments after it; they say what
is wrong in words (`TrackerError`). Questions return frozen dataclasses and write nothing.
"""

from __future__ import annotations
