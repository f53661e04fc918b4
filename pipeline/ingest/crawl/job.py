"""What the process that crawls is told, and what it tells back, line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from pipeline.ingest.crawl.sites import Site
from pipeline.ingest.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One crawl: its sources, what was known of them, and where their pages are kept."""

    sites: tuple[Site, ...]
    known: Mapping[str, Record]  # by source
    raw: Path
    now: datetime
    agent: str  # for what is asked in no source's name, such as robots.txt


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A page that counts came, or is as it was."""

    source: str
    start: str
    url: str
    final_url: str
    sha256: str
    etag: str | None
    last_modified: str | None
    next: tuple[str, ...]
    is_new: bool  # its bytes were never seen before


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A page did not come, or what came does not count; ``sha256`` is what was kept of it."""

    source: str
    start: str
    url: str
    reason: str
    sha256: str = ""
    is_gone: bool = False  # the server says that there is no such page (any more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Nothing more follows from a start."""

    source: str
    start: str
    note: str = ""  # where it was ended by a bound, and by which


Event = Came | Missed | Ended
_KINDS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in (Came, Missed, Ended)}


@cache
def agent(contact: str) -> str:
    """Return the User-Agent: who asks, in which version, and whom to write to.

    >>> agent("https://example.org/about").partition(" ")[2]
    '(+https://example.org/about)'
    """
    version = metadata.version("collate")
    return f"Collate/{version} (+{contact})" if contact else f"Collate/{version}"


def line(event: Event) -> str:
    """Return an event as one line; control characters and lone surrogates are escaped."""
    return json.dumps({"kind": type(event).__name__, **asdict(event)})


def event(text: str) -> Event | None:
    """Return the event that ``line`` wrote; ``None`` for a line torn by the end of a process."""
    try:
        found = json.loads(text)
        kind = _KINDS[found.pop("kind")]
        if kind is Came:
            found["next"] = tuple(found["next"])
        return kind(**found)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
