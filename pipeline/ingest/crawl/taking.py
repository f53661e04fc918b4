"""Taking a page: judged, kept byte for byte, and searched for its "next" link.

This is done in a thread, so that waiting for the disk holds no other page up.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from cssselect import HTMLTranslator
from lxml import etree
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url
from w3lib.encoding import http_content_type_encoding

from pipeline.ingest import snapshots
from pipeline.ingest.crawl import judge
from pipeline.ingest.crawl.job import Job
from pipeline.ingest.crawl.sites import NEXT, Site
from pipeline.ingest.names import called, media_type
from pipeline.ingest.records import Page
from pipeline.model import Snapshot

ASIDE = "aside"  # below a source's folder: what came and does not count, for a look
HEADERS = (
    *("Content-Type", "Content-Encoding", "Content-Language", "Date", "ETag", "Last-Modified"),
    *("Retry-After", "Server"),
)
_LONGEST_HEADER = 500  # characters
# The word as the usual selector means it, in `rel` or in `class`; UTF-16 has it with zeros.
_NEXT = re.compile(rb"[\s\"'=-]next[\s\"'/>]|n\0e\0x\0t", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What became of what came: a page that counts, or why it does not."""

    page: Page | None = None
    fault: str = ""
    sha256: str = ""  # of what was set aside
    is_new: bool = False


def take(response: Response, url: str, site: Site, before: Page | None, job: Job) -> Took:
    """Keep what came under its SHA-256, as a page of the source or set aside.

    Raises:
        OSError: It cannot be written.
    """
    body, folder = response.body, job.raw / site.source
    page = _snapshot(response, url, job.now)
    received = response.request.meta.get("received") if response.request else None
    sent = judge.Sent(
        status=response.status,
        body=body,
        kind=page.media_type,
        location=_header(response, "Location") or "",
        received=received,
    )
    is_same = before is not None and before.sha256 == page.sha256
    fault = judge.fault(sent, body if is_same else _bytes_of(before, folder))
    if fault:
        if body.strip():
            _keep(response, page, folder / ASIDE, {"fault": fault})
        return Took(fault=fault, sha256=page.sha256 if body.strip() else "")
    more = {"source": site.source, "previous": before.sha256 if before and not is_same else None}
    is_new = _keep(response, page, folder, more)
    return Took(
        page=Page(
            url=url,
            final_url=response.url,
            sha256=page.sha256,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            next=tuple(_next(response, page.charset, site)),
        ),
        is_new=is_new,
    )


def _snapshot(response: Response, url: str, now: datetime) -> Snapshot:
    typed = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return Snapshot(
        sha256=hashlib.sha256(response.body).hexdigest(),
        page=called(url),
        url=url,
        fetched_at=now,
        media_type=media_type(response.body),
        charset=http_content_type_encoding(typed[:_LONGEST_HEADER]),
        body=response.body,
    )


def _keep(response: Response, page: Snapshot, folder: Path, more: Mapping[str, Any]) -> bool:
    """Write the bytes, unless they are there; return whether they were not."""
    if snapshots.is_kept(folder, page.sha256):
        return False
    told = {
        "final_url": response.url,
        "status": response.status,
        "headers": {each.lower(): value for each in HEADERS if (value := _header(response, each))},
        **more,
    }
    snapshots.write(page, folder, previous=None, more=told)
    return True


def _bytes_of(page: Page | None, folder: Path) -> bytes | None:
    """Return the bytes of a page as it last was, as far as they are at hand."""
    for path in folder.glob(f"{page.sha256}.*") if page else ():
        if path.suffix != ".json":
            return path.read_bytes()
    return None


def _next(response: Response, charset: str | None, site: Site) -> Iterator[str]:
    """Yield the address that the first "next" link of a page leads to, if there is one."""
    if not site.next or not isinstance(response, TextResponse):
        return
    if site.next == NEXT and not _NEXT.search(response.body):
        return  # most pages have none, and to parse them costs more than to fetch them
    found = _links(response.body, charset, site.next)
    base = get_base_url(response) if found else ""
    here = {urldefrag(url)[0] for url in (response.url, base)}
    for href in found:
        url = _joined(base, href)
        if url and url not in here:
            yield url
            return


def _links(body: bytes, charset: str | None, selector: str) -> list[str]:
    """Return the ``href`` of every element of a page that a CSS selector means."""
    try:
        parser = etree.HTMLParser(encoding=charset, huge_tree=True)
    except LookupError:  # a charset that nobody knows
        parser = etree.HTMLParser(huge_tree=True)
    try:
        root = etree.HTML(body, parser)
    except etree.LxmlError:
        return []
    found = [] if root is None else _path(selector)(root)
    return [str(node.get("href", "")) for node in found if isinstance(node, etree._Element)]


@lru_cache(maxsize=64)
def _path(selector: str) -> Callable[[Any], Any]:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def _joined(base: str, href: str) -> str:
    """Return the absolute address of a link, without its fragment; ``""`` for what is none."""
    try:
        url = urldefrag(urljoin(base, href.strip()))[0]
        return url if urlsplit(url).scheme in ("http", "https") and href.strip() else ""
    except ValueError:
        return ""


def _header(response: Response, wanted: str) -> str | None:
    value = response.headers.get(wanted)
    return value.decode("latin-1")[:_LONGEST_HEADER] if value else None
