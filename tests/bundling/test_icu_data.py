"""ICU's data cut to English: what stays of it, and how it is read and written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bundling import icu_data


def test_a_package_is_read_as_it_was_written() -> None:
    header = b"\x20\x00\xda\x27" + bytes(8) + b"CmnD" + bytes(16)
    items = {"icudt73l/en.res": b"e" * 16, "icudt73l/zone/de.res": b"d" * 48}
    again, read = icu_data.read(b"before it" + icu_data.package(header, items))
    assert (again, read) == (header, items)


@pytest.mark.parametrize(
    "name, stays",
    [
        ("root.res", True),
        ("en.res", True),
        ("coll/en_US_POSIX.res", True),
        ("lang/pool.res", True),
        ("unit/res_index.res", True),
        ("supplementalData.res", True),
        ("coll/ucadata.icu", True),
        ("de.res", False),
        ("coll/zh.res", False),
        ("curr/zh_Hant_TW.res", False),
        ("es_419.res", False),
        ("translit/root.res", False),
        ("brkitr/thaidict.dict", False),
        ("ibm-5348_P100-1997.cnv", True),
    ],
)
def test_english_and_what_is_there_for_all_stays(name: str, stays: bool) -> None:
    assert icu_data.stays(f"icudt73l/{name}", b"") is stays


def test_large_encodings_go() -> None:
    assert not icu_data.stays("icudt73l/gb18030.cnv", bytes(icu_data.MOST_OF_A_CONVERTER + 1))


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "libicudata.so.73"
    other.write_bytes(b"\x7fELF" + bytes(200))
    with pytest.raises(icu_data.NotUnderstood):
        icu_data.cut(other)
    assert other.read_bytes() == b"\x7fELF" + bytes(200)
