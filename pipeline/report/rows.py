"""Rows of ``pipeline.model`` out of a release's Arrow tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin

import pyarrow as pa

from pipeline.schema import columns, without_none

Reader = Callable[[Any], Any]


def rows(row_type: type, table: pa.Table) -> tuple[Any, ...]:
    """Return a published table as rows of its dataclass, lists as tuples again."""
    read = _struct(row_type)
    wanted = [spec.name for spec in columns(row_type) if spec.name in table.column_names]
    return tuple(read(row) for row in table.select(wanted).to_pylist())


def _struct(row_type: type) -> Reader:
    readers = {spec.name: _reader(spec.type) for spec in columns(row_type)}
    return lambda row: row_type(**{name: readers[name](value) for name, value in row.items()})


def _reader(hint: Any) -> Reader:
    hint = without_none(hint)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: None if value is None else tuple(map(item, value))
    if is_dataclass(hint) and isinstance(hint, type):
        return _struct(hint)
    return lambda value: value
