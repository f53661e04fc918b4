"""Overrides and aliases are lines of files that people open in spreadsheets, and lose none."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DecisionError, UsageError
from pipeline.model import Alias, Override
from pipeline.resolve import lines, sheet

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ALIAS = Alias(
    decided_at=NOW, steward="s", kind="place", text="Ruritania", value="KE", because="its map"
)
OVERRIDE = Override(
    decided_at=NOW,
    steward="s",
    work_id="w-1",
    field="year",
    mention_id="m-1",
    value="2014",
    seen="0123",
    because="the imprint",
)


def test_what_is_added_is_read(tmp_path: Path) -> None:
    said = [lines.append(tmp_path / "a.csv", replace(ALIAS, because=f"{n}")) for n in range(3)]
    assert list(lines.read(tmp_path / "a.csv", Alias)) == said
    chosen = [lines.append(tmp_path / "o.csv", replace(OVERRIDE, value=f"{n}")) for n in range(3)]
    assert list(lines.read(tmp_path / "o.csv", Override)) == chosen
    assert [each.line for each in said] == [each.line for each in chosen] == [2, 3, 4]


@given(text=st.text(min_size=1).filter(lambda text: sheet.tidy(text)), because=st.text())
def test_any_text_comes_back_as_one_tidy_line(
    text: str, because: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("lines") / "aliases.csv"
    kept = lines.append(path, replace(ALIAS, text=text, because=because))
    (read,) = lines.read(path, Alias)
    assert (read, read.text) == (kept, sheet.tidy(text))


def test_later_lines_supersede_and_an_empty_value_takes_back(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    lines.append(path, ALIAS)
    lines.append(path, replace(ALIAS, text="RURITANIA ", value="UG"))
    lines.append(path, replace(ALIAS, kind="language", value="sw"))
    lines.append(path, replace(ALIAS, value=""))
    status = [line.status for line in lines.weighed(lines.read(path, Alias))]
    assert status == ["superseded", "superseded", "applied", "applied"]


def test_a_torn_line_is_none_and_the_next_one_follows_the_whole_ones(tmp_path: Path) -> None:
    path = tmp_path / "overrides.csv"
    lines.append(path, OVERRIDE)
    with path.open("ab") as file:
        file.write(b"2026-11-22T09:00:00Z,s,w-2,ye")
    assert len(lines.read(path, Override)) == 1
    lines.append(path, replace(OVERRIDE, work_id="w-3"))
    assert [line.work_id for line in lines.read(path, Override)] == ["w-1", "w-3"]
    assert b"w-2,ye" in path.with_name("overrides.csv.torn").read_bytes()


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "aliases.csv"
    lines.append(path, ALIAS)
    before = path.read_bytes()

    def full(file: BinaryIO, data: bytes) -> None:
        file.write(data[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sheet, "write", full)
    with pytest.raises(OSError, match="No space"):
        lines.append(path, ALIAS)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"decided_at,steward\n", "the header lacks"),
        (b"\xff\n", "not UTF-8"),
        (b'decided_at,steward,kind,text,value,because\n"x\n', "line 2"),
        (b"decided_at,steward,kind,text,value,because\nnever,s,place,t,KE,b\n", "no ISO 8601"),
        (b"decided_at,steward,kind,text,value,because\n2026-11-22,s,star,t,KE,b\n", "star"),
        (b"decided_at,steward,kind,text,value,because\n2026-11-22,s,place,,KE,b\n", "no text"),
        (b"decided_at,steward,kind,text,value,because\n2026-11-22,s,place,t\n", "4 cells"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, body: bytes, told: str) -> None:
    path = tmp_path / "aliases.csv"
    path.write_bytes(body)
    with pytest.raises(DecisionError, match=told):
        lines.read(path, Alias)
    with pytest.raises(DecisionError):
        lines.append(path, ALIAS)
    assert path.read_bytes() == body


def test_a_spreadsheets_form_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    head = "\ufeffkind;text;value;because;steward;decided_at\r\n"
    path.write_bytes(head.encode() + b"place;Ruritania;KE;why;s;2026-11-22\r\n")
    lines.append(path, replace(ALIAS, text="=1+1; x"))
    assert [line.text for line in lines.read(path, Alias)] == ["Ruritania", "=1+1; x"]
    assert path.read_bytes().count(b"\r\n") == 3
    assert b"'=1+1" in path.read_bytes()


@pytest.mark.parametrize("wrong", [{"steward": ""}, {"text": " \n"}, {"kind": "date"}], ids=str)
def test_what_is_no_answer_is_not_kept(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        lines.append(tmp_path / "aliases.csv", replace(ALIAS, **wrong))  # type: ignore[arg-type]
    assert not lines.read(tmp_path / "aliases.csv", Alias)
