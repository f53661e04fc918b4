"""Adopting files that a person dropped in a folder: each becomes a snapshot by its content.

A file's name is kept as a label and means nothing else: what it is, and which source it
belongs to, is read from its bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import PageError, UsageError
from pipeline.ingest import snapshots, xml_tree
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
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)


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
    given: dict[str, Snapshot] = {}
    kept: dict[str, Snapshot] = {}
    aside: list[SetAside] = []
    paths = {path for folder in folders for path in files(folder)}
    for path in sorted(paths, key=lambda path: (path.name, str(path))):
        with _noted(aside):
            found = snapshot(path, now=now)
            given.setdefault(found.sha256, replace(found, body=b"", path=path))
    before = _before(snapshots.newest(raw, FOLDER), Counter(label(path.name) for path in paths))
    for sha256, found in given.items():
        previous = before.get(found.page)
        with _noted(aside):  # a page whose bytes another page still has is no history
            kept[sha256] = snapshots.save(
                found, raw, folder=FOLDER, previous=None if previous in given else previous
            )
    return tuple(kept[sha] for sha in sorted(kept)), tuple(aside)


@contextmanager
def _noted(aside: list[SetAside]) -> Iterator[None]:
    try:
        yield
    except PageError as error:
        aside.append(SetAside(page=error.page, sha256="", reason=error.reason))


def _before(newest: Mapping[str, str], names: Counter[str]) -> Mapping[str, str]:
    """Return page name to what it was before; a name that two files have says nothing."""
    return {page: sha256 for page, sha256 in newest.items() if names[page] == 1}


def files(folder: Path) -> Iterator[Path]:
    """Yield what is below ``folder`` and not hidden, or ``folder`` itself when it is a file.

    A link to a folder is yielded, not followed: it is set aside with what else is no file.

    Raises:
        UsageError: It is not there.
    """
    if folder.is_file():
        yield folder
    elif folder.is_dir():
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if not hidden and (path.is_symlink() or not path.is_dir()):
                yield path
    else:
        raise UsageError(f"{folder} is not there. Give a folder of pages, or one page.")


def snapshot(path: Path, *, now: datetime) -> Snapshot:
    """Return the file as a snapshot; nothing is written.

    Raises:
        PageError: It is no file, cannot be read, is empty, or is larger than a listing page
            can be.
    """
    page = label(path.name)
    if not path.is_file():
        raise PageError(page, _no_file(path))
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
    >>> media_type(b"%PDF-1.7"), media_type(b'<?xml version="1.0"?><rss>')
    ('application/pdf', 'application/xml')
    >>> media_type("Année < 2010".encode())
    'text/plain'
    """
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if _HTML.match(body[:1024]):
        return "text/html"
    start = body[:16384].replace(b"\0", b"")  # UTF-16 markup shows once its zero bytes are gone
    if xml_tree.root_name(start.decode("utf-8", "ignore")):
        return "application/xml"
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


def _no_file(path: Path) -> str:
    if not path.is_symlink():
        return "it is no file"
    return "it is a link to a folder" if path.is_dir() else "it is a link that leads nowhere"
