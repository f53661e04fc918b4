"""What changed between two releases, work by work, and what made it change.

``added`` and ``withdrawn`` carry the title in ``after`` and ``before``; ``merged`` is told of
the id that is gone, with its title in ``before`` and the work it is now in ``after``;
``split`` is told of the new id, with the work it came from in ``before`` and its title in
``after``; ``changed`` has one row per column of ``works``. Columns that only say when a thing
was seen are no change. What is no text stands as JSON.

The cause is exact when one input differs between the two releases. Where several do, it is
what is likely: a judgement that names a mention of the work, else a page of the work that
only one side has, else the first of parser, table and model that differs. A run, which can
make the releases in between, does better: see ``causes``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import TABLES, Change
from pipeline.release import disk, manifest
from pipeline.release.digest import in_order, key_of, observed
from pipeline.release.inputs import Inputs
from pipeline.release.versions import LATEST, resolve
from pipeline.schema import arrow_schema

ALL: tuple[str, ...] = ()
NEEDED: Mapping[str, tuple[str, ...]] = {  # table -> columns; ALL stands for every one
    "works": ALL,
    "mentions": ("mention_id", "work_id"),
    "listings": ("mention_id", "source", "snapshot_sha256"),
    "redirects": ALL,
    "decisions": ALL,
}
_FALLBACK = ("parser", "table", "model", "page", "judgement")


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two releases that are compared."""

    tables: Mapping[str, pa.Table]
    inputs: Inputs

    @cached_property
    def pages(self) -> pa.Array:
        """The snapshots it was made from."""
        return pa.array(sorted({ref.sha256 for ref in self.inputs.snapshots}), pa.string())


def stored(folder: Path, needed: Mapping[str, tuple[str, ...]] = NEEDED) -> Side:
    """Return a published release as a side, with the tables and columns needed of it."""
    stated = manifest.read(folder)
    tables = {}
    for name, columns in needed.items():
        if name not in stated.resources:  # the release is older than the table
            tables[name] = arrow_schema(TABLES[name]).empty_table()
            continue
        has = [each["name"] for each in stated.resources[name]["schema"]["fields"]]
        wanted = [column for column in columns or has if column in has]
        tables[name] = disk.read_table(folder, name, columns=wanted)
    return Side(tables=tables, inputs=stated.inputs)


def diff(a: str, b: str = LATEST, *, root: Path | str = "curated") -> list[Change]:
    """Return what changed from release ``a`` to release ``b``.

    Raises:
        ReleaseError: There is no such release.
    """
    before, after = resolve(a, root), resolve(b, root)
    return compare(stored(before), stored(after))


def changes(parent: Path | None, tables: Mapping[str, pa.Table], inputs: Inputs) -> list[Change]:
    """Return what ``tables``, made from ``inputs``, change in the release in ``parent``.

    A first release adds every work, and its pages are the cause.
    """
    if parent is not None:
        return compare(stored(parent), Side(tables=tables, inputs=inputs))
    works = tables["works"]
    return [
        _change(work_id, "added", after=title, cause="page")
        for work_id, title in _rows(works, "work_id", "title")
    ]


def compare(a: Side, b: Side) -> list[Change]:
    """Return what changed from ``a`` to ``b``, sorted by work."""
    causes = _Causes(a, b)
    found = [*_gone(a, b, causes), *_come(a, b, causes), *_changed(a, b, causes)]
    return sorted(found, key=lambda change: (change.work_id, change.op, change.field))


def as_text(value: Any) -> str | None:
    """Return a value as ``before`` and ``after`` hold it.

    >>> as_text("Title"), as_text(2015), as_text(["TT", "BA"]), as_text(None)
    ('Title', '2015', '["TT", "BA"]', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def _gone(a: Side, b: Side, causes: _Causes) -> Iterator[Change]:
    lost = _only_in(a, b)
    leads = dict(_rows(b.tables["redirects"], "old_work_id", "work_id"))
    homes = _homes(lost, a, b)
    for work_id, title in _rows(lost, "work_id", "title"):
        home = leads[work_id] if work_id in leads else _foremost(homes.get(work_id, Counter()))
        if home is None:
            cause = causes.of(work_id)
            yield _change(work_id, "withdrawn", before=title, cause=cause)
        else:
            cause = causes.of(work_id, home)
            yield _change(work_id, "merged", before=title, after=home, cause=cause)


def _come(a: Side, b: Side, causes: _Causes) -> Iterator[Change]:
    new = _only_in(b, a)
    origins = _homes(new, b, a)
    alive = set(b.tables["works"].column("work_id").to_pylist()) if origins else set()
    for work_id, title in _rows(new, "work_id", "title"):
        still = Counter({k: n for k, n in origins.get(work_id, Counter()).items() if k in alive})
        origin = _foremost(still)
        if origin is None:
            yield _change(work_id, "added", after=title, cause=causes.of(work_id))
        else:
            cause = causes.of(work_id, origin)
            yield _change(work_id, "split", before=origin, after=title, cause=cause)


def _changed(a: Side, b: Side, causes: _Causes) -> Iterator[Change]:
    left, right = (in_order(side.tables["works"], key_of("works")) for side in (a, b))
    left, right = _shared(left, right), _shared(right, left)
    for name in right.column_names:
        if name in observed("works") or name not in left.column_names:
            continue
        rows = _differing(left.column(name), right.column(name))
        before, after = (table.column(name).take(rows).to_pylist() for table in (left, right))
        ids = right.column("work_id").take(rows).to_pylist()
        for work_id, old, now in zip(ids, before, after, strict=True):
            yield Change(
                work_id=work_id,
                op="changed",
                field=name,
                before=as_text(old),
                after=as_text(now),
                cause=causes.of(work_id),
            )


def _shared(table: pa.Table, other: pa.Table) -> pa.Table:
    known = pc.is_in(table.column("work_id"), value_set=other.column("work_id"))
    return table if pc.all(known, min_count=0).as_py() else table.filter(known)


def _differing(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """Return the row numbers in which two columns of one length differ."""
    if left.type != right.type:
        pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
        return pa.array([row for row, (x, y) in enumerate(pairs) if x != y], pa.int64())
    if not pa.types.is_list(left.type):
        return pc.indices_nonzero(_unequal(left, right))
    uneven = _unequal(pc.list_value_length(left), pc.list_value_length(right))
    rows = pc.indices_nonzero(pc.invert(uneven))
    x, y = left.take(rows).combine_chunks(), right.take(rows).combine_chunks()
    items = _differing(
        pa.chunked_array([pc.list_flatten(x)]), pa.chunked_array([pc.list_flatten(y)])
    )
    within = rows.take(pc.unique(pc.list_parent_indices(x).take(items)))
    return pa.concat_arrays([_numbers(pc.indices_nonzero(uneven)), _numbers(within)])


def _numbers(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return whole.cast(pa.int64())


def _unequal(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.ChunkedArray:
    equal = pc.fill_null(pc.equal(left, right), False)
    return pc.invert(pc.or_(equal, pc.and_(pc.is_null(left), pc.is_null(right))))


class _Causes:
    """What made a work change, as far as two releases can tell."""

    def __init__(self, a: Side, b: Side) -> None:
        self._a, self._b = a, b
        self._differ = differing_inputs(a.inputs, b.inputs)

    def of(self, *work_ids: str) -> str:
        if len(self._differ) == 1:
            return self._differ[0]
        if "judgement" in self._differ and not self._judged.isdisjoint(work_ids):
            return "judgement"
        if "page" in self._differ and not self._paged.isdisjoint(work_ids):
            return "page"
        return next((cause for cause in _FALLBACK if cause in self._differ), "parser")

    @cached_property
    def _judged(self) -> set[str]:
        """Works with a mention that a decision names which only one side has."""
        named = ("left_mention_id", "right_mention_id", "decided_at", "verdict", "status")
        here, there = (set(_rows(side.tables["decisions"], *named)) for side in (self._a, self._b))
        mentions = {mention for row in here ^ there for mention in row[:2]}
        return self._works(pa.array(sorted(mentions), pa.string()))

    @cached_property
    def _paged(self) -> set[str]:
        """Works with a listing on a page which only one side has."""
        here, there = _on_other_pages(self._a, self._b), _on_other_pages(self._b, self._a)
        return self._works(pa.concat_arrays([here, there]))

    def _works(self, mentions: pa.Array) -> set[str]:
        found: set[str] = set()
        for side in (self._a, self._b):
            table = side.tables["mentions"]
            named = table.filter(pc.is_in(table.column("mention_id"), value_set=mentions))
            found.update(named.column("work_id").to_pylist())
        return found


def differing_inputs(a: Inputs, b: Inputs) -> tuple[str, ...]:
    """Return the causes that can be at work between two releases."""
    here, there = ({ref.sha256 for ref in each.snapshots} for each in (a, b))
    differ = {
        "page": here != there,
        "parser": a.code != b.code,
        "table": (a.tables, a.aliases) != (b.tables, b.aliases),
        "judgement": (a.decisions, a.overrides) != (b.decisions, b.overrides),
        "model": a.model != b.model,
    }
    return tuple(cause for cause, holds in differ.items() if holds)


def _on_other_pages(here: Side, there: Side) -> pa.Array:
    table = here.tables["listings"]
    known = pc.is_in(table.column("snapshot_sha256"), value_set=there.pages)
    return table.filter(pc.invert(known)).column("mention_id").combine_chunks()


def _only_in(here: Side, there: Side) -> pa.Table:
    table = here.tables["works"]
    known = pc.is_in(table.column("work_id"), value_set=there.tables["works"].column("work_id"))
    return table.filter(pc.invert(known))


def _homes(works: pa.Table, here: Side, there: Side) -> dict[str, Counter[str]]:
    """Return, for each of ``works`` of ``here``, the works of ``there`` that hold its mentions."""
    mine, theirs = here.tables["mentions"], there.tables["mentions"]
    mine = mine.filter(pc.is_in(mine.column("work_id"), value_set=works.column("work_id")))
    rows = pc.index_in(mine.column("mention_id"), value_set=theirs.column("mention_id"))
    homes: dict[str, Counter[str]] = {}
    now = theirs.column("work_id").take(rows).to_pylist()
    for work_id, home in zip(mine.column("work_id").to_pylist(), now, strict=True):
        if home is not None:
            homes.setdefault(work_id, Counter())[home] += 1
    return homes


def _foremost(counted: Counter[str]) -> str | None:
    return min(counted, key=lambda name: (-counted[name], name), default=None)


def _rows(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _change(
    work_id: str, op: str, *, before: str | None = None, after: str | None = None, cause: str
) -> Change:
    return Change(work_id=work_id, op=op, field="", before=before, after=after, cause=cause)
