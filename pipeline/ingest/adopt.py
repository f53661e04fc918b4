"""Adopting files that a person dropped in a folder: each becomes a snapshot by its content.

A file's name is kept as a label and means nothing else: what it is, and which source it
belongs to, is read from its bytes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import PageError, UsageError
from pipeline.ingest import snapshots, warc
from pipeline.ingest.names import label, media_type
from pipeline.ingest.snapshots import SetAside
from pipeline.model import Snapshot

FOLDER = "adopted"
LARGEST = 64 * 1024 * 1024  # bytes; the largest listing page seen is under 1 MB


def adopt(
    folders: Iterable[Path], raw: Path, *, now: datetime
) -> tuple[tuple[Snapshot, ...], tuple[SetAside, ...]]:
    """Keep every file below ``folders`` in ``raw``; return the snapshots and what was set aside.

    Args:
        folders: Folders (searched to their depths, hidden files left out) or single files; of a
            web archive (WARC), the newest page of every address in it.
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
    keys: Counter[str] = Counter()
    paths = {path for folder in folders for path in files(folder)}
    with TemporaryDirectory(prefix="collate-") as spool:
        for path in sorted(paths, key=lambda path: (path.name, str(path))):
            with _noted(aside):
                for found in _pages(path, Path(spool), now):
                    keys[_key(found)] += 1
                    given.setdefault(found.sha256, found)
        before = _before(snapshots.newest(raw, FOLDER), keys)
        for sha256, found in given.items():
            previous = before.get(_key(found))
            with _noted(aside):  # a page whose bytes another page still has is no history
                kept[sha256] = snapshots.save(
                    found, raw, folder=FOLDER, previous=None if previous in given else previous
                )
    return tuple(kept[sha] for sha in sorted(kept)), tuple(aside)


def _key(page: Snapshot) -> str:
    """Return by what a page is known again: its address, else its name."""
    return page.url or page.page


def _pages(path: Path, spool: Path, now: datetime) -> Iterator[Snapshot]:
    """Yield the pages of a file, each knowing where its bytes are and holding none."""
    if not path.is_file() or not warc.is_warc(_start(path)):
        yield replace(snapshot(path, now=now), body=b"", path=path)
        return
    newest: dict[str, Snapshot] = {}
    try:
        for found in warc.pages(path, now=now):
            known = newest.get(_key(found))
            if known is None or known.fetched_at <= found.fetched_at:
                (spool / found.sha256).write_bytes(found.body)
                newest[_key(found)] = replace(found, body=b"", path=spool / found.sha256)
    finally:
        yield from newest.values()


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError:
        return b""  # reading it whole says why


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


def _no_file(path: Path) -> str:
    if not path.is_symlink():
        return "it is no file"
    return "it is a link to a folder" if path.is_dir() else "it is a link that leads nowhere"
