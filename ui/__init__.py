"""The screens of Marmot Tracker, in Qt; they know the core only by its services and document."""

from __future__ import annotations
