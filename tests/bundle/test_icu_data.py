"""The bundle's data of ICU, cut to English: Qt sorts and converts with it as with the whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bundle.conftest import Bundle

QUESTION = """
import functools, json
from PySide6.QtCore import QCollator, QDate, QLocale, QStringDecoder
words = ["zebra", "Émile", "apple", "10", "9", "Zoë", "eel", "Apple", "naïve", "nadir", "œuf"]
told = {}
for language in ("C", "en_GB"):
    collator = QCollator(QLocale(language))
    for numeric in (False, True):
        collator.setNumericMode(numeric)
        told[f"sorted {language} {numeric}"] = sorted(
            words, key=functools.cmp_to_key(collator.compare)
        )
for language in ("en_GB", "en_US", "de_DE", "cy_GB", "tr_TR"):
    locale = QLocale(language)
    day = locale.toString(QDate(2026, 11, 23), QLocale.FormatType.LongFormat)
    told[language] = [day, locale.toUpper("straße i"), locale.toLower("ÀI")]
for name in ("windows-1252", "iso-8859-15", "utf-8", "utf-16"):
    told[name] = QStringDecoder(name).isValid()
foreign = QCollator(QLocale("sv_SE"))
told["Swedish"] = [foreign.compare("a", "b"), foreign.compare("B", "a")]
with open("/proc/self/maps") as maps:
    data = {line.split()[-1] for line in maps if "libicudata" in line}
print(json.dumps([told, sorted(data)]))
"""


def asked(instead: Path | None) -> Any:
    """What Qt answers in a process of its own, and where its ICU data was loaded from."""
    told = subprocess.run(
        [sys.executable, "-c", QUESTION],
        env={**os.environ, **({"LD_PRELOAD": str(instead)} if instead else {})},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(told.stdout)


def test_qt_answers_with_the_cut_data_as_with_the_whole(bundle: Bundle) -> None:
    assert sys.platform.startswith("linux"), "Qt uses ICU there alone"
    (cut,) = (bundle.folder / "_internal/PySide6/Qt/lib").glob("libicudata.so.*")
    before, (library,) = asked(None)
    after, loaded = asked(cut)
    assert loaded == [str(cut)]
    assert after == before
    assert cut.stat().st_size < Path(library).stat().st_size / 5
