"""What a crawl means for a source: what stands now, and what to say of it.

A start and all that follows from it are taken together or not at all: entries move from one
page to the next, and half of the new pages with half of the old ones would lose some. Pages
that a sitemap lists stand each for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.ingest import records
from pipeline.ingest.crawl.job import Came, Ended, Event, Missed
from pipeline.ingest.crawl.sites import Site
from pipeline.ingest.fetched import Fetched
from pipeline.ingest.names import called
from pipeline.ingest.records import Page, Record, Run
from pipeline.ingest.snapshots import SetAside

_SLACK = timedelta(hours=6)  # a night that begins early is no reason to skip a source


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One start after a crawl: what stands of it, and what to say."""

    run: Run | None
    fault: str = ""
    note: str = ""


def ended(
    site: Site,
    happened: Sequence[Event],
    before: Record | None,
    *,
    now: datetime,
    trouble: str = "",
) -> tuple[Record, Fetched]:
    """Return what is to be kept of a crawl of one source, and how it ended.

    Args:
        site: The source.
        happened: What the crawl told of it, in order.
        before: Its newest record.
        now: The instant of the crawl, UTC.
        trouble: Why the crawl did not end by itself; ``""`` where it did.
    """
    was = {run.start: run for run in before.runs} if before else {}
    parts = [
        _part(site, start, [e for e in happened if e.start == start], was.get(start), now, trouble)
        for start in dict.fromkeys(site.starts)
    ]
    runs = tuple(part.run for part in parts if part.run)
    shas = {page.sha256 for run in runs for page in run.pages}
    state = _state(parts, shas, {page.sha256 for page in before.pages} if before else set())
    record = Record(source=site.source, at=now, state=state, reason=_reason(parts), runs=runs)
    fetched = Fetched(
        source=site.source,
        state=state,
        reason=record.reason,
        pages=len(shas),
        new=len({e.sha256 for e in happened if isinstance(e, Came) and e.is_new} & shas),
        last_good_at=min((run.at for run in runs), default=None),
        aside=tuple(
            SetAside(page=called(e.url), sha256=e.sha256, reason=e.reason)
            for e in happened
            if isinstance(e, Missed) and e.sha256
        ),
    )
    return record, fetched


def skipped(site: Site, before: Record | None, *, now: datetime) -> Fetched | None:
    """Return that a source is not due yet, and when it will be; ``None`` where it is due."""
    if before is None or before.state not in ("fetched", "unchanged"):
        return None
    if {run.start for run in before.runs} != set(site.starts):
        return None  # it is declared otherwise than it was
    due = before.at + site.every
    if now >= due - min(_SLACK, site.every / 4):
        return None
    return Fetched(
        source=site.source,
        state="skipped",
        reason=f"it is due again on {due:%Y-%m-%d at %H:%M} UTC",
        pages=len({page.sha256 for page in before.pages}),
        last_good_at=min((run.at for run in before.runs), default=None),
    )


def _part(
    site: Site,
    start: str,
    happened: Sequence[Event],
    before: Run | None,
    now: datetime,
    trouble: str,
) -> _Part:
    pages = [_page(event) for event in happened if isinstance(event, Came)]
    missed = [event for event in happened if isinstance(event, Missed)]
    end = next((event for event in happened if isinstance(event, Ended)), None)
    if end is None:
        return _Part(run=before, fault=f"{start}: {trouble or 'the crawl ended before it did'}")
    if start in site.sitemaps and all(event.url != start for event in missed):
        return _of_sitemap(site, start, pages, missed, before, now, end.note)
    if missed:
        return _Part(run=before, fault=_named(missed))
    if not pages:
        return _Part(run=before, fault=f"{start}: no page came")
    return _Part(run=_run(site, start, pages, before, now), note=end.note)


def _of_sitemap(
    site: Site,
    start: str,
    pages: Sequence[Page],
    missed: Sequence[Missed],
    before: Run | None,
    now: datetime,
    note: str,
) -> _Part:
    failed = [event for event in missed if not event.is_gone]
    urls = {event.url for event in failed}
    old = [page for page in before.pages if page.url in urls] if before else []
    standing = sorted((*pages, *old), key=lambda page: page.url)
    if not standing:
        return _Part(run=before, fault=_named(missed) if missed else f"{start}: no page came")
    run = _run(site, start, standing, before, now)
    if failed:
        return _Part(run=replace(run, at=before.at if before else now), fault=_named(failed))
    gone = f"{len(missed)} pages that its sitemap lists are gone" if missed else ""
    return _Part(run=run, note="; ".join(filter(None, (note, gone))))


def _run(site: Site, start: str, pages: Sequence[Page], before: Run | None, now: datetime) -> Run:
    return Run(
        start=start,
        followed=site.next,
        at=now,
        pages=tuple(pages),
        held_in=records.unchanged(pages, before),
    )


def _page(event: Came) -> Page:
    return Page(
        url=event.url,
        final_url=event.final_url,
        sha256=event.sha256,
        etag=event.etag,
        last_modified=event.last_modified,
        next=event.next,
    )


def _state(parts: Sequence[_Part], shas: set[str], before: set[str]) -> str:
    if any(part.fault for part in parts):
        return "stale" if shas else "failed"
    return "unchanged" if shas == before else "fetched"


def _reason(parts: Sequence[_Part]) -> str:
    faults = [part.fault for part in parts if part.fault]
    if not faults:
        return "; ".join(dict.fromkeys(part.note for part in parts if part.note))
    more = f"; so for {len(faults) - 1} more of its {len(parts)} starts" if faults[1:] else ""
    return f"{faults[0]}{more}"


def _named(missed: Sequence[Missed]) -> str:
    more = f"; {len(missed) - 1} more pages did not come" if missed[1:] else ""
    return f"{missed[0].url[:200]}: {missed[0].reason}{more}"
