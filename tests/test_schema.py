"""Rows become tables column by column, and what is held against a row is what was declared."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

import pyarrow as pa
import pytest

from pipeline.errors import RowError
from pipeline.schema import Column, arrow_schema, as_dict, check, rows, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: Annotated[str, Column(doc="", allowed=frozenset({"a", "b"}))] = "a"
    size: Annotated[int | None, Column(doc="")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    key: Annotated[str, Column(doc="", key=True)] = "k"
    second: Annotated[str | None, Column(doc="", key=True)] = None
    year: Annotated[int | None, Column(doc="", allowed=range(1400, 2101))] = 2000
    weight: Annotated[float, Column(doc="")] = 0.5
    seen_at: Annotated[datetime, Column(doc="")] = datetime(2026, 1, 1, tzinfo=UTC)
    seen_on: Annotated[date | None, Column(doc="")] = date(2026, 1, 1)
    is_new: Annotated[bool, Column(doc="")] = False
    words: Annotated[tuple[str, ...], Column(doc="", allowed=frozenset({"x", "y"}))] = ("x",)
    notes: Annotated[tuple[str, ...] | None, Column(doc="")] = None
    part: Annotated[Part, Column(doc="")] = Part()
    parts: Annotated[tuple[Part, ...], Column(doc="")] = (Part(), Part(name="b", size=3))
    maybe: Annotated[tuple[Part, ...] | None, Column(doc="")] = None
    other: Annotated[Part | None, Column(doc="")] = None


GOOD = [
    Row(),
    Row(key="a", second="z", parts=(), words=(), maybe=(Part(size=1),), other=Part()),
    Row(key="a", second=None, year=None, seen_on=None, notes=("n", ""), words=("y", "x")),
    Row(key="a", second="b", maybe=()),
]


def test_a_table_is_what_arrow_makes_of_the_rows_in_order() -> None:
    order = sorted(GOOD, key=lambda row: (row.key, row.second is not None, row.second or ""))
    expected = pa.Table.from_pylist([as_dict(row) for row in order], schema=arrow_schema(Row))
    made = table(Row, reversed(GOOD))
    assert made.equals(expected, check_metadata=True)
    made.validate(full=True)
    assert list(rows(Row, made)) == order


def test_no_rows_make_an_empty_table() -> None:
    assert table(Row, []).equals(pa.Table.from_pylist([], schema=arrow_schema(Row)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": None},
        {"second": 1},
        {"year": 1399},
        {"year": "2000"},
        {"year": True},
        {"weight": 1},
        {"weight": float("nan")},
        {"seen_at": datetime(2026, 1, 1)},  # noqa: DTZ001  what is wrong with it
        {"seen_on": datetime(2026, 1, 1, tzinfo=UTC)},
        {"is_new": 1},
        {"words": ["x"]},
        {"words": ("z",)},
        {"words": ("x", None)},
        {"notes": (1,)},
        {"part": None},
        {"part": Part(name="c")},
        {"parts": (Part(), Part(size=1.5))},  # type: ignore[arg-type]
        {"parts": (None,)},
        {"parts": None},
        {"maybe": (Part(name="c"),)},
        {"other": "x"},
    ],
    ids=str,
)
def test_one_wrong_value_among_good_ones_is_named(wrong: dict[str, Any]) -> None:
    odd = replace(Row(key="b"), **wrong)
    with pytest.raises(RowError) as expected:
        check(odd)
    with pytest.raises(RowError) as found:
        table(Row, [*GOOD, odd] if wrong.get("key", "") is not None else [odd])
    assert str(found.value) == str(expected.value)


def test_a_key_that_stands_twice_is_named() -> None:
    with pytest.raises(RowError, match="stands twice"):
        table(Row, [Row(), Row(year=None)])
