"""A release opened for look-ups: its tables in a DuckDB file of our own, each copied at first use.

A Parquet file is read by the column; a page of the desk wants the few rows about one thing.
The file stands in a temporary folder and goes with the object; the release is never written to.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar
from weakref import finalize

import duckdb
import pyarrow as pa

from pipeline.model import TABLES
from pipeline.normalise.fold import fold
from pipeline.release import disk, manifest
from pipeline.schema import arrow_schema, in_order, rows

Row = TypeVar("Row")

LOOKED_UP: Mapping[str, tuple[str, ...]] = {
    "works": ("work_id",),
    "mentions": ("mention_id", "work_id"),
    "listings": ("listing_id", "mention_id"),
    "editions": ("work_id",),
    "coverage": ("work_id", "mention_id"),
    "contributors": ("work_id",),
    "identifiers": ("work_id",),
    "provenance": ("work_id",),
    "pairs": ("left_mention_id", "right_mention_id"),
    "evidence": ("left_mention_id",),
    "conflicts": ("work_id",),
    "decisions": ("left_mention_id",),
    "sources": (),
    "overrides": (),
    "aliases": (),
    "relations": ("left_work_id", "right_work_id"),
    "redirects": ("old_work_id", "work_id"),
    "ledger": ("work_id",),
    "unknowns": (),
    "changes": ("work_id",),
}
"""Table to the columns by which a page asks for its rows."""

SEARCHED = "searched"  # works by title: what lists show, and the text that searching looks in
MOST = 400  # rows of a table that one page is made from
_FOLDED = 2000  # characters of a title that searching reads


class Opened:
    """One release, ready for questions; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the release in ``folder``.

        Raises:
            ReleaseError: It cannot be read.
        """
        self.manifest = manifest.read(folder)
        self.version = self.manifest.version
        self._home = Path(tempfile.mkdtemp(prefix="collate-desk-"))
        finalize(self, shutil.rmtree, self._home, ignore_errors=True)
        self._base = duckdb.connect(str(self._home / "release.duckdb"))
        self._base.execute("SET TimeZone = 'UTC'")
        self._base.execute("SET autoinstall_known_extensions = false")
        self._folder = folder
        self._ready: set[str] = set()
        self._lock = RLock()

    def warm(self) -> None:
        """Copy every table, so that no page waits for one."""
        self.need(*LOOKED_UP, SEARCHED)

    def rows(
        self, name: str, *, most: int = MOST, order: str = "", **wanted: str | Iterable[str]
    ) -> tuple[Any, ...]:
        """Return rows of a table as its dataclass.

        Args:
            name: A table of ``LOOKED_UP``.
            most: How many.
            order: An expression to sort by; the keys of the table when not given. (DuckDB uses
                an index only where it need not sort.)
            wanted: Column to the value, or the values, that it must have.
        """
        self.need(name)
        tests, values = [], list[str]()
        for column, value in wanted.items():
            given = [value] if isinstance(value, str) else list(value)
            tests.append(f"{column} IN ({', '.join('?' * len(given)) or 'NULL'})")
            values += given
        found = self.table(
            f"SELECT * FROM {name}"
            + (f" WHERE {' AND '.join(tests)}" if tests else "")
            + (f" ORDER BY {order}" if order else "")
            + f" LIMIT {most:d}",
            values,
        )
        made: tuple[Any, ...] = rows(TABLES[name], found)
        return made if order else tuple(in_order(TABLES[name], made))

    def one(self, name: str, **wanted: str) -> Any | None:
        """Return the first row with these values; ``None`` where there is none."""
        return next(iter(self.rows(name, most=1, **wanted)), None)

    def table(self, query: str, values: Sequence[Any] = ()) -> pa.Table:
        """Return what a query of our own finds; values from outside go through ``values``.

        Tables that it reads are named to ``need`` before.
        """
        cursor = self._base.cursor()
        try:
            cursor.execute("SET TimeZone = 'UTC'")
            return cursor.sql(query, params=list(values)).to_arrow_table()
        finally:
            cursor.close()

    def dicts(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the same as dictionaries."""
        found: list[dict[str, Any]] = self.table(query, values).to_pylist()
        return found

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        self.need(name)
        return int(self.dicts(f"SELECT count(*) AS n FROM {name}")[0]["n"])

    def need(self, *names: str) -> None:
        """Have these tables copied, ``searched`` among them, before a query asks for them."""
        for name in names:
            if name in self._ready:
                continue
            with self._lock:
                if name == SEARCHED:
                    self._make_searchable()
                elif name not in self._ready:
                    self._copy(name, self._stored(name), LOOKED_UP[name])
                self._ready.add(name)

    def _stored(self, name: str) -> pa.Table:
        """Return a table of the release; an empty one where it is older than the table."""
        if name not in self.manifest.resources:
            return arrow_schema(TABLES[name]).empty_table()
        return disk.read_table(self._folder, name)

    def _copy(self, name: str, table: pa.Table, keys: Sequence[str] = ()) -> None:
        with self._base.cursor() as cursor:
            cursor.register("given", table)
            cursor.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            cursor.unregister("given")
            for column in keys:
                cursor.execute(f"CREATE INDEX {name}_{column} ON {name} ({column})")

    def _make_searchable(self) -> None:
        """Keep works in the order of their titles, each with the folded text to search in."""
        if SEARCHED in self._ready:
            return
        self.need("works")
        works = self.table(
            "SELECT work_id, title, alternative_titles, contributors, isbns FROM works"
        )
        texts = zip(
            works["work_id"].to_pylist(),
            works["title"].to_pylist(),
            *(works[name].to_pylist() for name in ("alternative_titles", "contributors", "isbns")),
            strict=True,
        )
        folded = [
            fold(" ".join(part[:_FOLDED] for part in (title, *others, *people, *isbns, work)))
            for work, title, others, people, isbns in texts
        ]
        table = pa.table({"work_id": works["work_id"], "text": pa.array(folded, pa.string())})
        with self._base.cursor() as cursor:
            cursor.register("given", table)
            cursor.execute(
                f"CREATE TABLE {SEARCHED} AS SELECT w.work_id, w.title, w.year, w.sources, "
                "w.mention_count, w.has_conflict, w.needs_review, g.text "
                "FROM given g JOIN works w USING (work_id) ORDER BY g.text, w.work_id"
            )
            cursor.unregister("given")
