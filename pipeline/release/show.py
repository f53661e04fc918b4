"""One release at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.release import disk, manifest
from pipeline.release.versions import LATEST, latest, releases, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a release holds, counted."""

    version: str
    is_latest: bool
    parent: str | None
    created_at: datetime
    content_digest: str
    accepted: str | None
    merge_error: Mapping[str, Any] | None
    failed: tuple[str, ...]
    pages: int
    pages_set_aside: int  # no source claimed them
    rows: Mapping[str, int]  # per table
    bytes: int
    sources: Mapping[str, int]  # listings per source
    merged_works: int  # works with more than one mention
    pairs: Mapping[str, int]  # per band
    unknowns: Mapping[str, int]  # per kind
    changes: Mapping[str, int]  # per op


def show(version: str = LATEST, *, curated: Path | str) -> Summary:
    """Return the summary of one release.

    Raises:
        ReleaseError: There is no such release.
    """
    folder = resolve(version, curated)
    stated = manifest.read(folder)
    snapshots = {ref.sha256: ref.source for ref in stated.inputs.snapshots}
    mention_counts = disk.read_table(folder, "works", columns=["mention_count"])
    return Summary(
        version=stated.version,
        is_latest=stated.version == latest(curated),
        parent=stated.parent,
        created_at=stated.created_at,
        content_digest=stated.content_digest,
        accepted=stated.accepted,
        merge_error=stated.merge_error,
        failed=stated.failed,
        pages=len(snapshots),
        pages_set_aside=sum(source is None for source in snapshots.values()),
        rows={name: resource["rows"] for name, resource in stated.resources.items()},
        bytes=sum(resource["bytes"] for resource in stated.resources.values()),
        sources=_counted(folder, "listings", "source"),
        merged_works=sum(n > 1 for n in mention_counts.column("mention_count").to_pylist()),
        pairs=_counted(folder, "pairs", "band"),
        unknowns=_counted(folder, "unknowns", "kind"),
        changes=_counted(folder, "changes", "op"),
    )


def render(summary: Summary) -> str:
    """Return a summary as a dozen lines of text."""
    rows = summary.rows
    latest_mark = " (latest)" if summary.is_latest else ""
    lines = [
        f"Release {summary.version}{latest_mark}, made {summary.created_at:%Y-%m-%d %H:%M} UTC",
        f"  parent    {summary.parent or 'none, the first release'}",
        f"  pages     {summary.pages} read, {summary.pages_set_aside} of them set aside",
        f"  listings  {rows.get('listings', 0)}: {_told(summary.sources)}",
        f"  works     {rows.get('works', 0)}, {summary.merged_works} merged from several mentions",
        f"  pairs     {_told(summary.pairs)}",
        f"  error     {_error(summary.merge_error)}",
        f"  conflicts {rows.get('conflicts', 0)}",
        f"  unknowns  {_told(summary.unknowns)}",
        f"  changes   {_told(summary.changes)}",
        f"  content   {summary.content_digest}",
        f"  size      {summary.bytes} bytes in {len(rows)} tables",
    ]
    if summary.failed:
        lines.append(f"  accepted  {summary.accepted}: {'; '.join(summary.failed)}")
    return "\n".join(lines)


def render_all(curated: Path | str) -> str:
    """Return the releases of a folder, one per line, newest first."""
    current = latest(curated)
    return "\n".join(
        f"{version}{' (latest)' if version == current else ''}"
        for version in reversed(releases(curated))
    )


def _error(stated: Mapping[str, Any] | None) -> str:
    """Say how wrong merging is held to be, and what was measured."""
    if stated is None:
        return "of merging not stated"
    shares = [
        f"{name} {share['value']:.3f} ({share['low']:.3f} to {share['high']:.3f})"
        for name in ("precision", "recall")
        if (share := stated[name])
    ]
    return "; ".join([*([", ".join(shares)] if shares else []), stated["note"]])


def _counted(folder: Path, name: str, column: str) -> dict[str, int]:
    values = disk.read_table(folder, name, columns=[column]).column(column)
    return dict(sorted(Counter(values.to_pylist()).items()))


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"
