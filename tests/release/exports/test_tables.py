"""Rows as CSV and JSON Lines: read back they are the rows, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.errors import PipelineError
from pipeline.ingest import store
from pipeline.release import exports
from pipeline.release.exports import cells
from pipeline.release.publish import lock
from tests.release.rows import Entry, published, redirect, rows

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1",
    "\u200b=1", "＝1", "﹦1", "－1", "＠x", "'=1", "''", "'s-Hertogenbosch", "\ufeff=1", "\u202e=1",
    'a "b", c', "a\r\nb", "a;b", "a | b", "a \\| b\\", "|", "\\", "ends in \\", "%00", "ÿ\u2028z",
]  # fmt: skip
texts = st.text() | st.sampled_from(HOSTILE)


@given(texts)
def test_arming_is_undone(text: str) -> None:
    assert cells.disarmed(cells.armed(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    first = cells.cell(text).lstrip()[:1]
    assert first not in set("=+-@＝﹦－＠")
    assert cells.cell(text)[:1] not in set("\t\r\n")


@pytest.mark.parametrize("text", ["=1", "\u200b =1", "\u00a0＝1", "\x00@x", "' =1"])
def test_a_formula_behind_invisible_characters_is_seen(text: str) -> None:
    assert cells.armed(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "2 - 1", "1=1", "a@b.org", "“=1”", "–5", "été"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert cells.armed(text) == text


@given(st.lists(texts).filter(lambda values: values != [""]))
def test_a_list_is_read_back_from_its_cell(values: list[str]) -> None:
    assert cells.split(cells.disarmed(cells.cell(values))) == values


def test_numbers_are_no_text() -> None:
    assert [cells.cell(value) for value in (-8.5, -3, True, None, "")] == [
        "-8.5", "-3", "true", "", "",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose titles are all hostile."""
    folder = tmp_path_factory.mktemp("curated")
    said = [Entry(work=f"w-{at:04}", title=title) for at, title in enumerate(HOSTILE, 1)]
    published(folder, rows(said, redirects=[redirect("w-old", "w-0002")]))
    return folder


def _text(curated: Path, form: str, **options: object) -> str:
    return "".join(exports.export(form, curated=curated, **options))  # type: ignore[arg-type]


def test_hostile_titles_come_back_from_csv(curated: Path) -> None:
    found = list(csv.DictReader(io.StringIO(_text(curated, "csv"), newline="")))
    assert [cells.disarmed(row["title"]) for row in found] == HOSTILE
    assert {row["year"] for row in found} == {"2015"}


def test_other_libraries_read_the_same_cells(curated: Path, tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    exports.write(exports.export("csv", curated=curated), path)
    by_pandas = pd.read_csv(path, keep_default_na=False, dtype=str)["title"]
    assert [cells.disarmed(title) for title in by_pandas] == HOSTILE
    with duckdb.connect() as database:
        counted = database.execute(
            "select count(*), count(distinct work_id) from read_csv(?, all_varchar=true)",
            [str(path)],
        )
        assert counted.fetchall() == [(len(HOSTILE), len(HOSTILE))]


def test_excel_gets_the_mark_it_knows_utf8_by(curated: Path) -> None:
    assert _text(curated, "csv", excel=True) == "\ufeff" + _text(curated, "csv")


def test_json_lines_hold_the_rows_as_they_are(curated: Path) -> None:
    text = _text(curated, "jsonl")
    found = [json.loads(line) for line in text.splitlines()]
    assert [row["title"] for row in found] == HOSTILE
    assert found[0]["languages"] == ["en"]
    assert found[0]["first_seen_on"] == "2026-11-21"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_every_table_can_be_had(curated: Path, form: str) -> None:
    listings = _text(curated, form, table="listings")
    assert "2026-11-21T12:00:00Z" in listings
    assert "value_locators" in listings


def test_one_work_is_had_by_an_id_of_any_release(curated: Path) -> None:
    lines = _text(curated, "jsonl", works=["w-old"]).splitlines()
    assert [json.loads(line)["work_id"] for line in lines] == ["w-0002"]


@pytest.mark.parametrize(
    ("form", "options", "says"),
    [
        ("xlsx", {}, "there are csv, jsonl, bibtex, ris, csl"),
        ("ris", {"excel": True}, "--excel is for csv"),
        ("ris", {"table": "editions"}, "take csv or jsonl"),
        ("csv", {"table": "wroks"}, "it has works"),
        ("csv", {"works": ["w-9999"]}, "has no work 'w-9999'"),
        ("csv", {"version": "2020-01-01.1"}, "holds no release"),
    ],
)
def test_a_wrong_call_says_what_there_is(
    curated: Path, form: str, options: dict[str, object], says: str
) -> None:
    with pytest.raises(PipelineError, match=says):
        _text(curated, form, **options)


def test_a_file_is_written_whole_or_not_at_all(curated: Path, tmp_path: Path) -> None:
    out = tmp_path / "works.csv"
    out.write_text("what was there")

    def broken() -> object:
        yield "half"
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        exports.write(broken(), out)  # type: ignore[arg-type]

    assert [path.name for path in tmp_path.iterdir()] == ["works.csv"]
    assert out.read_text() == "what was there"
    with pytest.raises(PipelineError, match="cannot be a file"):
        exports.write(iter(()), tmp_path)


@pytest.mark.heavy
def test_a_release_in_a_store_is_exported_as_one_in_a_folder(bucket: str, curated: Path) -> None:
    said = [Entry(work=f"w-{at:04}", title=title) for at, title in enumerate(HOSTILE, 1)]
    root = store.folder(bucket)
    with lock(root, wait=60):
        published(root, rows(said, redirects=[redirect("w-old", "w-0002")]))

    for form in exports.FORMATS:
        there = "".join(exports.export(form, curated=root, works=["w-old"]))
        assert there == _text(curated, form, works=["w-old"])
    loaded = pipeline.load("works", root=bucket, as_of="2026-11-21")
    assert loaded["title"].tolist() == HOSTILE
