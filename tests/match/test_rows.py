"""Rows read together are what each of them is by itself."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.match import rows

NAMES = ("rid", "title", "Year ", "authors", "abstract", "pages", "listed_on", "other")
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(" a.\t\n\r\x1c\x7f\x85\u2003é\x00", max_size=5),
    st.sampled_from(("2014", "a b", " a", "a ", "", "\ud800", "2014-01-01")),
)
VALUES = st.one_of(TEXTS, TEXTS, TEXTS, st.none(), st.integers(), st.floats(), st.lists(TEXTS))
TABLES = st.one_of(
    st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, TEXTS)), min_size=1, max_size=4),
    st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES), min_size=1, max_size=4),
)


@settings(max_examples=150)
@given(TABLES, st.booleans())
@example([{"rid": "a", "title": "b"}, {"rid": "c", "title": None}], True)
@example([{"rid": "a", "year": 2014}, {"rid": "c", "year": 10**30}], True)
@example([{"rid": "a", "year": 2014}, {"rid": "c"}, {"rid": "d", "year": 2015}], True)
@example([{"rid": "a"}, {"rid": "c", "title": "new"}], True)
@example([{"rid": "a", "title": "T", "Title": "U"}], True)
def test_lines_read_together_are_those_read_one_by_one(
    table: list[dict[str, Any]], is_ascii: bool
) -> None:
    path = Path("made.jsonl")
    said = (
        json.dumps({"rid": f"r{at}"} | row, ensure_ascii=is_ascii) for at, row in enumerate(table)
    )
    lines = [(at, f"{text}\n") for at, text in enumerate(said, start=1)]
    batch = rows.Batch(
        path=path,
        first=1,
        read=lambda line: rows._of_json(path, line),
        rows=tuple(lines),
        read_all=rows.json_lines,
    )
    assert _or_error(rows.records, batch) == _or_error(rows.records, replace(batch, read_all=None))


def _or_error(read: Callable[[rows.Batch], Any], batch: rows.Batch) -> Any:
    try:
        return read(batch)
    except UsageError as error:
        return str(error)


def test_plain_lines_are_read_together() -> None:
    lines = [(at, json.dumps({"rid": f"r{at}", "title": "Safe return"})) for at in range(3)]
    found = rows.json_lines(lines, Path("made.jsonl"))
    assert found is not None
    assert [list(found[at]) for at in (0, 2, 3)] == [
        ["r0", "r1", "r2"],
        ["Safe return"] * 3,
        [""] * 3,
    ]


@pytest.mark.parametrize(
    "line",
    [
        '{"rid": "a"} {"rid": "b"}',
        '{"rid": "a", "rid": "b"}',
        '{"rid": ["a"]}',
        "[1]",
        "7",
        "{",
        "",
    ],
)
def test_what_is_no_plain_line_is_read_by_itself(line: str) -> None:
    assert rows.json_lines([(1, '{"rid": "a"}'), (2, line)], Path("made.jsonl")) is None
    assert rows.json_lines([(1, line), (2, '{"rid": "a"}')], Path("made.jsonl")) is None
