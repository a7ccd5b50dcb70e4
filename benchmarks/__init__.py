"""Speed, size and growth, each against a reference measured in the same run.

`python -m benchmarks [names]` prints one table for each subject. Nothing here asserts a time: a
figure outside its bound is marked in the table, and a person decides what it means.
"""

from __future__ import annotations
