"""Rows of tables carried from night to night as Arrow, never unpacked: those of what is new join.

What rows are made of is a *part*: a work with all that is said of it, or a page. A part whose key
is known has its rows; the rows of all parts together are the table that ``schema.table`` makes of
them, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cache.packs import Cache, Rows, Section, as_keys
from pipeline.errors import RowError
from pipeline.schema import Tabled, arrow_schema, in_order, keys, struct_array

Made = Mapping[str, Sequence[Any]]  # rows by table


def carried(
    cache: Cache,
    name: str,
    kinds: Mapping[str, type],
    parts: Sequence[bytes],
    make: Callable[[int], Made],
    repeated: frozenset[str] = frozenset(),
) -> dict[str, Tabled]:
    """Return the rows of all parts by table.

    Args:
        cache: Where they are kept.
        name: What they are kept under.
        kinds: Table to the kind of its rows.
        parts: What the rows of each part depend on.
        make: Makes the rows of the part at a place.
        repeated: Tables of which two parts may have the same row.

    Raises:
        RowError: A row breaks its declaration, or two rows have one key.
    """
    section = cache.section(name, _schema(kinds))
    known = as_keys(parts)
    rows = section.find(known)
    missing = np.flatnonzero(rows < 0)
    made = [make(at) for at in missing.tolist()]
    new = {table: _packed(kind, [each[table] for each in made]) for table, kind in kinds.items()}
    found = {
        table: Tabled(kind, _table(kind, section, table, new[table], rows))
        for table, kind in kinds.items()
    }
    for table in kinds.keys() - repeated:
        if not _rises(found[table].table, keys(kinds[table])):
            raise RowError(kinds[table].__name__, ", ".join(keys(kinds[table])), "stands twice")
    section.keep(rows, known[missing], new)
    return found


def _schema(kinds: Mapping[str, type]) -> pa.Schema:
    return pa.schema([pa.field(name, _list_of(kind)) for name, kind in kinds.items()])


def _list_of(kind: type) -> pa.DataType:
    return pa.list_(pa.struct(list(arrow_schema(kind))))


def _packed(kind: type, parts: Sequence[Sequence[Any]]) -> pa.Array:
    """Return the rows of each part as a list, in the order of their keys."""
    ordered = [in_order(kind, rows) for rows in parts]
    ends = pa.array(accumulate(map(len, ordered), initial=0), pa.int32())
    flat = struct_array(kind, [row for rows in ordered for row in rows])
    return pa.ListArray.from_arrays(ends, flat).cast(_list_of(kind))


def _table(kind: type, section: Section, name: str, new: pa.Array, rows: Rows) -> pa.Table:
    """Return the rows of all parts, kept and new, in the order of their keys."""
    kept = section.column(name)
    at = rows.copy()
    at[rows < 0] = len(kept) + np.arange(len(new))
    lists = pa.chunked_array([*kept.chunks, new], _list_of(kind)).take(pa.array(at))
    flat = pa.chunked_array([chunk.flatten() for chunk in lists.chunks], _list_of(kind).value_type)
    structs = flat.combine_chunks()
    whole = pa.concat_arrays(structs.chunks) if isinstance(structs, pa.ChunkedArray) else structs
    table = pa.Table.from_arrays(whole.flatten(), schema=arrow_schema(kind))
    return _ordered(kind, table)


def _ordered(kind: type, table: pa.Table) -> pa.Table:
    """Return a table sorted by its keys."""
    key = keys(kind)
    if _rises(table, key):
        return table
    order = [(name, "ascending") for name in key]
    return table.take(pc.sort_indices(table, sort_keys=order)).combine_chunks()


def _rises(table: pa.Table, key: Sequence[str]) -> bool:
    """Tell whether every row's key is greater than the one before."""
    found: pa.ChunkedArray | None = None
    for name in reversed(key):
        column = table.column(name)
        before, after = column.slice(0, max(len(column) - 1, 0)), column.slice(1)
        greater, equal = pc.less(before, after), pc.equal(before, after)
        found = greater if found is None else pc.or_(greater, pc.and_(equal, found))
    return found is None or pc.all(found, min_count=0).as_py() is True
