"""Rows become tables: every table of the model, checked, sorted and referring to what exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import RowError, UsageError
from pipeline.model import TABLES
from pipeline.release.places import places
from pipeline.release.references import Dangling, all_dangling
from pipeline.schema import table

MADE_HERE = frozenset({"places"})  # from other tables


def tables(rows: Mapping[str, Sequence[Any]]) -> dict[str, pa.Table]:
    """Return every table of ``model.TABLES``, empty where ``rows`` has none for it.

    Args:
        rows: Table name to rows of its dataclass, in any order; those ``MADE_HERE`` follow.

    Raises:
        RowError: A row breaks its declaration, two rows share a key, or a row refers to
            what is not there.
        UsageError: ``rows`` names a table that the model does not have.
    """
    strangers = sorted(rows.keys() - TABLES.keys())
    if strangers:
        raise UsageError(f"no table is called {', '.join(strangers)}; see pipeline/model.py")
    built = {
        name: table(row_type, rows.get(name, ()))
        for name, row_type in TABLES.items()
        if name not in MADE_HERE
    }
    check(built)
    built["places"] = places(built["coverage"], built["works"])
    return {name: built[name] for name in TABLES}


def check(built: Mapping[str, pa.Table]) -> None:
    """Check what holds between tables.

    Raises:
        RowError: Something refers to what is not there, or an id is both live and redirected.
    """
    for found in all_dangling(built):
        raise RowError(found.reference.table, ", ".join(found.reference.columns), reason(found))
    live = both_live_and_redirected(built)
    if live:
        raise RowError("redirects", "old_work_id", f"{live[0]!r} is a work of this release")


def reason(found: Dangling) -> str:
    """Return in words what points at nothing.

    >>> from pipeline.release.references import REFERENCES
    >>> reason(Dangling(reference=REFERENCES[0], values=("w-1",), count=1))
    "'w-1' is not in works.work_id (1 row)"
    """
    rows = "1 row" if found.count == 1 else f"{found.count} rows"
    named = ", ".join(repr(value) for value in found.values)
    target = f"{found.reference.target}.{'+'.join(found.reference.target_columns)}"
    return f"{named} is not in {target} ({rows})"


def both_live_and_redirected(built: Mapping[str, pa.Table]) -> list[str]:
    """Return the first few ids that are works and yet lead elsewhere."""
    if not {"works", "redirects"} <= built.keys():
        return []
    old = built["redirects"].column("old_work_id")
    live = old.filter(pc.is_in(old, value_set=built["works"].column("work_id")))
    return [str(value) for value in live.slice(0, 3).to_pylist()]
