"""What a release is made from: the parts that, being the same, give the same release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.errors import UsageError
from pipeline.model import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRef:
    """A page that went into a release, without its bytes."""

    sha256: str
    page: str  # a name, never a path
    url: str | None  # http or https only
    fetched_at: datetime
    source: str | None  # None: no source claimed it and it was set aside
    stands: bool = False  # its listings are those of the release before, not read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a release is made from; kept in its descriptor.

    Attributes:
        created_at: When the run began, UTC; the only clock a release knows.
        snapshots: The pages that were read, those set aside among them.
        code: Version of the code: a commit, or ``folder_hash`` of the package.
        tables: ``folder_hash`` of ``pipeline/tables``.
        model: Version of the matching weights.
        decisions: ``file_hash`` of the stewards' log.
        sources: Name in ``sources.toml`` to what people call the site and its address.
        parts: File of the package to the first digits of its hash: what ``code`` and ``tables``
            are made of, so that one can be told from another.
        overrides: ``file_hash`` of the values that stewards chose by hand; "" where there is none.
        aliases: The same of what they said that texts mean.
    """

    created_at: datetime
    snapshots: tuple[SnapshotRef, ...]
    code: str
    tables: str
    model: str
    decisions: str
    sources: Mapping[str, SourceRef] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    overrides: str = ""
    aliases: str = ""

    def __post_init__(self) -> None:
        """Refuse a clock without a time zone."""
        if self.created_at.tzinfo is None:
            raise UsageError("the time of a release needs its time zone; give it in UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """What people call a source, and where it is."""

    title: str
    url: str | None = None
    licence: str | None = None


def snapshot_ref(snapshot: Snapshot, source: str | None, stands: bool = False) -> SnapshotRef:
    """Return what a descriptor says of ``snapshot``: no path and no body."""
    url = snapshot.url or ""
    return SnapshotRef(
        sha256=snapshot.sha256,
        page=PureWindowsPath(PurePosixPath(snapshot.page).name).name,
        url=url if url.lower().startswith(("http://", "https://")) else None,
        fetched_at=snapshot.fetched_at,
        source=source,
        stands=stands,
    )


def file_hash(path: Path) -> str:
    """Return ``sha256:…`` of a file, that of nothing where there is no file."""
    body = path.read_bytes() if path.is_file() else b""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def line_hash(path: Path) -> str:
    """Return ``sha256:…`` of a file, ``""`` where there is none."""
    return file_hash(path) if path.is_file() else ""


def folder_hash(folder: Path, patterns: Iterable[str] = ("**/*",)) -> str:
    """Return ``sha256:…`` of the names and bytes of a folder's files, in the order of names.

    What the interpreter leaves behind (``__pycache__``) and hidden files do not count.
    """
    whole = hashlib.sha256()
    for name, digest in _hashes(folder, patterns):
        whole.update(f"{name}\0{digest}\n".encode())
    return f"sha256:{whole.hexdigest()}"


def folder_parts(folder: Path, patterns: Iterable[str] = ("**/*",)) -> dict[str, str]:
    """Return the files that ``folder_hash`` counts, each with twelve digits of its hash."""
    return {name: digest.partition(":")[2][:12] for name, digest in _hashes(folder, patterns)}


def _hashes(folder: Path, patterns: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in found):
        if not any(part == "__pycache__" or part.startswith(".") for part in name.split("/")):
            yield name, file_hash(path)
