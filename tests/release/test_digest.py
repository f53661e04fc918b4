from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import model
from pipeline.release.build import tables
from pipeline.release.digest import column_digest, digests, release_digest
from tests.release.rows import Entry, entries, few, redirect, rows

many = settings(deadline=None)
texts = st.text(max_size=4)
SCALARS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): texts,
    pa.int64(): st.integers(-3, 3),
    pa.bool_(): st.booleans(),
    pa.float64(): st.sampled_from([0.0, 1.5, -2.25]),
    pa.list_(pa.string()): st.lists(st.none() | texts, max_size=3),
    pa.list_(pa.struct([("a", pa.string()), ("b", pa.list_(pa.int64()))])): st.lists(
        st.fixed_dictionaries(
            {"a": st.none() | texts, "b": st.none() | st.lists(st.integers(0, 2), max_size=2)}
        ),
        max_size=2,
    ),
}


def columns(kind: pa.DataType) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | SCALARS[kind], max_size=6)


@pytest.mark.parametrize("kind", SCALARS, ids=str)
@many
@given(data=st.data())
def test_two_columns_have_one_digest_when_and_only_when_they_say_the_same(
    kind: pa.DataType, data: st.DataObject
) -> None:
    left = data.draw(columns(kind))
    right = data.draw(st.just(left) | columns(kind))

    same = column_digest(chunked(left, kind)) == column_digest(chunked(right, kind))

    assert same == (left == right)


@pytest.mark.parametrize("kind", SCALARS, ids=str)
@many
@given(data=st.data())
def test_chunks_and_slices_do_not_show_in_a_digest(kind: pa.DataType, data: st.DataObject) -> None:
    values = data.draw(columns(kind))
    cut = data.draw(st.integers(0, len(values)))
    odd = data.draw(columns(kind))
    whole = pa.array([*odd, *values, *odd], kind)
    inner = whole.slice(len(odd), len(values))
    pieces = pa.chunked_array([inner.slice(0, cut), inner.slice(cut)], kind)

    assert column_digest(pieces) == column_digest(chunked(values, kind))


def chunked(values: list[Any], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([values], kind) if values else pa.chunked_array([], kind)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["ab", "c"], ["a", "bc"]),
        (["", None], [None, ""]),
        ([["a", "b"], []], [["a"], ["b"]]),
        ([[], None], [None, []]),
        ([["a\x1fb"]], [["a", "b"]]),
    ],
    ids=str,
)
def test_nothing_runs_together(left: list[Any], right: list[Any]) -> None:
    kind = pa.list_(pa.string()) if any(isinstance(x, list) for x in left) else pa.string()

    assert column_digest(chunked(left, kind)) != column_digest(chunked(right, kind))


def test_what_a_writer_leaves_behind_a_null_does_not_show() -> None:
    values = pa.array([1, 2, 3])
    dirty = pa.Array.from_buffers(
        pa.int64(), 3, [pa.array([0b101]).buffers()[1], values.buffers()[1]]
    )

    assert column_digest(pa.chunked_array([dirty])) == column_digest(
        chunked([1, None, 3], pa.int64())
    )


def test_minus_zero_is_zero() -> None:
    assert column_digest(chunked([-0.0], pa.float64())) == column_digest(
        chunked([0.0], pa.float64())
    )


def test_large_and_dictionary_strings_are_strings() -> None:
    plain = chunked(["a", None, "a"], pa.string())
    for kind in (pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        assert column_digest(plain.cast(kind)) == column_digest(plain)


@pytest.mark.parametrize("writing", [{"compression": "gzip"}, {"row_group_size": 1}], ids=str)
def test_the_parquet_writer_does_not_show(writing: dict[str, Any]) -> None:
    built = tables(rows(entries(5)))
    for name, table in built.items():
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, **writing)
        read = pq.read_table(pa.BufferReader(sink.getvalue()))

        assert digest_of(name, read) == digest_of(name, table)


def test_the_order_of_rows_does_not_show() -> None:
    built = tables(rows(entries(5)))
    for name in ("works", "claims", "coverage"):
        table = built[name]
        backwards = table.take(list(range(table.num_rows))[::-1])

        assert digest_of(name, backwards) == digest_of(name, table)


def digest_of(name: str, table: pa.Table) -> str:
    return digests(name, table).whole


@few
@given(said=st.permutations(entries(4)))
def test_shuffled_rows_give_the_same_release(said: list[Entry]) -> None:
    made = {name: rows(entries(4))[name] for name in model.TABLES}
    order = {entry.work: place for place, entry in enumerate(said)}
    shuffled = dict(made, works=sorted(made["works"], key=lambda row: order[row.work_id]))

    assert release_digest(tables(shuffled)) == release_digest(tables(made))


def test_renaming_pages_and_looking_again_later_give_the_same_release() -> None:
    made = rows(entries(2))
    later = dict(made)
    later["listings"] = [
        replace(row, page="other.txt", fetched_at=row.fetched_at + timedelta(days=1))
        for row in made["listings"]
    ]
    later["works"] = [
        replace(row, last_seen_on=row.last_seen_on + timedelta(days=1)) for row in made["works"]
    ]

    assert release_digest(tables(later)) == release_digest(tables(made))
    assert digest_of("works", tables(later)["works"]) != digest_of("works", tables(made)["works"])


def test_the_names_of_releases_are_no_content() -> None:
    early, late = (
        redirect("w-0", "w-0001"),
        replace(redirect("w-0", "w-0001"), since="2027-01-01.1"),
    )
    ledger = model.LedgerRow(
        seq=1, release="r", event="mint", work_id="w-0001", mention_id=None, other_work_id=None
    )

    left = tables(rows(entries(1), redirects=[early]))
    right = tables(rows(entries(1), redirects=[late], ledger=[ledger]))

    assert release_digest(left) == release_digest(right)


@pytest.mark.parametrize(
    "other",
    [
        rows(entries(2)[:1]),
        rows([replace(entry, year=2016) for entry in entries(2)]),
        rows(entries(2), redirects=[redirect("w-0", None)]),
    ],
    ids=["a work less", "another year", "a redirect more"],
)
def test_anything_that_is_said_shows(other: dict[str, list[Any]]) -> None:
    assert release_digest(tables(other)) != release_digest(tables(rows(entries(2))))
