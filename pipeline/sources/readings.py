"""Pages as read before: a page whose bytes are known is not parsed again.

What a reading depends on is its bytes, its media type, the charset that somebody stated and which
sources are where it was fetched from; not its name or when it was fetched. What is new is cut into
parts, each of one source, which whoever runs us reads side by side (``apart.read_part``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from pipeline.cache import (
    BODY,
    UNREADABLE,
    Cache,
    Later,
    Recalled,
    hashed,
    pack,
    recalled,
    unpack,
)
from pipeline.errors import PageError, ReaderError
from pipeline.model import Claim, Entry, Reading, Snapshot, Unknown
from pipeline.sources import read_page
from pipeline.sources.apart import Part, Read
from pipeline.sources.recognition import fetched_from

PART = 250  # pages; to plan a part costs a twentieth of a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which pages were read before, and what is still to be read."""

    snapshots: Sequence[Snapshot]
    known: Recalled[Read]
    parts: tuple[Part, ...]


def plan(snapshots: Sequence[Snapshot], cache: Cache) -> Plan:
    """Return what is to be read of ``snapshots``, in parts of one source each."""
    known = recalled(
        cache.section("readings", BODY),
        [key(snapshot) for snapshot in snapshots],
        read=lambda at, kept: _again(snapshots[at], kept),
    )
    return Plan(snapshots=snapshots, known=known, parts=tuple(_parts(snapshots, known.missing)))


def completed(plan: Plan, made: Sequence[Sequence[Read] | BaseException]) -> list[Read]:
    """Return each page as read, in order, and keep what is new.

    Args:
        plan: What was to be read.
        made: What came of each part, or what kept it from being read at all.
    """
    new: dict[str, Read] = {}
    for part, found in zip(plan.parts, made, strict=True):
        if isinstance(found, BaseException):
            reason = f"reading {part.name} failed ({type(found).__name__}: {found})"
            found = [ReaderError(snapshot.page, reason) for snapshot in part.snapshots]
        for snapshot, read in zip(part.snapshots, found, strict=True):
            if isinstance(read, Reading):
                new[snapshot.sha256] = replace(read, key=key(snapshot))
            else:
                new[snapshot.sha256] = read
    at_places = {at: new[plan.snapshots[at].sha256] for at in plan.known.missing}
    return plan.known.completed(at_places, _written)


def _parts(snapshots: Sequence[Snapshot], missing: Sequence[int]) -> list[Part]:
    """Return the pages to be read, each once, by source and in order."""
    wanted = {snapshots[at].sha256: snapshots[at] for at in missing}
    parts = []
    ordered = sorted(wanted.values(), key=lambda snapshot: (_folder(snapshot), snapshot.sha256))
    for source, pages in groupby(ordered, key=_folder):
        of_source = tuple(pages)
        cut = [of_source[at : at + PART] for at in range(0, len(of_source), PART)]
        parts += [
            Part(source=source, number=number, of=len(cut), snapshots=some)
            for number, some in enumerate(cut, start=1)
        ]
    return parts


def _folder(snapshot: Snapshot) -> str:
    """Return the name of the source the page was fetched from, as its place in `raw` says."""
    return snapshot.path.parent.name if snapshot.path else ""


def key(snapshot: Snapshot) -> bytes:
    """Return what a reading depends on."""
    near = fetched_from(snapshot.url)
    stated = (snapshot.sha256, snapshot.media_type, snapshot.charset or "", *near)
    return hashed(*(part.encode("utf-8", "surrogatepass") for part in stated))


def _written(found: Read) -> list[Any] | None:
    if isinstance(found, ReaderError):
        return None  # another night it may be read
    if isinstance(found, PageError):
        return [found.reason]
    return [
        [found.source, len(found.entries)],
        [pack(entry) for entry in found.entries],
        [list(claim) for claim in found.claims],
        [pack(unknown) for unknown in found.unread],
    ]


def _again(snapshot: Snapshot, body: bytes) -> Read:
    """Return a reading whose rows are unpacked when somebody asks for them."""
    text = body.decode("ascii")
    first, end = _SCANNER.raw_decode(text, 1)
    if text[end] == "]":
        return PageError(snapshot.page, str(first))
    source, count = first
    parts = Later(lambda: _unpacked(snapshot, text))
    return Reading(
        source=str(source),
        snapshot=snapshot,
        entries=Later(lambda: parts[0], int(count)),
        claims=Later(lambda: parts[1]),
        unread=Later(lambda: parts[2]),
        key=key(snapshot),
    )


_SCANNER = json.JSONDecoder()


def _unpacked(snapshot: Snapshot, text: str) -> tuple[Sequence[Any], ...]:
    try:
        _, entries, claims, unread = json.loads(text)
        return (
            tuple(unpack(Entry, entry) for entry in entries),
            tuple(Claim(*claim) for claim in claims),
            tuple(unpack(Unknown, unknown) for unknown in unread),
        )
    except UNREADABLE:
        again = read_page(snapshot)
        return again.entries, again.claims, again.unread
