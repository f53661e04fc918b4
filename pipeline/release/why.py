"""From a published value back to the line of the page it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import MissingError
from pipeline.model import Work
from pipeline.release import disk
from pipeline.release.changelog import short
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
    mention_id: str
    listing_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A value that another source gave and that did not win."""

    field: str
    kept: str
    lost: str
    mention_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """All that stands behind a work, or behind one of its fields."""

    asked: str
    work_id: str | None  # after redirects; None for a withdrawn work
    moved: str | None  # how the id that was asked for led here
    version: str
    title: str | None
    origins: tuple[Origin, ...] = ()
    lost: tuple[Lost, ...] = ()


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
    work = _of(folder, "works", now)
    return Why(
        asked=work_id,
        work_id=now,
        moved=moved,
        version=folder.name,
        title=work.column("title")[0].as_py(),
        origins=tuple(_origins(folder, now, field, text_at)),
        lost=tuple(_lost(folder, now, field)),
    )


def render(found: Why) -> str:
    """Return an answer as plain text, the text of the page below each value."""
    lines = [f"{found.work_id or found.asked}  {short(found.title or 'withdrawn')}"]
    if found.moved:
        lines.append(f"  {found.asked} {found.moved}")
    for origin in found.origins:
        lines += _origin_lines(origin)
    for lost in found.lost:
        lines.append(f"  {lost.field}: {short(lost.lost)} lost to {short(lost.kept)} ({lost.kind})")
    if found.work_id and not found.origins:
        lines.append("  no page is on record for this; the value is counted or absent")
    return "\n".join(lines)


def _origin_lines(origin: Origin) -> Iterator[str]:
    yield f"  {origin.field} = {short(origin.value)}"
    where = short(origin.url or origin.page)
    yield f"    {origin.source}, {where}, {origin.locator} ({origin.snapshot_sha256[:12]})"
    text = "the stored page is not at hand" if origin.text is None else f"“{short(origin.text)}”"
    yield f"    {text}"
    yield f"    {short(origin.rule)}"


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
    order = {spec.name: place for place, spec in enumerate(columns(Work))}
    for row in sorted(rows, key=lambda row: order.get(row["field"], len(order))):
        listing = listings[row["listing_id"]]
        yield Origin(
            **{name: row[name] for name in ("field", "value", "rule", "locator")},
            **{name: row[name] for name in ("mention_id", "listing_id")},
            **{name: listing[name] for name in ("source", "page", "url", "snapshot_sha256")},
            text=text_at(listing["snapshot_sha256"], row["locator"]),
        )


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
