"""From a published value back to the line of the page it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import MissingError
from pipeline.merge.choose import RULES
from pipeline.merge.provenance import DERIVED
from pipeline.model import Work
from pipeline.release import disk
from pipeline.release.changelog import short
from pipeline.release.spans import Span, spans
from pipeline.release.versions import LATEST, resolve
from pipeline.schema import columns

TextAt = Callable[[str, str], str | None]  # snapshot's SHA-256 and locator -> the text there


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One value of a work, and the place on a page it was read from."""

    field: str
    value: str
    rule: str  # how it was read, and why it won
    source: str
    page: str
    url: str | None
    snapshot_sha256: str
    locator: str
    text: str | None  # what stands there; None when the snapshot is not at hand
    marks: tuple[Span, ...]  # the words in `text` that the value was read from
    mention_id: str
    listing_id: str

    @property
    def read_by(self) -> str:
        """The rule that read it."""
        return self.rule.rpartition("; ")[0] or self.rule

    @property
    def won_by(self) -> str:
        """The rule by which it stands, and what that rule says of itself."""
        name = self.rule.rpartition("; ")[2]
        return f"{name.replace('_', ' ')}{_SENTENCES.get(name, '')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A value that another source gave and that did not win."""

    field: str
    kept: str
    lost: str
    mention_id: str
    kind: str


_SENTENCES = {
    rule.__name__: f": {(rule.__doc__ or '').strip().partition(chr(10))[0]}"
    for rule, _ in RULES.values()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A value that stands on no page, and how it is had."""

    field: str
    value: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """All that stands behind a work, or behind one of its fields."""

    asked: str
    work_id: str | None  # after redirects; None for a withdrawn work
    moved: str | None  # how the id that was asked for led here
    version: str
    title: str | None
    mention_count: int = 0
    origins: tuple[Origin, ...] = ()
    lost: tuple[Lost, ...] = ()
    computed: tuple[Computed, ...] = ()
    absent: tuple[str, ...] = ()  # columns that no mention fills


def why(
    work_id: str,
    field: str | None = None,
    *,
    curated: Path | str,
    text_at: TextAt,
    version: str = LATEST,
) -> Why:
    """Return where the values of a work come from.

    Args:
        work_id: An id of this or of any older release.
        field: A column of ``works``; all of them when not given.
        curated: The folder of releases.
        text_at: From a snapshot's SHA-256 and a locator to the text that stands there.
        version: The release to look in.

    Raises:
        MissingError: No release has the work, or works have no such column.
    """
    known = [spec.name for spec in columns(Work)]
    if field is not None and field not in known:
        raise MissingError(f"works have no column {field!r}; they have {', '.join(known)}")
    folder = resolve(version, curated)
    now, moved = _now(folder, work_id)
    if now is None:
        return Why(asked=work_id, work_id=None, moved=moved, version=folder.name, title=None)
    work = _of(folder, "works", now).to_pylist()[0]
    asked = [field] if field else known[1:]
    return Why(
        asked=work_id,
        work_id=now,
        moved=moved,
        version=folder.name,
        title=work["title"],
        mention_count=work["mention_count"],
        origins=tuple(_origins(folder, now, field, text_at)),
        lost=tuple(_lost(folder, now, field)),
        computed=tuple(
            Computed(field=name, value=str(work[name]), how=DERIVED[name])
            for name in asked
            if name in DERIVED
        ),
        absent=tuple(name for name in asked if work[name] in (None, [])),
    )


def _now(folder: Path, work_id: str) -> tuple[str | None, str | None]:
    """Return what an id is called in a release, and how it came to be."""
    if _of(folder, "works", work_id).num_rows:
        return work_id, None
    rows = _read(folder, "redirects", "old_work_id", work_id).to_pylist()
    if not rows:
        raise MissingError(
            f"release {folder.name} has no work {work_id!r} and no redirect from it; "
            "look for it in another release with --version"
        )
    row = rows[0]
    leads = f"leads to {row['work_id']}" if row["work_id"] else "was withdrawn"
    return row["work_id"], f"{leads} since {row['since']} ({short(row['why'])})"


def _origins(folder: Path, work_id: str, field: str | None, text_at: TextAt) -> Iterator[Origin]:
    rows = [
        row
        for row in _of(folder, "provenance", work_id).to_pylist()
        if field is None or row["field"] == field
    ]
    listings = _listings(folder, {row["listing_id"] for row in rows})
    raw = raw_texts(
        _of(folder, name, work_id).to_pylist()
        for name in ("coverage", "contributors", "identifiers")
    )
    order = {spec.name: place for place, spec in enumerate(columns(Work))}
    for row in sorted(rows, key=lambda row: order.get(row["field"], len(order))):
        listing = listings[row["listing_id"]]
        text = text_at(listing["snapshot_sha256"], row["locator"])
        said = raw.get((row["mention_id"], row["field"], row["value"]), ())
        yield Origin(
            **{name: row[name] for name in ("field", "value", "rule", "locator")},
            **{name: row[name] for name in ("mention_id", "listing_id")},
            **{name: listing[name] for name in ("source", "page", "url", "snapshot_sha256")},
            text=text,
            marks=spans(row["field"], row["value"], said, text or ""),
        )


def raw_texts(tables: Iterable[Iterable[dict[str, Any]]]) -> dict[tuple[str, str, str], set[str]]:
    """Return (mention, column of ``works``, value) to the texts that the value was read from.

    Args:
        tables: The rows of coverage, contributors and identifiers, in this order.
    """
    coverage, contributors, identifiers = tables
    found: dict[tuple[str, str, str], set[str]] = {}
    for row in coverage:
        if row["basis"] == "stated":
            for name in ("country_codes", "region_codes"):
                found.setdefault((row["mention_id"], name, row["place_code"]), set()).add(
                    row["raw"]
                )
    for row in contributors:
        name = " ".join(filter(None, (row["given"], row["name"])))
        found.setdefault((row["mention_id"], "contributors", name), set()).add(row["raw"])
    for row in identifiers:
        key = (row["mention_id"], f"{row['scheme']}s", row["value"])
        found.setdefault(key, set()).add(row["raw"])
    return found


def _listings(folder: Path, ids: set[str]) -> dict[str, dict[str, Any]]:
    names = ["listing_id", "source", "page", "url", "snapshot_sha256"]
    table = disk.read_table(folder, "listings", columns=names)
    wanted = pc.is_in(table.column("listing_id"), value_set=pa.array(sorted(ids), pa.string()))
    return {row["listing_id"]: row for row in table.filter(wanted).to_pylist()}


def _lost(folder: Path, work_id: str, field: str | None) -> Iterator[Lost]:
    for row in _of(folder, "conflicts", work_id).to_pylist():
        if field is None or row["field"] == field:
            yield Lost(
                field=row["field"],
                kept=row["kept"],
                lost=row["lost"],
                mention_id=row["lost_mention_id"],
                kind=row["kind"],
            )


def _of(folder: Path, name: str, work_id: str) -> pa.Table:
    return _read(folder, name, "work_id", work_id)


def _read(folder: Path, name: str, column: str, value: str) -> pa.Table:
    return disk.read_table(folder, name, only=(column, value))
