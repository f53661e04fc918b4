"""Folders on this machine and prefixes of an object store, read alike and written safely.

``folder("curated")`` is a path; ``folder("s3://bucket/prefix")`` is one that behaves like it
for reading (``/``, ``read_bytes``, ``glob``, …). What an object store lacks is told by hand:
there is no rename and no lock, but a write can be made conditional on what stands there
(``If-None-Match``, ``If-Match``). ``create`` and ``swap`` are these two.

Address and credentials come from where every S3 tool looks: ``AWS_ENDPOINT_URL``,
``AWS_PROFILE``, ``AWS_ACCESS_KEY_ID``, … ; see docs/howto/object-storage.md.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from pipeline.errors import UsageError

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
NOTES = ".jsonl"  # the one kind of file under `raw` that grows
_LOST = frozenset({409, 412})  # conflict, precondition failed


class ChangedError(OSError):
    """What stands at a place is not what was seen there; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What stood at a place when it was read; ``tag`` is ``None`` where nothing did."""

    body: bytes
    tag: str | None


def folder(where: Path | str) -> Path:
    """Return the folder of that name or address.

    Raises:
        UsageError: The address is of no known kind, or what S3 needs is not installed.
    """
    if not isinstance(where, str):
        return where
    found = _URL.match(where)
    if not found:
        return Path(where)
    if found[1].lower() != "s3":
        raise UsageError(f"{where}: give a folder, or an address that begins with s3://.")
    if not where[found.end() :].strip("/"):
        raise UsageError(f"{where} names no bucket. Write it like s3://bucket/prefix.")
    return _remote(where.rstrip("/"))


def _remote(where: str) -> Path:
    try:
        import s3fs  # noqa: F401  UPath says too late that it is missing
        from upath import UPath
    except ImportError:
        raise UsageError(
            f"{where}: object storage needs more packages. Install them: pip install 'collate[s3]'."
        ) from None
    # A listing that is kept would hide what another machine wrote since.
    return cast(Path, UPath(where, use_listings_cache=False))


def is_remote(place: Path) -> bool:
    """Tell whether a place is in an object store.

    >>> is_remote(Path("curated"))
    False
    """
    return not isinstance(place, Path)


def seen(place: Path) -> Seen:
    """Return what stands at a place of an object store now."""
    try:
        found = _call(place, "get_object")
    except FileNotFoundError:
        return Seen(body=b"", tag=None)
    return Seen(body=_body(place, found), tag=found["ETag"])


def create(place: Path, body: bytes) -> str:
    """Write an object where none is; return its tag.

    Raises:
        FileExistsError: One is there already, and stays as it is.
    """
    try:
        return _put(place, body, {"IfNoneMatch": "*"})
    except ChangedError as error:
        raise FileExistsError(f"{place} is there already") from error


def swap(place: Path, body: bytes, before: Seen) -> str:
    """Write an object in the place of what was seen there; return its tag.

    Raises:
        ChangedError: Something else stands there now, and stays as it is.
    """
    if before.tag is None:
        try:
            return create(place, body)
        except FileExistsError as error:
            raise ChangedError(str(error)) from error
    return _put(place, body, {"IfMatch": before.tag})


def remove(place: Path) -> None:
    """Remove an object; it is no error when it is gone already."""
    _call(place, "delete_object")


def age(place: Path) -> float | None:
    """Return how old an object is in seconds, by the store's own clock; ``None`` if it is gone."""
    from email.utils import parsedate_to_datetime

    try:
        found = _call(place, "head_object")
    except FileNotFoundError:
        return None
    now = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
    return float((now - found["LastModified"]).total_seconds())


def objects(place: Path) -> dict[str, int]:
    """Return the objects under a place of an object store, by their name below it, with bytes."""
    fs, root = _fs(place), _path(place)
    found: Mapping[str, Mapping[str, Any]] = fs.find(root, detail=True)
    return {
        name[len(root) :].lstrip("/"): int(each["size"]) for name, each in sorted(found.items())
    }


@contextmanager
def at_hand(place: Path) -> Iterator[Path]:
    """Give a folder on this machine with the same files: itself, or a copy for the while."""
    if not is_remote(place):
        yield place
        return
    with TemporaryDirectory(prefix="collate-") as name:
        copy = Path(name) / place.parent.name / place.name
        copy.mkdir(parents=True)
        fetch(place, copy)
        yield copy


@contextmanager
def mirrored(raw: Path, *, writing: bool = False, only: str = "") -> Iterator[Path]:
    """Give a folder of snapshots on this machine: itself, or one with the same files.

    What is in such a folder is named by its bytes and never changes, so it is kept on this
    machine and comes over the line once. The notes of what was seen again
    (``sightings.jsonl``) do grow; whoever writes holds the lease of the releases.

    Args:
        raw: The folder.
        writing: Send back what was added.
        only: What must be in a file's name; all files when not given.
    """
    if not is_remote(raw):
        yield raw
        return
    there = {name: size for name, size in objects(raw).items() if only in name}
    kept = _kept(raw)
    fetch(raw, kept, [name for name, size in there.items() if _is_new(kept / name, size)])
    with TemporaryDirectory(prefix="collate-", dir=kept.parent) as name:
        here = Path(name)
        for each in there:
            _link(kept / each, here / each)
        yield here
        if writing:
            _send(raw, here, there)


def lasting(raw: Path, here: Path, path: Path) -> Path:
    """Return where a file of ``mirrored(raw)`` is to be found when the mirror is gone."""
    return path if here == raw else _kept(raw) / path.relative_to(here)


def _kept(place: Path) -> Path:
    """Return the folder on this machine that keeps what came from ``place``."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = base / "collate" / hashlib.sha256(str(place).encode()).hexdigest()[:16]
    kept.mkdir(parents=True, exist_ok=True)
    return kept


def _is_new(copy: Path, size: int) -> bool:
    return copy.suffix == NOTES or not copy.is_file() or copy.stat().st_size != size


def _link(kept: Path, name: Path) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    if kept.suffix == NOTES:  # it is added to, and must not be behind the keeper's back
        shutil.copyfile(kept, name)
    else:
        name.hardlink_to(kept)


def _send(raw: Path, here: Path, there: Mapping[str, int]) -> None:
    """Send what is new: bytes before the sidecar that names them, notes last."""
    found = (path for path in here.rglob("*") if path.is_file() and path.name[0] != ".")
    for path in sorted(found, key=lambda path: (path.suffix.startswith(".json"), path)):
        name = path.relative_to(here).as_posix()
        if there.get(name) != path.stat().st_size:
            (raw / name).write_bytes(path.read_bytes())
            if path.suffix != NOTES:
                _keep(path, _kept(raw) / name)


def _keep(path: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.unlink(missing_ok=True)
    kept.hardlink_to(path)


def fetch(place: Path, target: Path, names: Iterable[str] | None = None) -> None:
    """Copy the objects under a place into a folder: those named, else all."""
    wanted = sorted(objects(place) if names is None else names)
    for name in wanted:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if not (target / name).resolve().is_relative_to(target.resolve()):
            raise UsageError(f"{place}: the object {name!r} would lead out of its folder.")
    if wanted:
        root = _path(place)
        _fs(place).get([f"{root}/{name}" for name in wanted], [str(target / n) for n in wanted])


def _put(place: Path, body: bytes, condition: Mapping[str, str]) -> str:
    """Write under a condition; a write whose answer was lost, and was repeated, counts."""
    try:
        return str(_call(place, "put_object", Body=body, **condition)["ETag"])
    except OSError as error:
        is_gone = isinstance(error, FileNotFoundError) and "IfMatch" in condition
        if not is_gone and _status(error) not in _LOST:
            raise
        now = Seen(body=b"", tag=None) if is_gone else seen(place)
        if now.tag is not None and now.body == body:
            return now.tag
        raise ChangedError(f"{place} changed meanwhile") from error


def _status(error: OSError) -> int:
    response = getattr(error.__cause__, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _call(place: Path, method: str, **more: Any) -> dict[str, Any]:
    bucket, _, key = _path(place).partition("/")
    found: dict[str, Any] = _fs(place).call_s3(method, Bucket=bucket, Key=key, **more)
    return found


def _body(place: Path, found: Mapping[str, Any]) -> bytes:
    from fsspec.asyn import sync

    return bytes(sync(_fs(place).loop, found["Body"].read))


def _fs(place: Path) -> Any:
    return cast(Any, place).fs


def _path(place: Path) -> str:
    """Return ``bucket/key``."""
    return str(cast(Any, place).path).rstrip("/")
