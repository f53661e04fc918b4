"""The rows of any table of a release, as CSV or as JSON Lines."""

from __future__ import annotations

import csv as comma_separated
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release import disk
from pipeline.release.exports.cells import cell
from pipeline.release.manifest import instant

_BATCH = 1000  # rows turned into text at a time
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def csv(folder: Path, table: str, works: Sequence[str] | None = None) -> Iterator[str]:
    """Yield a table as CSV (RFC 4180) with a header; ``cells`` says how values are written."""
    rows = of_works(disk.read_table(folder, table), works)
    yield _line(rows.column_names)
    for batch in rows.to_batches(_BATCH):
        yield "".join(_line([cell(value) for value in row.values()]) for row in batch.to_pylist())


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    comma_separated.writer(text).writerow(cells)
    return text.getvalue()


def jsonl(folder: Path, table: str, works: Sequence[str] | None = None) -> Iterator[str]:
    """Yield a table as JSON Lines: one row per line, lists as lists, times as ISO 8601.

    What some programs take for a line end (U+0085, U+2028, U+2029) is written as an escape.
    """
    rows = of_works(disk.read_table(folder, table), works)
    for batch in rows.to_batches(_BATCH):
        yield "".join(f"{_json(row)}\n" for row in batch.to_pylist())


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=_plain).translate(_LINE_ENDS)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    assert isinstance(value, date), value
    return value.isoformat()


def of_works(table: pa.Table, works: Sequence[str] | None) -> pa.Table:
    """Return the rows of certain works; all where none are named or the table knows no works."""
    if works is None or "work_id" not in table.column_names:
        return table
    return table.filter(pc.is_in(table.column("work_id"), value_set=pa.array(works, pa.string())))
