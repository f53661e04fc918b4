"""Fetching the pages of sources, politely and within bounds; Scrapy does the crawling.

``crawl`` fetches the sources of a night and keeps what counts; ``fetch_one`` fetches a single
page for a person to look at. Both start a process of their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import FetchError, UsageError
from pipeline.ingest import records, snapshots
from pipeline.ingest.crawl import outcome, process
from pipeline.ingest.crawl.job import Came, Job, Missed, agent
from pipeline.ingest.crawl.sites import Site, sites
from pipeline.ingest.fetched import Fetched
from pipeline.ingest.records import Record
from pipeline.model import Snapshot

__all__ = ["CONTACT", "Site", "chosen", "crawl", "fetch_one", "sites"]

CONTACT = "COLLATE_CONTACT"  # in the environment: an address for sources that declare none
_GRACE = 5.0  # minutes beyond those of the slowest source


def crawl(
    wanted: Iterable[Site], raw: Path, *, now: datetime, is_due: bool = False
) -> tuple[Fetched, ...]:
    """Fetch sources in one crawl, keep what counts in ``raw``, and say how each ended.

    Args:
        wanted: The sources.
        raw: Where snapshots are kept, on this machine.
        now: The instant of the crawl, UTC.
        is_due: Fetch also those whose time has not come.

    Returns:
        One per source, by name. Whatever goes wrong with one is in its `reason`.
    """
    chosen = [replace(site, contact=site.contact or _from_environment()) for site in wanted]
    known = {site.source: records.newest(raw, site.source) for site in chosen}
    early = {
        site.source: found
        for site in chosen
        if not is_due and (found := outcome.skipped(site, known[site.source], now=now))
    }
    due = tuple(site for site in chosen if site.source not in early)
    done = _crawled(due, raw, known, now) if due else ()
    return tuple(sorted((*early.values(), *done), key=lambda fetched: fetched.source))


def chosen(found: Mapping[str, Site], only: Iterable[str]) -> tuple[Site, ...]:
    """Return the sources to fetch: those named, else all.

    Raises:
        UsageError: No source that can be fetched has that name, or there is none at all.
    """
    names = tuple(dict.fromkeys(only)) or tuple(found)
    if wrong := [name for name in names if name not in found]:
        raise UsageError(f"{wrong[0]} cannot be fetched. {_which(found)}")
    if not names:
        raise UsageError(_which(found))
    return tuple(found[name] for name in names)


def _which(found: Mapping[str, Site]) -> str:
    if not found:
        return "No source says where to fetch it: add [NAME.fetch] to its entry in sources.toml."
    return f"These can be: {', '.join(sorted(found))}."


def _crawled(
    due: tuple[Site, ...], raw: Path, known: Mapping[str, Record | None], now: datetime
) -> Iterable[Fetched]:
    for site in due:  # from here on, what is in the folder counts only by its records
        (raw / site.source / records.FOLDER).mkdir(parents=True, exist_ok=True)
    job = Job(
        sites=due,
        known={source: record for source, record in known.items() if record},
        raw=raw.resolve(),
        now=now.astimezone(UTC),
        agent=agent(next((site.contact for site in due if site.contact), "")),
    )
    minutes = _GRACE + max(site.minutes for site in due)
    happened, trouble = process.events(job, minutes=minutes)
    for site in due:
        of_site = [event for event in happened if event.source == site.source]
        record, fetched = outcome.ended(site, of_site, known[site.source], now=now, trouble=trouble)
        records.write(raw, record)
        yield fetched


def fetch_one(
    url: str, *, private: bool = False, contact: str = "", seconds: float = 60.0
) -> Snapshot:
    """Return one page as it is now; robots.txt is honoured, nothing is kept.

    Args:
        url: Its address.
        private: Whether it may be at a private or loopback address.
        contact: For the User-Agent; what the environment says where not given.
        seconds: How long it may take.

    Raises:
        UsageError: The address is none that can be fetched.
        FetchError: It did not come, or is no page; the reason says why.
    """
    table = {"start": url, "next": "", "private": private, "seconds": float(seconds)}
    site = sites({"one": {"fetch": {**table, "contact": contact or _from_environment()}}})["one"]
    with TemporaryDirectory(prefix="collate-") as name:
        raw = Path(name)
        job = Job(
            sites=(site,),
            known={},
            raw=raw,
            now=datetime.now(UTC).replace(microsecond=0),
            agent=agent(site.contact),
        )
        happened, trouble = process.events(job, minutes=_GRACE + 4 * seconds / 60)
        for event in happened:
            if isinstance(event, Came) and (found := snapshots.find(raw, event.sha256)):
                return replace(found, body=found.content, path=None)
    missed = [event.reason for event in happened if isinstance(event, Missed)]
    raise FetchError(url, missed[0] if missed else trouble or "no page came")


def _from_environment() -> str:
    text = os.environ.get(CONTACT, "").strip()
    return text if text.isprintable() else ""
