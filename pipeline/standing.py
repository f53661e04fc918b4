"""What stands in for a source that failed tonight: its last good listings, marked as such.

A page that was read when the last release was made and cannot be read tonight is given as the
last release has it: not its bytes read again, but its very listings, claims and unknowns, so that
no fault of today's code or of today's page touches them. A source whose pages came but are not to
be believed is given so as a whole. Whatever stands so is stale, and the release says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ingest.fetched import Fetched, age_shown
from pipeline.ingest.snapshots import SetAside
from pipeline.model import (
    Claim,
    ClaimRow,
    Entry,
    Listing,
    Reading,
    Snapshot,
    SourceState,
    Unknown,
    UnknownRow,
)
from pipeline.release import disk, manifest, versions
from pipeline.release.inputs import SnapshotRef
from pipeline.schema import rows

T = TypeVar("T")
_NAMED = 3  # reasons that are told of one source
UNREAD = frozenset({"line", "label"})  # unknowns of reading; the others are found later


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A source whose listings are not tonight's, and why."""

    source: str
    reason: str
    good_at: datetime | None  # when what stands was last good; None where nothing stands

    @property
    def state(self) -> str:
        """What the table ``sources`` calls it."""
        return "stale" if self.good_at else "missing"

    def sentence(self, now: datetime) -> str:
        """Return what an operator and a reader are told."""
        if self.good_at is None:
            return f"{self.source} is missing: {self.reason}; nothing of it was ever read."
        age = age_shown(now - self.good_at).replace("0 min", "under a minute")
        return (
            f"{self.source} is stale: its listings of {self.good_at:%Y-%m-%d} stand "
            f"({age} old), for {self.reason}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A page that could not be read tonight."""

    sha256: str
    page: str  # its address, else its file's name; "" where that is not known either
    reason: str

    @classmethod
    def of(cls, aside: SetAside, snapshot: Snapshot | None) -> Failed:
        """Return a page that was set aside; its snapshot is missing where it was damaged."""
        return cls(
            sha256=aside.sha256,
            page=_identity(snapshot) if snapshot else "",
            reason=f"{aside.page} could not be read: {aside.reason}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the last release says of its pages and sources."""

    version: str
    refs: tuple[SnapshotRef, ...]  # of the pages that were read
    good_at: Mapping[str, datetime]

    def page(self, failed: Failed) -> SnapshotRef | None:
        """Return the page of the last release that is this one: its bytes, or its only name."""
        for ref in self.refs:
            if ref.sha256 == failed.sha256:
                return ref
        named = [ref for ref in self.refs if failed.page and _identity(ref) == failed.page]
        return named[0] if len(named) == 1 else None


def before(curated: Path) -> Before | None:
    """Return what the last release says; ``None`` where there is none yet."""
    version = versions.latest(curated)
    if version is None:
        return None
    folder = versions.resolve(version, curated)
    refs = tuple(ref for ref in manifest.read(folder).inputs.snapshots if ref.source)
    known = {row.source: row.good_at for row in states(folder) if row.good_at}
    for ref in refs:
        if ref.source and ref.source not in known:
            known[ref.source] = max(each.fetched_at for each in refs if each.source == ref.source)
    return Before(version=version, refs=refs, good_at=known)


def states(release: Path) -> list[SourceState]:
    """Return how the sources of a release stood; none for one older than the table."""
    if "sources" not in manifest.read(release).resources:
        return []
    return list(rows(SourceState, disk.read_table(release, "sources")))


def readings_of(curated: Path, version: str, wanted: Sequence[SnapshotRef]) -> list[Reading]:
    """Return pages as a release read them, from its own tables."""
    folder = versions.resolve(version, curated)
    shas = pa.array(sorted({ref.sha256 for ref in wanted}), pa.string())
    listings = _rows(Listing, folder, "listings", shas)
    claims = _rows(ClaimRow, folder, "claims", shas)
    unknowns = _rows(UnknownRow, folder, "unknowns", shas)
    ordinals = {
        listing.listing_id: listing.ordinal for each in listings.values() for listing in each
    }
    return [
        Reading(
            source=ref.source or "",
            snapshot=_snapshot(ref),
            entries=tuple(
                _entry(row)
                for row in sorted(listings.get(ref.sha256, ()), key=lambda row: row.ordinal)
            ),
            claims=tuple(
                Claim(
                    locator=row.locator,
                    line=0,
                    text="",
                    claimed_by=row.claimed_by,
                    listing=ordinals[row.listing_id] if row.listing_id else 0,
                )
                for row in claims.get(ref.sha256, ())
            ),
            unread=tuple(
                Unknown(
                    text=row.text, kind=row.kind, suggestion=row.suggestion, locator=row.locator
                )
                for row in unknowns.get(ref.sha256, ())
                if row.kind in UNREAD
            ),
        )
        for ref in wanted
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The pages that count tonight.

    Attributes:
        readings: Of tonight's pages, and of those that stand in for others.
        stood: SHA-256 of the pages that are as the last release has them.
        stale: The sources that are not as they should be.
        aside: Pages that were read and are not believed.
    """

    readings: tuple[Reading, ...]
    stood: frozenset[str] = frozenset()
    stale: tuple[Stale, ...] = ()
    aside: tuple[SetAside, ...] = ()


def stand_in(
    read: Sequence[Reading],
    failed: Sequence[Failed],
    *,
    fetched: Sequence[Fetched] = (),
    doubted: Mapping[str, str] | None = None,
    curated: Path,
) -> Standing:
    """Return what counts tonight, the last good listings standing in for what failed.

    Args:
        read: The pages that were read.
        failed: The pages that were not.
        fetched: How fetching the sources ended.
        doubted: Source to why its pages of tonight are not believed.
        curated: The folder of releases; the caller holds its lock.
    """
    doubted = doubted or {}
    past = before(curated) if failed or doubted else None
    whys: dict[str, list[str]] = {}
    wanted: dict[str, SnapshotRef] = {}
    for each in failed:
        if past and (ref := past.page(each)) and ref.source:
            wanted[ref.sha256] = ref
            whys.setdefault(ref.source, []).append(each.reason)
    for source, reason in doubted.items():
        refs = {ref.sha256: ref for ref in past.refs if ref.source == source} if past else {}
        if refs:
            wanted |= refs
            whys.setdefault(source, []).append(reason)
        else:
            doubted = {name: why for name, why in doubted.items() if name != source}
    kept = [each for each in read if not (each.source in doubted and _is_new(each, wanted))]
    here = {each.snapshot.sha256 for each in kept}
    stood = [ref for sha256, ref in wanted.items() if sha256 not in here]
    again = readings_of(curated, past.version, stood) if past and stood else []
    return Standing(
        readings=tuple(sorted([*kept, *again], key=lambda each: each.snapshot.sha256)),
        stood=frozenset(ref.sha256 for ref in stood),
        stale=tuple(_stale([*kept, *again], whys, past, fetched)),
        aside=tuple(
            SetAside(
                page=each.snapshot.page,
                sha256=each.snapshot.sha256,
                reason=f"not believed: {doubted[each.source]}",
            )
            for each in read
            if each.source in doubted and _is_new(each, wanted)
        ),
    )


def source_rows(
    read: Iterable[Reading],
    *,
    stale: Sequence[Stale],
    fetched: Sequence[Fetched],
    named: Mapping[str, tuple[str, str]],
) -> list[SourceState]:
    """Return how each source stands.

    Args:
        read: Every page that counts.
        stale: The sources that are not as they should be.
        fetched: How fetching ended, where anything was fetched.
        named: Source to its title and its address.
    """
    pages = list(read)
    odd = {each.source: each for each in stale}
    good = {
        name: each.last_good_at
        for each in fetched
        for name in _read_as(each.source, pages)
        if each.last_good_at
    }
    counts = Counter(each.source for each in pages)
    listings: Counter[str] = Counter()
    for each in pages:
        listings[each.source] += len(each.entries)
    newest = {name: max(_times(pages, name)) for name in counts}
    return [
        SourceState(
            source=name,
            title=named[name][0] if name in named else None,
            url=(named[name][1] or None) if name in named else None,
            state=odd[name].state if name in odd else "fresh",
            reason=odd[name].reason if name in odd else None,
            good_at=odd[name].good_at if name in odd else good.get(name, newest.get(name)),
            pages=counts[name],
            listings=listings[name],
        )
        for name in sorted({*counts, *odd})
    ]


def changed(old: Sequence[SourceState], new: Sequence[SourceState]) -> list[str]:
    """Return in words which sources stand otherwise than they did, for ``CHANGES.md``."""
    was = {row.source: row.state for row in old}
    told = []
    for row in new:
        then = was.get(row.source, "fresh")
        if row.state == "fresh" != then:
            told.append(f"{row.source} is fresh again; it was {then}.")
        elif row.state != "fresh":
            good_at = f" since {row.good_at:%Y-%m-%d}" if row.good_at else ""
            told.append(f"{row.source} is {row.state}{good_at}: {row.reason}.")
    return told


def _stale(
    read: Sequence[Reading],
    whys: Mapping[str, Sequence[str]],
    past: Before | None,
    fetched: Sequence[Fetched],
) -> Iterable[Stale]:
    """Yield each source that is stale once, with all that is wrong with it."""
    found: dict[str, list[str]] = {name: list(said) for name, said in whys.items()}
    good: dict[str, datetime | None] = {
        name: past.good_at.get(name) if past else None for name in whys
    }
    for each in fetched:
        for name in () if each.is_good else _read_as(each.source, read):
            found.setdefault(name, []).append(each.reason.rstrip("."))
            times = list(_times(read, name))
            newest = max(times) if times else None
            known = [time for time in (good.get(name), each.last_good_at or newest) if time]
            good[name] = min(known) if known and times else None
    for name in sorted(found):
        reason = "; ".join(found[name][:_NAMED])
        rest = len(found[name]) - _NAMED
        more = f"; and {rest} more" if rest > 0 else ""
        yield Stale(source=name, reason=reason + more, good_at=good[name])


def _read_as(fetched: str, read: Iterable[Reading]) -> list[str]:
    """Return as which sources the pages fetched for one are read; its own name for want of any."""
    found = {
        each.source
        for each in read
        if fetched in (each.source, each.snapshot.path and each.snapshot.path.parent.name)
    }
    return sorted(found) or [fetched]


def _times(read: Iterable[Reading], source: str) -> Iterable[datetime]:
    return (each.snapshot.fetched_at.astimezone(UTC) for each in read if each.source == source)


def _is_new(reading: Reading, wanted: Collection[str]) -> bool:
    return reading.snapshot.sha256 not in wanted


def _identity(page: Snapshot | SnapshotRef) -> str:
    """Return what stays when a page's bytes change: its address, else its file's name."""
    url = page.url or ""
    return url if url.lower().startswith(("http://", "https://")) else f"file {page.page}"


def _entry(row: Listing) -> Entry:
    return Entry(
        ordinal=row.ordinal,
        locator=row.locator,
        title=row.title,
        title_locator=row.title_locator,
        abstract=row.abstract or "",
        abstract_locator=row.abstract_locator or "",
        fields=row.fields,
        url=row.entry_url,
    )


def _snapshot(ref: SnapshotRef) -> Snapshot:
    """Return the page without its bytes, which nobody reads again."""
    return Snapshot(
        sha256=ref.sha256,
        page=ref.page,
        url=ref.url,
        fetched_at=ref.fetched_at,
        media_type="application/octet-stream",
    )


def _rows(row_type: type[T], folder: Path, name: str, shas: pa.Array) -> dict[str, list[T]]:
    table = disk.read_table(folder, name)
    kept = table.filter(pc.is_in(table.column("snapshot_sha256"), value_set=shas))
    found: dict[str, list[T]] = {}
    for row in rows(row_type, kept):
        found.setdefault(row.snapshot_sha256, []).append(row)
    return found
