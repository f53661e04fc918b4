"""The spider: it saves the bytes of pages, follows "next" links, and says what came.

All else is Scrapy's, and the bounds are kept by `guard`.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from twisted.python.failure import Failure

from pipeline.ingest import sitemap, snapshots
from pipeline.ingest.crawl import taking
from pipeline.ingest.crawl.guard import Hosts
from pipeline.ingest.crawl.job import Came, Ended, Event, Job, Missed, agent
from pipeline.ingest.crawl.sites import Site, host, is_within, origin
from pipeline.ingest.crawl.taking import Took
from pipeline.ingest.crawl.words import reason
from pipeline.ingest.names import media_type
from pipeline.ingest.records import Page
from pipeline.model import Snapshot

_GONE = frozenset({404, 410})
_FORBIDDEN = "Forbidden by robots.txt"


@dataclass(slots=True)
class Run:
    """One start, and what follows from it, as far as it has come."""

    site: Site
    start: str
    until: float  # in time.monotonic
    known: dict[str, Page]  # by address, as the last good crawl saw them
    asked: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)  # SHA-256 of its pages
    under_way: int = 0
    note: str = ""


class Pages(Spider):
    """Fetches the pages of a job's sources, and tells what came as it comes."""

    name = "pages"

    def __init__(self, job: Job, tell: Callable[[Event], None], **more: Any) -> None:
        super().__init__(**more)
        self.job, self.tell = job, tell
        self.hosts = Hosts()
        for site in job.sites:
            if site.delay is not None:
                self.hosts.unhurried |= {host(url) for url in site.starts}

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for every start of every source."""
        for site in self.job.sites:
            until = time.monotonic() + site.minutes * 60
            for url in site.starts:
                known = known_pages(self.job, site, url)
                run = Run(site=site, start=url, until=until, known=known)
                yield self._ask(run, url, is_map=url in site.sitemaps)

    def _ask(self, run: Run, url: str, *, is_map: bool = False) -> Request:
        run.under_way += 1
        run.asked.add(_same(url))
        known = run.known.get(url)
        asked = {
            "User-Agent": agent(run.site.contact),
            "If-None-Match": known and known.etag,
            "If-Modified-Since": known and known.last_modified,
        }
        return Request(
            url,
            callback=self.mapped if is_map else self.came,
            errback=self.failed,
            headers={name: value for name, value in asked.items() if value},
            cb_kwargs={"run": run, "url": url},
            dont_filter=True,  # what was asked is known by run: two sources may have one page
            meta={"download_timeout": run.site.seconds, "download_maxsize": run.site.largest},
        )

    async def came(self, response: Response, run: Run, url: str) -> AsyncIterator[Request]:
        """Keep a page, tell of it, and go on to what it leads to."""
        try:
            took = await self._taken(response, run, url)
        except OSError as error:
            took = Took(fault=f"it cannot be kept ({error.strerror or error})")
        if took.page is None:
            self._missed(run, url, took.fault, took.sha256, is_gone=response.status in _GONE)
        elif run.site.through and url == run.start and not took.page.next:
            self._missed(run, url, "no link leads on from it, though it is passed through")
        elif took.page.sha256 not in run.seen:  # some sites repeat the last page for ever
            run.seen.add(took.page.sha256)
            if not run.site.through or url != run.start:
                self._tell_of(run, took.page, is_new=took.is_new)
            for each in self._following(run, took.page):
                yield each
        self._one_less(run)

    async def _taken(self, response: Response, run: Run, url: str) -> Took:
        before = run.known.get(url)
        if response.status == 304 and before:
            return Took(page=before)
        return await asyncio.to_thread(taking.take, response, url, run.site, before, self.job)

    def _following(self, run: Run, page: Page) -> Iterator[Request]:
        for url in page.next:
            if not is_within(run.site, url):
                run.note = f"a next link leads to {url[:200]}, which is not at the source"
            elif _same(url) not in run.asked:
                if len(run.asked) < run.site.pages:
                    yield self._ask(run, url)
                else:
                    run.note = f"it has more than {run.site.pages} pages; `pages` allows more"

    async def mapped(self, response: Response, run: Run, url: str) -> AsyncIterator[Request]:
        """Ask for the pages that a sitemap lists, and for the sitemaps."""
        if response.status != 200:
            self._missed(run, url, f"it answered {response.status}")
        else:
            try:
                listed = await asyncio.to_thread(_listed, response.body, self.job, run.site)
            except (ValueError, OSError):
                listed = []  # what it unpacks to is too much, or broken
            if not listed:
                self._missed(run, url, "it is no sitemap, or lists nothing at the source")
            for address, is_map in listed:
                if _same(address) in run.asked:
                    continue
                if len(run.asked) > run.site.pages:
                    run.note = f"it has more than {run.site.pages} pages; `pages` allows more"
                    break
                yield self._ask(run, address, is_map=is_map)
        self._one_less(run)

    def failed(self, failure: Failure) -> None:
        """Tell of a page that did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        run: Run = request.cb_kwargs["run"]
        assert failure.value is not None
        why = reason(failure.value, seconds=run.site.seconds, largest=run.site.largest)
        closed = self.hosts.closed.get(origin(request.url))
        if closed and _FORBIDDEN in str(failure.value):
            why = f"{closed}, asked for robots.txt, without which nothing is fetched"
        self._missed(run, request.cb_kwargs["url"], why)
        self._one_less(run)

    def _tell_of(self, run: Run, page: Page, *, is_new: bool) -> None:
        self.tell(
            Came(
                source=run.site.source,
                start=run.start,
                url=page.url,
                final_url=page.final_url,
                sha256=page.sha256,
                etag=page.etag,
                last_modified=page.last_modified,
                next=page.next,
                is_new=is_new,
            )
        )

    def _missed(
        self, run: Run, url: str, why: str, sha256: str = "", *, is_gone: bool = False
    ) -> None:
        self.tell(
            Missed(
                source=run.site.source,
                start=run.start,
                url=url,
                reason=why,
                sha256=sha256,
                is_gone=is_gone,
            )
        )

    def _one_less(self, run: Run) -> None:
        run.under_way -= 1
        if not run.under_way:
            self.tell(Ended(source=run.site.source, start=run.start, note=run.note))


def known_pages(job: Job, site: Site, start: str) -> dict[str, Page]:
    """Return the pages of a start as they were, by address.

    A page is to be asked for anew, whatever its tag, where its bytes are not at hand any more,
    or where links were found by another selector.
    """
    record = job.known.get(site.source)
    runs = [run for run in record.runs if run.start == start] if record else []
    folder = job.raw / site.source
    return {
        page.url: page
        if run.followed == site.next and snapshots.is_kept(folder, page.sha256)
        else replace(page, etag=None, last_modified=None)
        for run in runs
        for page in run.pages
    }


def _same(url: str) -> str:
    return urldefrag(url)[0]


def _listed(body: bytes, job: Job, site: Site) -> list[tuple[str, bool]]:
    """Return the addresses that a sitemap lists at the source, and whether each is a sitemap.

    Raises:
        ValueError: It unpacks to more than a page may have.
    """
    if gzip_magic_number(Response("", body=body)):
        body = gunzip(body, max_size=site.largest)
    found = sitemap.urls(
        Snapshot(
            sha256="", page="", url=None, fetched_at=job.now, media_type=media_type(body), body=body
        )
    )
    fitting = (
        (each.url, each.is_sitemap)
        for each in found
        if is_within(site, each.url) and (each.is_sitemap or re.search(site.only, each.url))
    )
    return list(islice(fitting, site.pages + 1))
