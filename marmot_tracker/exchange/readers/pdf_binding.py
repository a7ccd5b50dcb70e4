"""Binds functions of PDFium so that they take and give addresses as plain numbers.

An address that ctypes makes an object of costs as much again as the question.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

ADDRESS = ctypes.c_void_p
NUMBER = ctypes.c_int


def bound(function: Any, answer: Any, *arguments: Any) -> Callable[..., Any]:
    """The same function of the library; an address it gives is a number, or None."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(answer, *arguments)(address)


def address_of(thing: Any) -> int:
    """Where something of the library's own lies."""
    return ctypes.addressof(thing.contents)
