"""One declaration per column: the Arrow schema, the row checks and the data dictionary.

A published table is a frozen dataclass whose fields are ``Annotated[type, Column(...)]``.
Everything a reader or a writer needs to know of the table is read from there, so the
schema, the checks and the documentation cannot disagree.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from pipeline.errors import RowError

if TYPE_CHECKING:
    import pyarrow as pa  # imported where it is used: the nouns alone must import quickly

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a reader of the Parquet file needs to know about one column.

    Attributes:
        doc: One line for the data dictionary.
        unit: The unit in words (``CE year``, ``bits``, ``UTC``), where there is one.
        key: Part of the table's primary key; rows are sorted by the keys.
        allowed: The values that may stand here, when they can be listed.
        observed: Says when or where a thing was seen (a time, a file name), not what it
            says; a change in such columns alone makes no new release.
    """

    doc: str
    unit: str = ""
    key: bool = False
    allowed: range | frozenset[str] | None = None
    observed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One column as declared: its name, its Python type and its ``Column``."""

    name: str
    type: Any
    column: Column


@cache
def _scalars() -> Mapping[type, pa.DataType]:
    import pyarrow as pa

    return {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
    }


@cache
def columns(row_type: type) -> tuple[Spec, ...]:
    """Return the declared columns of ``row_type``, in order."""
    return tuple(_columns(row_type))


def _columns(row_type: type) -> Iterator[Spec]:
    hints = get_type_hints(row_type, include_extras=True)
    for field in fields(row_type):
        hint = hints[field.name]
        column = next(
            (extra for extra in get_args(hint)[1:] if isinstance(extra, Column)), Column(doc="")
        )
        plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        yield Spec(name=field.name, type=plain, column=column)


def keys(row_type: type) -> tuple[str, ...]:
    """Return the names of the key columns, in order."""
    return tuple(spec.name for spec in columns(row_type) if spec.column.key)


def arrow_schema(row_type: type) -> pa.Schema:
    """Return the Arrow schema, with each column's doc and unit as field metadata."""
    import pyarrow as pa

    return pa.schema(
        pa.field(
            spec.name,
            arrow_type(spec.type),
            nullable=is_optional(spec.type),
            metadata={"doc": spec.column.doc, "unit": spec.column.unit},
        )
        for spec in columns(row_type)
    )


def arrow_type(hint: Any) -> pa.DataType:
    """Return the Arrow type of a column's Python type.

    Raises:
        TypeError: The type has no place in a table.
    """
    import pyarrow as pa

    hint = without_none(hint)
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return pa.list_(pa.field("item", arrow_type(item), nullable=is_optional(item)))
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(list(arrow_schema(hint)))
    if hint in _scalars():
        return _scalars()[hint]
    raise TypeError(f"no Arrow type for {hint!r}")


def is_optional(hint: Any) -> bool:
    """Tell whether ``None`` may stand in a column of this type."""
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def without_none(hint: Any) -> Any:
    """Return the type less ``None``; ``X | None`` becomes ``X``."""
    if not is_optional(hint):
        return hint
    rest = tuple(arg for arg in get_args(hint) if arg is not type(None))
    return rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007  built at run time


def table(row_type: type, rows: Iterable[Any]) -> pa.Table:
    """Return checked ``rows`` as an Arrow table sorted by its keys.

    Arrow accepts nulls where the schema forbids them, drops unknown keys and turns 1.5
    into 1, so every row is checked here first.

    Raises:
        RowError: A row breaks its declaration, or two rows have one key.
    """
    import pyarrow as pa

    if isinstance(rows, Tabled):
        return rows.table
    ordered = in_order(row_type, rows)
    values = _checked(row_type, ordered)
    _check_keys(row_type, values)
    arrays = [_array(spec.type, values[spec.name]) for spec in columns(row_type)]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(row_type))


def struct_array(row_type: type, rows: Sequence[Any]) -> pa.StructArray:
    """Return checked ``rows`` as an Arrow array, in their order; keys are not looked at.

    Raises:
        RowError: A row breaks its declaration.
    """
    import pyarrow as pa

    values = _checked(row_type, rows)
    arrays = [_array(spec.type, values[spec.name]) for spec in columns(row_type)]
    return pa.StructArray.from_arrays(arrays, fields=list(arrow_schema(row_type)))


class Tabled(Sequence[Any]):
    """The rows of a table that ``table`` would make of them; made when somebody looks at one."""

    def __init__(self, row_type: type, table: pa.Table) -> None:
        self.row_type = row_type
        self.table = table

    @cached_property
    def _rows(self) -> tuple[Any, ...]:
        return rows(self.row_type, self.table)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __getitem__(self, at: Any) -> Any:
        return self._rows[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def some(self, at: Sequence[int]) -> tuple[Any, ...]:
        """Return the rows at some places, and make no others."""
        import pyarrow as pa

        return rows(self.row_type, self.table.take(pa.array(at, pa.int64())))


def column(rows: Sequence[Any], name: str) -> list[Any]:
    """Return one column of rows; of a table, no row is made for it."""
    if isinstance(rows, Tabled):
        found: list[Any] = rows.table.column(name).to_pylist()
        return found
    return list(map(attrgetter(name), rows))


def _checked(row_type: type, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the values of rows by column, each as declared."""
    values = {spec.name: list(map(attrgetter(spec.name), rows)) for spec in columns(row_type)}
    if not all(_all_fit(spec, values[spec.name]) for spec in columns(row_type)):
        for row in rows:
            check(row)
    return values


def in_order(row_type: type, rows: Iterable[Any]) -> list[Any]:
    """Return ``rows`` sorted by the keys of their table, null before all else."""
    key = keys(row_type)
    if not key:
        return list(rows)
    given = list(rows)
    try:
        return sorted(given, key=attrgetter(*key))
    except TypeError:  # a null among them
        return sorted(given, key=lambda row: tuple(_sortable(getattr(row, name)) for name in key))


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value)


def _check_keys(row_type: type, values: Mapping[str, Sequence[Any]]) -> None:
    """Check that no key of sorted rows stands twice."""
    key = keys(row_type)
    found = list(zip(*(values[name] for name in key), strict=True))
    for before, after in pairwise(found):
        if before == after:
            raise RowError(row_type.__name__, ", ".join(key), f"the key {after!r} stands twice")


def _all_fit(spec: Spec, values: Sequence[Any]) -> bool:
    """Tell whether all values of a column are as declared; ``check`` says which is not.

    A column is looked at as a whole, which is many times quicker than value by value.
    """
    may_be_null, hint, item, is_row = _shape(spec.type)
    allowed = spec.column.allowed
    if may_be_null:
        values = [value for value in values if value is not None]
    if item is not None:
        items = replace(spec, type=item)
        return _are_all(tuple, values) and _all_fit(items, list(chain.from_iterable(values)))
    if not _are_all(hint, values):
        return False
    if is_row:
        return all(_all_fit(s, list(map(attrgetter(s.name), values))) for s in columns(hint))
    if hint is datetime and not all(value.tzinfo for value in values):
        return False
    if hint is float and not all(value == value for value in values):  # not NaN: absent is None
        return False
    return allowed is None or all(value in allowed for value in set(values) - {None})


def _are_all(kind: type, values: Iterable[Any]) -> bool:
    return set(map(type, values)) <= {kind}


def _array(hint: Any, values: Sequence[Any]) -> Any:
    """Return the values of one column as an Arrow array."""
    import pyarrow as pa

    _, plain, item, is_row = _shape(hint)
    if is_row and not any(value is None for value in values):
        parts = [_array(s.type, list(map(attrgetter(s.name), values))) for s in columns(plain)]
        return pa.StructArray.from_arrays(parts, fields=list(arrow_type(hint)))
    if item is not None and _shape(item)[3]:
        ends = accumulate((len(value or ()) for value in values), initial=0)
        inner = _array(item, [part for value in values for part in value or ()])
        absent = pa.array([value is None for value in values], pa.bool_())
        return pa.ListArray.from_arrays(
            pa.array(ends, pa.int32()), inner, type=arrow_type(hint), mask=absent
        )
    return pa.array([_plain(value) for value in values] if is_row else values, arrow_type(hint))


def check(row: Any, specs: tuple[Spec, ...] | None = None) -> None:
    """Check one row against its declaration.

    Raises:
        RowError: A value has the wrong type or is not among those allowed.
    """
    row_type: type = type(row)
    for spec in specs if specs is not None else columns(row_type):
        value = getattr(row, spec.name)
        if not _fits(value, spec.type):
            raise RowError(type(row).__name__, spec.name, f"{value!r} is no {spec.type}")
        allowed = spec.column.allowed
        if allowed is not None:
            for item in value if isinstance(value, tuple) else (value,):
                if item is not None and item not in allowed:
                    raise RowError(type(row).__name__, spec.name, f"{item!r} is not allowed")


@cache  # a type is asked about once per value, and there are millions of values
def _shape(hint: Any) -> tuple[bool, Any, Any, bool]:
    """Return whether null fits, the type less null, what its items are, if it is a row."""
    plain = without_none(hint)
    item = get_args(plain)[0] if get_origin(plain) is tuple else None
    return is_optional(hint), plain, item, is_dataclass(plain) and isinstance(plain, type)


def _fits(value: Any, hint: Any) -> bool:
    may_be_null, hint, item, is_row = _shape(hint)
    if value is None:
        return may_be_null
    if item is not None:
        return isinstance(value, tuple) and all(_fits(part, item) for part in value)
    if is_row:
        if not isinstance(value, hint):
            return False
        check(value)
        return True
    if hint is datetime:
        return isinstance(value, datetime) and value.tzinfo is not None
    if hint is float:
        return isinstance(value, float) and value == value  # not NaN: absent is None
    return type(value) is hint


def as_dict(row: Any) -> dict[str, Any]:
    """Return a row as plain dictionaries and lists, as Arrow wants them."""
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return as_dict(value)
    return value


def rows(row_type: type, table: pa.Table) -> tuple[Any, ...]:
    """Return a published table as rows of its dataclass, lists as tuples again."""
    specs = [spec for spec in columns(row_type) if spec.name in table.column_names]
    names = [spec.name for spec in specs]
    parts = [_read(spec.type, table.column(spec.name).to_pylist()) for spec in specs]
    return tuple(row_type(**dict(zip(names, row, strict=True))) for row in zip(*parts, strict=True))


def _read(hint: Any, values: list[Any]) -> Iterable[Any]:
    """Return a column's values as its dataclass has them."""
    _, _, item, is_row = _shape(hint)
    return values if item is None and not is_row else map(_reader(hint), values)


def _struct(row_type: type) -> Reader:
    readers = {spec.name: _reader(spec.type) for spec in columns(row_type)}

    def read(row: Mapping[str, Any] | None) -> Any:
        if row is None:
            return None
        return row_type(**{name: readers[name](value) for name, value in row.items()})

    return read


def _reader(hint: Any) -> Reader:
    hint = without_none(hint)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: None if value is None else tuple(map(item, value))
    if is_dataclass(hint) and isinstance(hint, type):
        return _struct(hint)
    return lambda value: value
