"""One line for analysts: ``pipeline.load("works")``, a checked pandas frame."""

from __future__ import annotations

import gc
import hashlib
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import (
    DisputedWarning,
    MissingError,
    ReleaseError,
    StaleWarning,
    UsageError,
)
from pipeline.release import manifest
from pipeline.release.versions import (
    DESCRIPTOR,
    LATEST,
    PRUNED,
    order,
    published,
    releases,
    resolve,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CATEGORIES", "STALE_AFTER", "load", "releases", "resolve", "to_frame"]

CATEGORIES = frozenset(
    [
        "abstract_language",
        "band",
        "basis",
        "cause",
        "claimed_by",
        "comparison",
        "event",
        "field",
        "kind",
        "language",
        "op",
        "place_code",
        "price_currency",
        "role",
        "scheme",
        "severity",
        "source",
        "status",
        "verdict",
    ]
)
"""Columns of few values, the same few in every table: a million rows of them are small numbers."""

STALE_AFTER = timedelta(days=90)
_CALLER = 4  # frames from `warnings.warn` to the line that called `pipeline.load`


def load(
    table: str,
    version: str = LATEST,
    root: Path | str = "curated",
    *,
    as_of: date | str | None = None,
) -> pd.DataFrame:
    """Return one table of a release as a frame, its bytes checked against the release's own sum.

    Lists are Python lists, whole numbers that may be missing are ``Int64`` (a year stays
    2015, not 2015.0), dates are ``datetime64``, columns of a few codes (``CATEGORIES``) are
    categories. ``frame.attrs`` says which release it is: pass ``attrs["release"]`` as
    ``version`` to read a second table of the same one.

    Args:
        table: ``works``, ``editions``, ``coverage``, … as in ``docs/data-dictionary.md``.
        version: Such as ``2026-11-21.1``, or ``latest``.
        root: The folder that holds ``releases/``.
        as_of: Instead of a version, a day or an instant (UTC where it does not say): the
            newest release made by then.

    Raises:
        ReleaseError: There is no such release or table, or the file was altered.
        UsageError: ``as_of`` is no time, or a version was given as well.

    Warns:
        DisputedWarning: Works on which sources disagree or a steward has not yet spoken.
        StaleWarning: Works seen on no page for ``STALE_AFTER`` before the release was made.
    """
    if as_of is not None:
        if version != LATEST:
            raise UsageError("give a version or as_of, not both")
        version = _made_by(as_of, root)
    folder = resolve(version, root)
    stated = manifest.read(folder)
    if stated.is_altered:
        raise ReleaseError(
            f"{folder / DESCRIPTOR} is not the file that was published: its digest differs. "
            "Do not use it; restore the release from a copy, or load another version"
        )
    if table not in stated.resources:
        names = ", ".join(stated.resources)
        raise MissingError(f"release {stated.version} has no table {table!r}; it has {names}")
    read = _checked(folder, stated.resources[table]["hash"], table)
    _warn(read, f"{table} {stated.version}", stated.created_at)
    frame = to_frame(read, categories=CATEGORIES)
    frame.attrs.update(
        release=stated.version, created_at=stated.created_at.isoformat(), table=table
    )
    return frame


def _made_by(when: date | str, root: Path | str) -> str:
    """Return the newest release made by a day or an instant.

    Raises:
        MissingError: There was none, or it was pruned: another would not be what was asked for.
    """
    until = _end(when)
    for version, folder in reversed(published(root).items()):
        day, _ = order(version)
        if day > until.date().isoformat():
            continue  # its name says so: most descriptors need not be read
        if manifest.read(folder).created_at > until:
            continue
        if folder.parent.name == PRUNED:
            raise MissingError(f"the release of that time, {version}, was pruned; name a version")
        return version
    raise MissingError(f"{root} holds no release made by {until.isoformat()}")


def _end(when: date | str) -> datetime:
    """Return the instant up to which releases count: of a day, its end."""
    try:
        if isinstance(when, str):
            when = date.fromisoformat(when) if len(when) == 10 else datetime.fromisoformat(when)
    except ValueError:
        raise UsageError(f"as_of={when!r} is no time; write it like 2026-11-21") from None
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, 23, 59, 59, 999_999, tzinfo=UTC)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _warn(table: pa.Table, name: str, made_at: datetime) -> None:
    """Say in a line each how many rows deserve a second look, and how to find them."""
    names = set(table.column_names)
    if {"has_conflict", "needs_review"} <= names:
        odd = pc.or_(table.column("has_conflict"), table.column("needs_review"))
        if count := pc.sum(odd).as_py():
            told = f"{name}: {count} of {table.num_rows} rows are disputed"
            warnings.warn(f"{told} (has_conflict, needs_review)", DisputedWarning, _CALLER)
    if "last_seen_on" in names:
        last = pa.scalar((made_at - STALE_AFTER).date(), pa.date32())
        if count := pc.sum(pc.less(table.column("last_seen_on"), last)).as_py():
            told = f"{name}: {count} of {table.num_rows} rows were not seen for {STALE_AFTER.days}"
            warnings.warn(f"{told} days or more (last_seen_on)", StaleWarning, _CALLER)


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


def to_frame(table: pa.Table, *, categories: Collection[str] = ()) -> pd.DataFrame:
    """Return an Arrow table as a frame, with lists as Python lists.

    Args:
        table: Any.
        categories: The columns of text that are to be categories, sorted.
    """
    import pandas as pd

    nested = [field.name for field in table.schema if pa.types.is_nested(field.type)]
    coded = [
        field.name
        for field in table.schema
        if field.name in categories and pa.types.is_string(field.type)
    ]
    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    may_be_null = {field.name for field in table.schema if field.nullable}
    frame = table.drop_columns(nested + coded).to_pandas(date_as_object=False)
    for field in table.schema:
        if field.name in may_be_null and field.type in nullable:
            frame[field.name] = table.column(field.name).to_pandas(types_mapper=nullable.get)
    for name in coded:
        frame[name] = _category(table.column(name))
    with _no_collecting():
        for name in nested:
            frame[name] = pd.Series(_lists(table.column(name)), dtype=object, index=frame.index)
    ordered: pd.DataFrame = frame[table.column_names]
    return ordered


def _category(column: pa.ChunkedArray) -> pd.Series[Any]:
    """Return a column of text as a category: those values that stand in it, sorted."""
    coded: pd.Series[Any] = column.dictionary_encode().to_pandas()
    return coded.cat.reorder_categories(sorted(coded.cat.categories))


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
