"""Adopting files that a person dropped in a folder: each becomes a snapshot by its content.

A file's name is kept as a label and means nothing else: what it is, and which source it
belongs to, is read from its bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from pipeline.errors import PageError, UsageError
from pipeline.ingest import snapshots
from pipeline.ingest.snapshots import SetAside
from pipeline.model import Snapshot

FOLDER = "adopted"
LARGEST = 64 * 1024 * 1024  # bytes; the largest listing page seen is under 1 MB
LONGEST_NAME = 200  # characters

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|section|article|main|table|ul|ol|dl|p|h[1-6]|span)"
    rb"[\s>]",
    re.IGNORECASE,
)


def adopt(
    folders: Iterable[Path], raw: Path, *, now: datetime
) -> tuple[tuple[Snapshot, ...], tuple[SetAside, ...]]:
    """Keep every file below ``folders`` in ``raw``; return the snapshots and what was set aside.

    Args:
        folders: Folders (searched to their depths, hidden files left out) or single files.
        raw: The folder of snapshots.
        now: The instant of adoption, UTC.

    Returns:
        One snapshot per distinct content, sorted by SHA-256, and the files that could not be
        kept. Equal bytes under two names are one snapshot with the first name in order.

    Raises:
        UsageError: A folder is not there.
    """
    paths = sorted({path for folder in folders for path in files(folder)})
    names = Counter(path.name for path in paths)
    kept: dict[str, Snapshot] = {}
    aside: list[SetAside] = []
    for path in sorted(paths, key=lambda path: (path.name, str(path))):
        try:
            found = snapshot(path, now=now)
            if found.sha256 not in kept:
                previous = _previous(raw, found) if names[path.name] == 1 else None
                kept[found.sha256] = snapshots.save(found, raw, folder=FOLDER, previous=previous)
        except PageError as error:
            aside.append(SetAside(page=error.page, sha256="", reason=error.reason))
    return tuple(kept[sha] for sha in sorted(kept)), tuple(aside)


def files(folder: Path) -> Iterator[Path]:
    """Yield the files below ``folder``, or ``folder`` itself when it is a file.

    Raises:
        UsageError: It is not there.
    """
    if folder.is_file():
        yield folder
    elif folder.is_dir():
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if path.is_file() and not hidden:
                yield path
    else:
        raise UsageError(f"{folder} is not there. Give a folder of pages, or one page.")


def snapshot(path: Path, *, now: datetime) -> Snapshot:
    """Return the file as a snapshot; nothing is written.

    Raises:
        PageError: It cannot be read, is empty, or is larger than a listing page can be.
    """
    page = label(path.name)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise PageError(page, f"it has {size:,} bytes, more than the {LARGEST:,} allowed")
        body = path.read_bytes()
    except OSError as error:
        raise PageError(page, f"it cannot be read ({error.strerror})") from error
    if not body.strip():
        raise PageError(page, "it is empty")
    return Snapshot(
        sha256=hashlib.sha256(body).hexdigest(),
        page=page,
        url=None,
        fetched_at=now.replace(microsecond=0),
        media_type=media_type(body),
        body=body,
    )


def media_type(body: bytes) -> str:
    """Return the media type that the bytes themselves show.

    >>> media_type(b"<!DOCTYPE html><p>x")
    'text/html'
    >>> media_type(b"%PDF-1.7")
    'application/pdf'
    >>> media_type("Année < 2010".encode())
    'text/plain'
    """
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    start = body[:16384].replace(b"\0", b"")  # UTF-16 markup shows once its zero bytes are gone
    if len(_MARKUP.findall(start)) >= 2 or re.match(rb"\W*<(?:!doctype|html)", start, re.I):
        return "text/html"
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in body[:1024]:
        return "text/plain"
    return "application/octet-stream"


def label(name: str) -> str:
    r"""Return a file name that is safe to print and to publish.

    >>> label("a\tb\u202e.txt")
    'a b .txt'
    """
    shown = name.encode("utf-8", "replace").decode("utf-8")
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in shown)
    return clean[:LONGEST_NAME]


def _previous(raw: Path, found: Snapshot) -> str | None:
    previous = snapshots.newest_of(raw, found.page, FOLDER)
    return previous if previous != found.sha256 else None
