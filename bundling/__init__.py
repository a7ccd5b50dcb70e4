"""Makes the folder that people without Python are given, and tries it out."""

from __future__ import annotations
