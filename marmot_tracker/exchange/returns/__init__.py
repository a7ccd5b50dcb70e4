"""Returns read back: reading workbooks, receiving them as lines that wait, deciding the lines."""

from __future__ import annotations

from marmot_tracker.exchange.returns.reading import files_of, read
from marmot_tracker.exchange.returns.receiving import Received, ReceivedOne, answers_for, receive
from marmot_tracker.exchange.returns.results import Fault, ReadReturn
from marmot_tracker.exchange.returns.settling import LineVerdict, Settled, settle

__all__ = [
    "Fault",
    "LineVerdict",
    "ReadReturn",
    "Received",
    "ReceivedOne",
    "Settled",
    "answers_for",
    "files_of",
    "read",
    "receive",
    "settle",
]
