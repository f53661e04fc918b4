"""The stages of a run as plain functions, in the order of the data's way.

Each takes what the one before it returned. `pipeline.run` calls them one after the other;
`flows.nightly` calls the same functions as Prefect tasks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import sources
from pipeline.errors import PageError
from pipeline.ingest import adopt, snapshots
from pipeline.ingest.snapshots import SetAside
from pipeline.model import Reading, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run: what goes in, where it goes, and the clock.

    Attributes:
        as_of: The instant of the run, UTC; it names the release.
        pages: Folders or files to adopt; when given, the run reads these and nothing else.
        raw: Where snapshots are kept.
        curated: Where releases and decisions are.
        accept: Why a release that fails its checks is published all the same.
        wait: How long to wait for another run that holds `curated`, in seconds.
    """

    as_of: datetime
    pages: tuple[Path, ...] = ()
    raw: Path = Path("raw")
    curated: Path = Path("curated")
    accept: str | None = None
    wait: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of a run, sorted by SHA-256, and those that could not be taken."""

    snapshots: tuple[Snapshot, ...]
    aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The pages as read, and those that no source could read."""

    readings: tuple[Reading, ...]
    aside: tuple[SetAside, ...]


def ingest(request: Request) -> Pages:
    """Return the pages of the run, adopting files where the request names some."""
    if request.pages:
        found, aside = adopt.adopt(request.pages, request.raw, now=request.as_of)
    else:
        found, aside = snapshots.current(request.raw)
    return Pages(snapshots=found, aside=aside)


def read(pages: Pages) -> Readings:
    """Read every page by the source that its content shows; set aside what none can read."""
    readings: list[Reading] = []
    aside = list(pages.aside)
    for snapshot in pages.snapshots:
        try:
            readings.append(sources.read_page(snapshot))
        except PageError as error:
            aside.append(SetAside(page=error.page, sha256=snapshot.sha256, reason=error.reason))
    return Readings(readings=tuple(readings), aside=tuple(_by_page(aside)))


def _by_page(aside: Sequence[SetAside]) -> list[SetAside]:
    return sorted(aside, key=lambda page: (page.sha256, page.page, page.reason))
