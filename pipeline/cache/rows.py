"""Rows as lists that JSON can hold, and back: what the cache keeps is data, never code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, get_args, get_origin

from pipeline.schema import columns, without_none

T = TypeVar("T")
Convert = Callable[[Any], Any]
SCALARS = frozenset({str, int, float, bool})


def pack(row: Any) -> list[Any]:
    """Return a row as a list of its values, rows within it likewise."""
    kind: Any = type(row)
    found: list[Any] = _packer(kind)(row)
    return found


def unpack(row_type: type[T], values: list[Any]) -> T:
    """Return the row that ``pack`` made a list of; the list stays as it is.

    Raises:
        ValueError: It has more or fewer values than the row.
    """
    kind: Any = row_type
    found: T = _unpacker(kind)(values)
    return found


@cache
def _packer(row_type: Any) -> Convert:
    specs = columns(row_type)
    get = attrgetter(*(spec.name for spec in specs))
    inner = {at: made for at, spec in enumerate(specs) if (made := _pack_of(spec.type))}

    def packed(row: Any) -> list[Any]:
        values = list(get(row))
        for at, convert in inner.items():
            if values[at] is not None:
                values[at] = convert(values[at])
        return values

    return packed


@cache
def _unpacker(row_type: Any) -> Convert:
    specs = columns(row_type)
    names = tuple(spec.name for spec in specs)
    inner = {spec.name: made for spec in specs if (made := _unpack_of(spec.type))}

    if not inner:
        return lambda values: row_type(**dict(zip(names, values, strict=True)))

    def unpacked(values: list[Any]) -> Any:
        row = dict(zip(names, values, strict=True))
        for name, convert in inner.items():
            if row[name] is not None:
                row[name] = convert(row[name])
        return row_type(**row)

    return unpacked


def _pack_of(hint: Any) -> Convert | None:
    """Return what a value needs before JSON takes it; a tuple of scalars needs nothing."""
    hint, item = _parts(hint)
    if item is None:
        return _packer(hint) if is_dataclass(hint) and isinstance(hint, type) else None
    inner = _pack_of(item)
    return None if inner is None else lambda values: list(map(inner, values))


def _unpack_of(hint: Any) -> Convert | None:
    hint, item = _parts(hint)
    if item is None:
        return _unpacker(hint) if is_dataclass(hint) and isinstance(hint, type) else None
    inner = _unpack_of(item)
    return tuple if inner is None else lambda values: tuple(map(inner, values))


def _parts(hint: Any) -> tuple[Any, Any]:
    """Return a type less null, and what its items are if it is a tuple.

    Raises:
        TypeError: JSON has no such value.
    """
    hint = without_none(hint)
    if get_origin(hint) is tuple:
        return hint, get_args(hint)[0]
    if hint in SCALARS or (is_dataclass(hint) and isinstance(hint, type)):
        return hint, None
    raise TypeError(f"{hint!r} is not kept as JSON")
