"""Taking a page: judged, kept byte for byte, and searched for its "next" link.

This is done in a thread, so that waiting for the disk holds no other page up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url
from w3lib.encoding import http_content_type_encoding

from pipeline.ingest import snapshots
from pipeline.ingest.adopt import media_type
from pipeline.ingest.crawl import judge
from pipeline.ingest.crawl.job import Job
from pipeline.ingest.crawl.sites import NEXT, Site, called
from pipeline.ingest.records import Page
from pipeline.model import Snapshot

ASIDE = "aside"  # below a source's folder: what came and does not count, for a look
HEADERS = (
    *("Content-Type", "Content-Encoding", "Content-Language", "Date", "ETag", "Last-Modified"),
    *("Retry-After", "Server"),
)
_LONGEST_HEADER = 500  # characters


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
    sha256 = hashlib.sha256(body).hexdigest()
    received = response.request.meta.get("received") if response.request else None
    sent = judge.Sent(
        status=response.status,
        body=body,
        location=_header(response, "Location") or "",
        received=received,
    )
    is_same = before is not None and before.sha256 == sha256
    fault = judge.fault(sent, body if is_same else _bytes_of(before, folder))
    if fault:
        if body.strip():
            _keep(response, url, folder / ASIDE, sha256, job, {"fault": fault})
        return Took(fault=fault, sha256=sha256 if body.strip() else "")
    more = {"source": site.source, "previous": before.sha256 if before and not is_same else None}
    is_new = _keep(response, url, folder, sha256, job, more)
    page = Page(
        url=url,
        final_url=response.url,
        sha256=sha256,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        next=tuple(_next(response, site)),
    )
    return Took(page=page, is_new=is_new)


def _keep(
    response: Response, url: str, folder: Path, sha256: str, job: Job, more: Mapping[str, Any]
) -> bool:
    """Write the bytes, unless they are there; return whether they were not."""
    if (folder / f"{sha256}.json").exists():
        return False
    typed = (response.headers.get("Content-Type") or b"").decode("latin-1")
    page = Snapshot(
        sha256=sha256,
        page=called(url),
        url=url,
        fetched_at=job.now,
        media_type=media_type(response.body),
        charset=http_content_type_encoding(typed[:_LONGEST_HEADER]),
        body=response.body,
    )
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


def _next(response: Response, site: Site) -> Iterator[str]:
    """Yield the address that the first "next" link of a page leads to, if there is one."""
    if not site.next or not isinstance(response, TextResponse):
        return
    if site.next == NEXT and b"next" not in response.body.lower():
        return  # most pages of most sites: no need to parse them
    base = get_base_url(response)
    here = {urldefrag(url)[0] for url in (response.url, base)}
    for node in response.css(site.next):
        url = _joined(base, node.attrib.get("href", ""))
        if url and url not in here:
            yield url
            return


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
