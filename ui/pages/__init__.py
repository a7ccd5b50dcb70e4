"""The pages of the window, each a list or a form on the open tracker."""

from __future__ import annotations
