"""What a table says, as one digest: independent of the Parquet writer, chunks and row order.

The rows are put in the order of their keys. Each column is fed, value by value, to its own
hashes (one for which values are null, one for lengths, one for the bytes of the values;
lists and structs likewise, level by level), so that neither chunk borders nor what a
writer leaves behind a null can show. The digest covers column names and types too.

Two digests per table:

- *whole*: every column. It names exactly what the file says, and ``verify`` checks it.
- *content*: without the columns declared ``observed`` (times, file names) and without the
  names of releases. The release's content digest is made of these, over every table but
  ``changes`` (which tells of the parent, not of the world) and ``ledger`` (the history by
  which identities last; what it says of today stands in ``mentions.work_id`` and
  ``redirects``). So the same pages, code, tables and decisions on the same history give the
  same digest; shuffling or renaming pages, or looking at them again on another day, leaves
  it as it was, and then there is nothing new to publish.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import TABLES
from pipeline.schema import columns, keys

NOT_CONTENT = frozenset({"changes", "ledger"})
RELEASE_NAMES: Mapping[str, frozenset[str]] = {"redirects": frozenset({"since"})}


@dataclass(frozen=True, slots=True)
class Digests:
    """The two digests of one table, ``sha256:…``."""

    whole: str
    content: str


def release_digest(tables: Mapping[str, pa.Table]) -> str:
    """Return the content digest of a release's tables, ``sha256:…``."""
    return combined({name: digests(name, table).content for name, table in tables.items()})


def combined(contents: Mapping[str, str]) -> str:
    """Return a release's content digest from those of its tables."""
    content = hashlib.sha256()
    for name in sorted(contents.keys() - NOT_CONTENT):
        content.update(f"{name} {contents[name]}\n".encode())
    return f"sha256:{content.hexdigest()}"


def digests(name: str, table: pa.Table) -> Digests:
    """Return both digests of a table as today's model declares it."""
    return table_digests(table, key=key_of(name), without=observed(name))


@cache
def key_of(name: str) -> tuple[str, ...]:
    """Return the key columns of table ``name`` of today's model."""
    return keys(TABLES[name])


@cache
def observed(name: str) -> frozenset[str]:
    """Return the columns of table ``name`` that alone make no new release.

    >>> sorted(observed("works"))
    ['first_seen_on', 'last_seen_on']
    """
    declared = {spec.name for spec in columns(TABLES[name]) if spec.column.observed}
    return frozenset(declared) | RELEASE_NAMES.get(name, frozenset())


def table_digests(
    table: pa.Table, *, key: Sequence[str], without: Collection[str] = frozenset()
) -> Digests:
    """Return the digests of ``table`` with its rows in the order of ``key``.

    Args:
        table: In any order, in any chunks.
        key: The columns that tell its rows apart.
        without: The columns that are no content.
    """
    whole, content = (hashlib.sha256(f"{table.num_rows} rows\n".encode()) for _ in range(2))
    ordered = in_order(table, key)
    for name in sorted(table.column_names):
        line = f"{name!r} {column_digest(ordered.column(name))}\n".encode()
        whole.update(line)
        if name not in without:
            content.update(line)
    return Digests(f"sha256:{whole.hexdigest()}", f"sha256:{content.hexdigest()}")


def column_digest(column: pa.ChunkedArray) -> str:
    """Return the digest of one column as it stands, ``<type> <hex>``."""
    streams: dict[str, hashlib._Hash] = {}
    for chunk in (pa.array([], column.type), *column.chunks):  # the first opens every stream
        _feed(streams, "", chunk)
    whole = hashlib.sha256()
    for path in sorted(streams):
        whole.update(f"{path} {streams[path].hexdigest()}\n".encode())
    return f"{type_name(column.type)} {whole.hexdigest()}"


def in_order(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """Return ``table`` sorted by ``key``; itself where it already is."""
    if not key or is_strictly_sorted(table, key):
        return table
    order = [(name, "ascending") for name in key]
    return table.take(pc.sort_indices(table, sort_keys=order))


def is_strictly_sorted(table: pa.Table, key: Sequence[str]) -> bool:
    """Tell whether every row's key is greater than the one before; so no key stands twice."""
    rises: pa.ChunkedArray | None = None
    for name in reversed(key):
        column = table.column(name)
        if column.null_count:
            return False
        before, after = column.slice(0, max(len(column) - 1, 0)), column.slice(1)
        greater = pc.less(before, after)
        rises = (
            greater if rises is None else pc.or_(greater, pc.and_(pc.equal(before, after), rises))
        )
    return rises is None or pc.all(rises, min_count=0).as_py() is True


def type_name(kind: pa.DataType) -> str:
    """Return a type's name, the same for every way Arrow can lay it out.

    >>> type_name(pa.list_(pa.large_string())), type_name(pa.timestamp("us", tz="UTC"))
    ('list<string>', 'timestamp[us, tz=UTC]')
    """
    if pa.types.is_dictionary(kind):
        return type_name(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list<{type_name(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{f.name}: {type_name(f.type)}' for f in kind)}>"
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "string"
    return str(kind)


def _feed(streams: dict[str, hashlib._Hash], path: str, array: pa.Array) -> None:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    _update(streams, f"{path}/valid", pc.cast(array.is_valid(), pa.uint8()))
    if pa.types.is_struct(array.type):
        for field, part in zip(array.type, array.flatten(), strict=True):
            _feed(streams, f"{path}/{field.name}", part)
    elif pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        _update(streams, f"{path}/length", _lengths(pc.list_value_length(array)))
        _feed(streams, f"{path}/item", array.flatten())
    elif pa.types.is_string(array.type) or type_name(array.type) == "string":
        text = pc.fill_null(pc.cast(array, pa.large_string()), "")
        _update(streams, f"{path}/length", _lengths(pc.binary_length(text)))
        _update_bytes(streams, f"{path}/value", _text_bytes(text))
    else:
        _update(streams, f"{path}/value", _numbers(array))


def _lengths(array: pa.Array) -> pa.Array:
    return pc.fill_null(pc.cast(array, pa.int64()), 0)


def _numbers(array: pa.Array) -> pa.Array:
    """Return values of a fixed width with zero for null, and one zero (-0.0 is 0.0)."""
    kind = array.type
    if pa.types.is_boolean(kind):
        return pc.fill_null(pc.cast(array, pa.uint8()), 0)
    if pa.types.is_floating(kind):
        return pc.add(pc.fill_null(array, 0.0), 0.0)
    same_width = pa.int64() if kind.bit_width == 64 else pa.int32()
    return pc.fill_null(array.view(same_width), 0)


def _update(streams: dict[str, hashlib._Hash], path: str, array: pa.Array) -> None:
    """Feed the bytes of an array of a fixed width without nulls."""
    width = array.type.bit_width // 8
    start = array.offset * width
    body = array.buffers()[1]
    view = memoryview(b"") if body is None else memoryview(body)
    _update_bytes(streams, path, view[start : start + len(array) * width])


def _text_bytes(array: pa.Array) -> memoryview:
    offsets, body = array.buffers()[1:3]
    if body is None or not len(array):
        return memoryview(b"")
    ends = memoryview(offsets).cast("q")[array.offset : array.offset + len(array) + 1]
    return memoryview(body)[ends[0] : ends[-1]]


def _update_bytes(streams: dict[str, hashlib._Hash], path: str, body: memoryview) -> None:
    streams.setdefault(path, hashlib.sha256()).update(body)


def differing(left: Mapping[str, pa.Table], right: Mapping[str, pa.Table]) -> Iterable[str]:
    """Yield ``table`` or ``table.column`` for all content that two releases differ in."""
    for name in sorted((left.keys() | right.keys()) - NOT_CONTENT):
        if name not in left or name not in right:
            yield name
        elif digests(name, left[name]).content != digests(name, right[name]).content:
            yield from _differing_columns(name, left[name], right[name])


def _differing_columns(name: str, left: pa.Table, right: pa.Table) -> Iterable[str]:
    key = key_of(name)
    left, right = in_order(left, key), in_order(right, key)
    for column in sorted((set(left.column_names) | set(right.column_names)) - observed(name)):
        missing = column not in left.column_names or column not in right.column_names
        if missing or column_digest(left.column(column)) != column_digest(right.column(column)):
            yield f"{name}.{column}"
