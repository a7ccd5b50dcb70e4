"""The sample list and what builds it."""

from __future__ import annotations
