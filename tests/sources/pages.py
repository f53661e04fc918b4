"""Pages for tests: snapshots of a text, of HTML or of a PDF, and what of a reading is compared."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from pipeline.model import Reading, Snapshot
from pipeline.sources import read_page

HERE = Path(__file__).parent
SEEN = datetime(2026, 11, 21, tzinfo=UTC)
MEDIA = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}

Key = tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]]


def snapshot(body: str | bytes, media_type: str = "text/plain", page: str = "page") -> Snapshot:
    raw = body.encode() if isinstance(body, str) else body
    return Snapshot(
        sha256=hashlib.sha256(raw).hexdigest(),
        page=page,
        url=None,
        fetched_at=SEEN,
        media_type=media_type,
        body=raw,
    )


def file(path: Path) -> Snapshot:
    return snapshot(path.read_bytes(), MEDIA[path.suffix], path.name)


def text(body: str | bytes) -> Reading:
    return read_page(snapshot(body))


def pdf(body: bytes) -> Reading:
    return read_page(snapshot(body, "application/pdf"))


def html(body: str | bytes) -> Reading:
    return read_page(snapshot(body, "text/html"))


def said(reading: Reading) -> list[Key]:
    """What the entries say, whatever the format and the place on the page."""
    return [
        (
            entry.title,
            entry.abstract,
            tuple((field.role, field.values) for field in entry.fields),
        )
        for entry in reading.entries
    ]
