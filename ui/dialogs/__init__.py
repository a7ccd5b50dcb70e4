"""Questions with more than one answer: built from data, read by `value()`."""

from __future__ import annotations
