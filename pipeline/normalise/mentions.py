"""Readings become mentions: listings of one entry put together, their values in standard form.

The order and the names of pages change nothing: a page that arrives twice counts once, and
whatever has to come first is found from what the entries say.
"""

from collections.abc import Iterable

from pipeline.cache import OFF, Cache
from pipeline.model import Entry, Listing, Reading, Standard
from pipeline.normalise import mention_keys
from pipeline.normalise.mention_forms import Group, standards
from pipeline.sources import sources


def standardise(readings: Iterable[Reading], cache: Cache = OFF) -> list[Standard]:
    """Return the mentions of all pages in standard form, sorted by ``mention_id``."""
    keyed: dict[mention_keys.Key, list[Listing]] = {}
    for reading in _each_once(readings):
        for entry in reading.entries:
            key = mention_keys.key(reading.source, entry)
            keyed.setdefault(key, []).append(_listing(reading, entry))
    found = [
        Group(
            mention_id=mention_keys.mention_id(key, twin),
            listings=group,
            publisher=_publisher(key.source),
        )
        for key, listings in keyed.items()
        for twin, group in enumerate(mention_keys.groups(listings))
    ]
    return standards(sorted(found, key=lambda group: group.mention_id), cache)


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
