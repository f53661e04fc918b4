"""Rows carried as Arrow are the table that making all rows anew would give, byte for byte."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cache import Later, Store, carried, hashed
from pipeline.errors import RowError
from pipeline.schema import Column, Tabled, column, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    word: Annotated[str, Column(doc="A word")]
    number: Annotated[int | None, Column(doc="A number")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    part: Annotated[int, Column(doc="Its part", key=True)]
    name: Annotated[str, Column(doc="Its name", key=True)]
    leaves: Annotated[tuple[Leaf, ...], Column(doc="Leaves")]
    words: Annotated[tuple[str, ...] | None, Column(doc="Words")]
    seen_at: Annotated[datetime, Column(doc="When", unit="UTC")]


WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def _rows(part: int) -> list[Row]:
    drawn = random.Random(part)
    return [
        Row(
            part=drawn.choice([part, part + 1000]),
            name=f"é{number}{part}",
            leaves=tuple(Leaf(word="w", number=n or None) for n in range(drawn.randrange(3))),
            words=drawn.choice([None, (), ("a", "b")]),
            seen_at=WHEN,
        )
        for number in range(drawn.randrange(4))
    ]


def _carried(store: Store, parts: Sequence[int], made: list[int] | None = None) -> Tabled:
    def make(at: int) -> dict[str, list[Row]]:
        if made is not None:
            made.append(parts[at])
        return {"rows": _rows(parts[at])}

    keys = [hashed(str(part).encode()) for part in parts]
    return carried(store, "things", {"rows": Row}, keys, make)["rows"]


def _bytes(made: pa.Table, path: Path) -> bytes:
    pq.write_table(made, path)
    return path.read_bytes()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sets(st.integers(0, 60), max_size=40), min_size=1, max_size=5))
def test_the_table_of_any_nights_is_that_of_all_rows_made_anew(
    tmp_path_factory: pytest.TempPathFactory, nights: list[set[int]]
) -> None:
    folder = tmp_path_factory.mktemp("nights")
    store = Store.of(folder, "this code")
    for night in nights:
        parts = random.Random(len(night)).sample(sorted(night), len(night))
        found = _carried(store, parts)
        whole = table(Row, [row for part in parts for row in _rows(part)])
        assert table(Row, found).equals(whole, check_metadata=True)
        assert _bytes(table(Row, found), folder / "a") == _bytes(whole, folder / "b")
        assert list(found) == list(found.some(range(len(found))))
        assert found == tuple(found)


def test_a_part_that_is_known_is_not_made_again(tmp_path: Path) -> None:
    store, made = Store.of(tmp_path, "this code"), list[int]()
    _carried(store, range(30), made)
    _carried(store, [*range(10, 30), 77], made)
    assert made == [*range(30), 77]


def test_two_parts_with_one_key_are_refused_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    store = Store.of(tmp_path, "this code")
    row = next(row for part in range(9) for row in _rows(part))
    keys = [hashed(b"1"), hashed(b"2")]
    for _ in range(2):
        with pytest.raises(RowError, match="stands twice"):
            carried(store, "things", {"rows": Row}, keys, lambda _: {"rows": [row]})
    found = carried(
        store,
        "things",
        {"rows": Row},
        keys,
        lambda _: {"rows": [row]},
        repeated=frozenset({"rows"}),
    )
    assert list(found["rows"]) == [row, row]


def test_a_column_is_read_without_making_rows() -> None:
    rows = [row for part in range(20) for row in _rows(part)]
    tabled = Tabled(Row, table(Row, rows))
    assert column(tabled, "name") == column(tuple(tabled), "name")
    assert (len(tabled), tabled[0]) == (len(rows), next(iter(tabled)))


def test_what_is_made_later_is_made_once_and_equals_what_it_is() -> None:
    asked: list[Any] = []

    def make() -> tuple[int, ...]:
        asked.append(None)
        return 1, 2, 3

    later = Later(make, 3)
    assert len(later) == 3
    assert not asked
    assert (list(later), later[1], later[1:]) == ([1, 2, 3], 2, (2, 3))
    assert later == (1, 2, 3)
    assert later == [1, 2, 3]
    assert later != (1, 2)
    assert hash(later) == hash((1, 2, 3))
    assert len(asked) == 1
