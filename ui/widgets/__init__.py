"""Widgets that know nothing of the tracker file: they show what they are given."""

from __future__ import annotations
