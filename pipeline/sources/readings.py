"""Pages as read before: a page whose bytes are known is not parsed again.

What a reading depends on is its bytes, its media type and the charset that somebody stated; not
its name, its address or when it was fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.cache import BODY, Cache, hashed, pack, recall, unpack
from pipeline.errors import PageError
from pipeline.model import Claim, Entry, Reading, Snapshot, Unknown
from pipeline.sources import read_page

Read = Reading | PageError


def readings(snapshots: Sequence[Snapshot], cache: Cache) -> list[Read]:
    """Return each page as its source reads it, or why none can; each reading is kept."""
    return recall(
        cache.section("readings", BODY),
        [_key(snapshot) for snapshot in snapshots],
        work=lambda at: _reading(snapshots[at]),
        write=_written,
        read=lambda at, kept: _again(snapshots[at], kept),
    )


def _key(snapshot: Snapshot) -> bytes:
    stated = (snapshot.sha256, snapshot.media_type, snapshot.charset or "")
    return hashed(*(part.encode("utf-8", "surrogatepass") for part in stated))


def _reading(snapshot: Snapshot) -> Read:
    try:
        return read_page(snapshot)
    except PageError as error:
        return error
    except Exception as error:  # noqa: BLE001  our own fault must not cost the other pages
        reason = f"reading it failed ({type(error).__name__}: {error}); please report the page"
        return PageError(snapshot.page, reason)


def _written(found: Read) -> list[Any]:
    if isinstance(found, PageError):
        return [found.reason]
    return [
        found.source,
        [pack(entry) for entry in found.entries],
        [pack(claim) for claim in found.claims],
        [pack(unknown) for unknown in found.unread],
    ]


def _again(snapshot: Snapshot, kept: list[Any]) -> Read:
    if len(kept) == 1:
        return PageError(snapshot.page, str(kept[0]))
    source, entries, claims, unread = kept
    return Reading(
        source=str(source),
        snapshot=snapshot,
        entries=tuple(unpack(Entry, entry) for entry in entries),
        claims=tuple(unpack(Claim, claim) for claim in claims),
        unread=tuple(unpack(Unknown, unknown) for unknown in unread),
    )
