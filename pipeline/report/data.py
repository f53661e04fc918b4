"""What the merge report is made from: the rows of one release, and a few facts about its run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipeline.model import (
    TABLES,
    Change,
    Conflict,
    Coverage,
    Decision,
    Edition,
    Evidence,
    Listing,
    Mention,
    Pair,
    Provenance,
    Relation,
    SourceState,
    UnknownRow,
    Work,
)
from pipeline.schema import Tabled
from pipeline.schema import in_order as rows_in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What a pair's weight is held against, in bits.

    Attributes:
        upper: At or above it a pair is merged.
        lower: Below it a pair is different; between the two it waits for a steward.
        prior: What every pair starts with, before any evidence.
    """

    upper: float
    lower: float
    prior: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """A page that a source read, also when it found no listing on it."""

    page: str
    source: str
    snapshot_sha256: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetAside:
    """A page that could not be read, and why."""

    page: str
    snapshot_sha256: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many rows of a section the page shows; the rest is in the release's Parquet files."""

    merged: int = 250
    review: int = 250
    apart: int = 60
    relations: int = 300
    conflicts: int = 500
    unknowns: int = 150  # of each kind
    set_aside: int = 300
    changes: int = 400
    decisions: int = 200
    works: int = 3000
    sources: int = 200
    entries: int = 5  # side by side in one table
    pairs: int = 6  # of one work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """All that the report of one release says. The order of rows makes no difference.

    Attributes:
        version: The release, such as ``2026-11-21.1``.
        as_of: The instant of the run, aware, UTC.
        parent: The release it follows, or ``None`` for the first.
        thresholds: What the weights of its pairs were held against.
        pages: Pages read. Where a listing's page is not among them it is added from the
            listing, so that leaving this empty loses only pages without a listing.
        set_aside: Pages that no source could read.
        merge_error: How wrong merging is held to be, in a sentence.
        notices: What a reader must know before the rest: a check that failed and was
            accepted, a source whose last good pages stand in for tonight's.
    """

    version: str
    as_of: datetime
    parent: str | None
    thresholds: Thresholds
    works: Sequence[Work] = ()
    mentions: Sequence[Mention] = ()
    listings: Sequence[Listing] = ()
    pairs: Sequence[Pair] = ()
    evidence: Sequence[Evidence] = ()
    conflicts: Sequence[Conflict] = ()
    unknowns: Sequence[UnknownRow] = ()
    relations: Sequence[Relation] = ()
    coverage: Sequence[Coverage] = ()
    editions: Sequence[Edition] = ()
    changes: Sequence[Change] = ()
    decisions: Sequence[Decision] = ()
    provenance: Sequence[Provenance] = ()
    sources: Sequence[SourceState] = ()
    pages: Sequence[PageRead] = ()
    set_aside: Sequence[PageSetAside] = ()
    notices: Sequence[str] = ()
    merge_error: str = ""

    @classmethod
    def from_rows(cls, given: Mapping[str, Iterable[Any]], **facts: Any) -> ReportData:
        """Return the report's data from a release's rows by table name.

        Args:
            given: Table name to rows of ``pipeline.model``; tables the report does not show
                (``ledger``, ``claims``, …) are passed over.
            facts: ``version``, ``as_of``, ``parent``, ``thresholds``, ``pages``, ``set_aside``,
                ``notices``, ``merge_error``.
        """
        shown: dict[str, Any] = {name: given[name] for name in _tables() if name in given}
        shown = {
            name: rows if isinstance(rows, Tabled) else tuple(rows) for name, rows in shown.items()
        }
        return cls(**shown, **facts)

    @classmethod
    def from_tables(cls, tables: Mapping[str, pa.Table], **facts: Any) -> ReportData:
        """Return the report's data from a release's Arrow tables; ``facts`` as above."""
        wanted = [name for name in _tables() if name in tables]
        return cls.from_rows({name: Tabled(TABLES[name], tables[name]) for name in wanted}, **facts)


def in_order(data: ReportData) -> ReportData:
    """Return ``data`` with every table sorted by its keys, pages by name and digest."""
    ordered: dict[str, Any] = {
        name: _sorted_rows(TABLES[name], getattr(data, name)) for name in _tables()
    }
    return replace(
        data,
        pages=tuple(sorted(data.pages, key=_page_key)),
        set_aside=tuple(sorted(data.set_aside, key=_page_key)),
        notices=tuple(sorted(data.notices)),
        **ordered,
    )


def _tables() -> tuple[str, ...]:
    """Return the names of the published tables that the report shows."""
    return tuple(field.name for field in fields(ReportData) if field.name in TABLES)


def _page_key(page: PageRead | PageSetAside) -> tuple[str, str, str]:
    note = page.source if isinstance(page, PageRead) else page.reason
    return page.page, page.snapshot_sha256, note


def _sorted_rows(row_type: type, given: Sequence[Any]) -> Sequence[Any]:
    return given if isinstance(given, Tabled) else tuple(rows_in_order(row_type, given))
