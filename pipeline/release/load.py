"""One line for analysts: ``pipeline.load("works")``, a checked pandas frame."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import MissingError, ReleaseError
from pipeline.release import manifest
from pipeline.release.versions import LATEST, releases, resolve

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load", "releases", "resolve", "to_frame"]


def load(table: str, version: str = LATEST, root: Path | str = "curated") -> pd.DataFrame:
    """Return one table of a release as a frame, its bytes checked against the release's own sum.

    Lists are Python lists, whole numbers that may be missing are ``Int64`` (a year stays
    2015, not 2015.0), dates are ``datetime64``. ``frame.attrs`` says which release it is:
    pass ``attrs["release"]`` as ``version`` to read a second table of the same one.

    Args:
        table: ``works``, ``editions``, ``coverage``, … as in ``docs/data-dictionary.md``.
        version: Such as ``2026-11-21.1``, or ``latest``.
        root: The folder that holds ``releases/``.

    Raises:
        ReleaseError: There is no such release or table, or the file was altered.
    """
    folder = resolve(version, root)
    stated = manifest.read(folder)
    if table not in stated.resources:
        names = ", ".join(stated.resources)
        raise MissingError(f"release {stated.version} has no table {table!r}; it has {names}")
    frame = to_frame(_checked(folder, stated.resources[table]["hash"], table))
    frame.attrs.update(
        release=stated.version, created_at=stated.created_at.isoformat(), table=table
    )
    return frame


def _checked(folder: Path, stated: str, table: str) -> pa.Table:
    """Read the file once, so that the bytes summed are the bytes parsed."""
    path = folder / f"{table}.parquet"
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"{path} cannot be read ({error.strerror}); restore the release from a copy, "
            "or load another version"
        ) from error
    if f"sha256:{hashlib.sha256(body).hexdigest()}" != stated:
        raise ReleaseError(
            f"{path} is not the file that was published: its SHA-256 differs. "
            "Do not use it; restore the release from a copy, or load another version"
        )
    return pq.read_table(pa.BufferReader(body))


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame, with lists as Python lists."""
    import pandas as pd

    nested = [field.name for field in table.schema if pa.types.is_nested(field.type)]
    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    may_be_null = {field.name for field in table.schema if field.nullable}
    frame = table.drop_columns(nested).to_pandas(date_as_object=False)
    for field in table.schema:
        if field.name in may_be_null and field.type in nullable:
            frame[field.name] = table.column(field.name).to_pandas(types_mapper=nullable.get)
    with _no_collecting():
        for name in nested:
            frame[name] = pd.Series(_lists(table.column(name)), dtype=object, index=frame.index)
    ordered: pd.DataFrame = frame[table.column_names]
    return ordered


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hold the garbage collector off: it would walk millions of new lists that hold no cycle.

    Two thirds of the time to load a million works went there.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lists(column: pa.ChunkedArray) -> list[Any]:
    """Return each row's list; the items of a column are turned into Python once, then cut."""
    rows: list[Any] = []
    for chunk in column.chunks:
        if not pa.types.is_list(chunk.type):
            rows += chunk.to_pylist()
            continue
        lengths = chunk.value_lengths()
        ends = pc.cumulative_sum(pc.fill_null(lengths, 0)).to_pylist()
        cut = list(map(chunk.flatten().to_pylist().__getitem__, map(slice, [0, *ends], ends)))
        for row in pc.indices_nonzero(lengths.is_null()).to_pylist():
            cut[row] = None
        rows += cut
    return rows
