"""Pages out of a web archive (WARC), as crawlers and browsers' extensions save them.

What counts is what a server answered with 200 and called HTML, text, XML or PDF; an archive holds
much else (pictures, scripts, redirects), which is passed over.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import PageError
from pipeline.ingest.names import called, label, media_type
from pipeline.model import Snapshot

LARGEST = 64 * 1024 * 1024  # bytes of one page
_RECORD = 1024 * 1024 * 1024  # bytes that a record may claim to have
_RECORDS = 200_000
# What reading runs into where an archive is damaged; the library does not always foresee it.
_DAMAGE = (EOFError, OSError, ValueError, zlib.error, AttributeError, TypeError, LookupError)
_PACKED_WHOLE = "non-chunked gzip"  # as `gzip` packs a file; tools for archives pack each record
_KINDS = ("text/html", "application/xhtml", "text/plain", "application/pdf", "xml")


def is_warc(start: bytes) -> bool:
    r"""Tell whether a file is a web archive by the bytes that it begins with; packed or not.

    >>> is_warc(b"WARC/1.1\r\n"), is_warc(b"<html>")
    (True, False)
    """
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(31).decompress(start, 16)
        except zlib.error:
            return False
    return start.startswith(b"WARC/")


def pages(path: Path, *, now: datetime) -> Iterator[Snapshot]:
    """Yield the pages of an archive, in its order; of one address, as often as it is there.

    Raises:
        PageError: The archive is damaged, or a page of it is too large; the others were yielded.
    """
    from warcio.exceptions import ArchiveLoadFailed

    name = label(path.name)
    try:
        try:
            with path.open("rb") as file:
                yield from _pages(file, name, now)
        except ArchiveLoadFailed as error:
            if _PACKED_WHOLE not in str(error):
                raise
            with gzip.open(path) as file:  # its first page comes twice
                yield from _pages(file, name, now)
    except (ArchiveLoadFailed, *_DAMAGE) as error:
        told = str(error) if isinstance(error, (EOFError, OSError, ValueError, zlib.error)) else ""
        raise PageError(
            name, f"the web archive is damaged ({told[:200] or 'a record cannot be made out'})"
        ) from error


def _pages(file: BufferedIOBase, name: str, now: datetime) -> Iterator[Snapshot]:
    from warcio.archiveiterator import ArchiveIterator

    record, too_large = None, 0
    archive = ArchiveIterator(file, check_digests=True)
    for number, record in enumerate(archive):
        if number >= _RECORDS or (record.length or 0) > _RECORD:
            raise PageError(name, "it is larger than a web archive of listings can be")
        if record.rec_headers.get_header("Content-Length") is None:
            raise PageError(name, "the web archive is damaged (a record has no length)")
        if not _counts(record):
            continue
        body: bytes = record.content_stream().read(LARGEST + 1)
        too_large += len(body) > LARGEST
        if len(body) <= LARGEST and (found := _page(record, body, now)):
            yield found
    rest = record is not None and getattr(record.raw_stream, "limit", 0) > 0
    if rest or archive.next_line or archive.err_count:
        raise PageError(name, "the web archive is damaged (it ends within a record)")
    if too_large:
        raise PageError(name, f"{too_large} of its pages had more than {LARGEST:,} bytes")


def _counts(record: Any) -> bool:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in ("response", "resource") or not url.startswith(("http:", "https:")):
        return False
    if urlsplit(url).path == "/robots.txt":
        return False
    answer = record.http_headers
    if record.rec_type == "response" and (answer is None or answer.get_statuscode() != "200"):
        return False
    return any(kind in _content_type(record) for kind in _KINDS)


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header("Content-Type") or "").lower()[:200]


def _page(record: Any, body: bytes, now: datetime) -> Snapshot | None:
    """Return the page of a record that was unpacked; ``None`` where it has nothing to say."""
    if not _is_whole(record):
        raise ValueError(f"record {record.rec_headers.get_header('WARC-Record-ID')} is not whole")
    if not body.strip():
        return None
    url = record.rec_headers.get_header("WARC-Target-URI").strip()
    return Snapshot(
        sha256=hashlib.sha256(body).hexdigest(),
        page=called(url),
        url=url,
        fetched_at=min(_date(record.rec_headers.get_header("WARC-Date")) or now, now),
        media_type=media_type(body),
        charset=_charset(_content_type(record)),
        body=body,
    )


def _is_whole(record: Any) -> bool:
    """Tell whether a record that was read is as long as it says, and has the digest it says."""
    rest = getattr(record.raw_stream, "limit", 0)
    if rest > 0 and not record.raw_stream.read(1):
        return False
    return not any("digest failed" in each for each in record.digest_checker.problems)


def _charset(content_type: str) -> str | None:
    _, found, rest = content_type.partition("charset=")
    return rest.split(";")[0].strip(" \"'") or None if found else None


def _date(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (
        (found if found.tzinfo else found.replace(tzinfo=UTC))
        .astimezone(UTC)
        .replace(microsecond=0)
    )
