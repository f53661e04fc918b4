"""Readings become mentions: listings of one entry put together, their values in standard form.

The order and the names of pages change nothing: a page that arrives twice counts once, and
whatever has to come first is found from what the entries say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.cache import BODY, OFF, Cache, Later, hashed, pack, recall
from pipeline.model import Entry, Listing, Reading, Standard
from pipeline.normalise import mention_keys
from pipeline.normalise.mention_forms import Group, standards
from pipeline.sources import sources


def standardise(readings: Iterable[Reading], cache: Cache = OFF) -> list[Standard]:
    """Return the mentions of all pages in standard form, sorted by ``mention_id``."""
    pages = [_Page.of(reading) for reading in _each_once(readings)]
    named: dict[str, list[_Place]] = {}
    for page, names in zip(pages, _names(pages, cache), strict=True):
        for at, name in enumerate(names):
            named.setdefault(name, []).append((page, at))
    found = [_group(name, places) for name, places in named.items() if len(places) == 1]
    several = [(name, places) for name, places in named.items() if len(places) > 1]
    for (name, places), parts in zip(several, _parts(several, cache), strict=True):
        for twin, part in enumerate(parts):
            found.append(_group(name, [places[at] for at in part], twin))
    return standards(sorted(found, key=lambda group: group.mention_id), cache)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page as read, with keys for what it says and for where that is said."""

    reading: Reading
    said: bytes
    standing: bytes
    publisher: str | None

    @classmethod
    def of(cls, reading: Reading) -> _Page:
        snapshot = reading.snapshot
        said = hashed(reading.key or _content(reading), reading.source.encode())
        named = (snapshot.page, snapshot.url or "", snapshot.fetched_at.isoformat())
        return cls(
            reading=reading,
            said=said,
            standing=hashed(said, *(part.encode("utf-8", "surrogatepass") for part in named)),
            publisher=_publisher(reading.source),
        )


def _content(reading: Reading) -> bytes:
    """Return what a page says that nobody read tonight: it stands in as an older code read it."""
    return json.dumps([pack(entry) for entry in reading.entries]).encode("ascii")


_Place = tuple[_Page, int]  # an entry of a page, by its number


def _names(pages: Sequence[_Page], cache: Cache) -> list[list[str]]:
    """Return for each page what the mentions of its entries are called, twins alike."""

    def work(at: int) -> list[str]:
        reading = pages[at].reading
        keys = (mention_keys.key(reading.source, entry) for entry in reading.entries)
        return [mention_keys.mention_id(key) for key in keys]

    return recall(
        cache.section("names", BODY),
        [page.said for page in pages],
        work=work,
        write=" ".join,
        read=lambda _, kept: str(kept).split(),
    )


def _parts(several: Sequence[tuple[str, list[_Place]]], cache: Cache) -> list[list[list[int]]]:
    """Return how the entries of each name are parted into mentions, by their numbers."""
    for _, places in several:
        places.sort(key=_standing)

    def work(at: int) -> list[list[int]]:
        rows = [_listing(page.reading, page.reading.entries[n]) for page, n in several[at][1]]
        number = {row.listing_id: n for n, row in enumerate(rows)}
        return [[number[row.listing_id] for row in group] for group in mention_keys.groups(rows)]

    return recall(
        cache.section("twins", BODY),
        [hashed(*map(_standing, places)) for _, places in several],
        work=work,
        write=lambda parts: parts,
        read=lambda _, kept: [[int(n) for n in part] for part in kept],
    )


def _standing(place: _Place) -> bytes:
    page, at = place
    return page.standing + at.to_bytes(4, "little")


def _group(name: str, places: Sequence[_Place], twin: int = 0) -> Group:
    page, at = places[0]
    mention_id = name
    if twin:
        key = mention_keys.key(page.reading.source, page.reading.entries[at])
        mention_id = mention_keys.mention_id(key, twin)
    snapshots = [page.reading.snapshot for page, _ in places]
    return Group(
        mention_id=mention_id,
        listings=Later(lambda: [_listing(p.reading, p.reading.entries[n]) for p, n in places]),
        publisher=page.publisher,
        standing=hashed(
            mention_id.encode(), (page.publisher or "").encode(), *sorted(map(_standing, places))
        ),
        fetched=tuple((snapshot.sha256, snapshot.fetched_at) for snapshot in snapshots),
    )


def _each_once(readings: Iterable[Reading]) -> list[Reading]:
    """Return one reading per page, whatever its copies are called: the one fetched first."""
    kept: dict[tuple[str, str], Reading] = {}
    for reading in sorted(readings, key=_seen):
        kept.setdefault((reading.source, reading.snapshot.sha256), reading)
    return list(kept.values())


def _seen(reading: Reading) -> tuple[object, ...]:
    snapshot = reading.snapshot
    return snapshot.fetched_at, snapshot.page, snapshot.url or ""


def _listing(reading: Reading, entry: Entry) -> Listing:
    """Return the row of an entry; its mention's id is filled in once that is known."""
    snapshot = reading.snapshot
    return Listing(
        listing_id=mention_keys.listing_id(snapshot.sha256, entry.ordinal),
        mention_id="",
        source=reading.source,
        page=snapshot.page,
        url=snapshot.url,
        entry_url=entry.url,
        snapshot_sha256=snapshot.sha256,
        ordinal=entry.ordinal,
        locator=entry.locator,
        title=entry.title,
        title_locator=entry.title_locator,
        abstract=entry.abstract or None,
        abstract_locator=entry.abstract_locator or None,
        fields=entry.fields,
        fetched_at=snapshot.fetched_at,
    )


def _publisher(source: str) -> str | None:
    declared = sources().get(source)
    return (declared.publisher or None) if declared is not None else None
