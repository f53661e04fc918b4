"""The names of releases, and finding one by name.

A version is the date of its run and a number from 1: ``2026-11-21.1``. Order is by date,
then by number as a number, so that ``.10`` follows ``.9``.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from pipeline.errors import MissingError
from pipeline.ingest import store

_VERSION = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([1-9][0-9]{0,8})")
RELEASES = "releases"
PRUNED = "pruned"  # what is kept of releases that are gone
NEW = ".new-"  # a release that is being built
OLD = ".old-"  # a release that is being removed
VOID = ".void-"  # a number that was begun and given up
LATEST = "latest"
DESCRIPTOR = "datapackage.json"


def order(version: str) -> tuple[str, int]:
    """Return the sort key of a version.

    >>> order("2026-11-21.10") > order("2026-11-21.9")
    True

    Raises:
        MissingError: It is no version.
    """
    if not is_version(version):
        raise MissingError(f"{version!r} is no version; one looks like 2026-11-21.1, or latest")
    day, number = version.split(".")
    return day, int(number)


def is_version(name: str) -> bool:
    """Tell whether a folder's name is that of a release.

    >>> is_version("2026-11-21.1"), is_version("2026-13-45.1")
    (True, False)
    """
    found = _VERSION.fullmatch(name)
    return found is not None and _is_day(found[1])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def releases(curated: Path | str) -> list[str]:
    """Return the versions under ``curated``, oldest first. Unfinished ones are hidden."""
    folder = store.folder(curated) / RELEASES
    whole = (path.parent.name for path in folder.glob(f"*/{DESCRIPTOR}"))
    return sorted(filter(is_version, whole), key=order)


def tombstones(curated: Path | str) -> list[str]:
    """Return the versions that were pruned and are gone, oldest first."""
    root = store.folder(curated)
    there = set(releases(root))
    found = (path.parent.name for path in (root / PRUNED).glob(f"*/{DESCRIPTOR}"))
    return sorted((name for name in found if is_version(name) and name not in there), key=order)


def published(curated: Path | str) -> dict[str, Path]:
    """Return every version that left a record, oldest first, each with the folder that holds it.

    Of a pruned release that is what was kept of it, under ``pruned``.
    """
    root = store.folder(curated)
    found = {name: root / RELEASES / name for name in releases(root)}
    found |= {name: root / PRUNED / name for name in tombstones(root)}
    return {name: found[name] for name in sorted(found, key=order)}


def record(root: Path, version: str) -> Path | None:
    """Return the folder that holds a release, or what was kept of it; ``None`` without any."""
    places = (root / kind / version for kind in (RELEASES, PRUNED))
    return next((each for each in places if (each / DESCRIPTOR).is_file()), None)


def next_version(curated: Path | str, on: date) -> str:
    """Return the first free version of the day ``on``.

    >>> next_version("no such folder", date(2026, 11, 21))
    '2026-11-21.1'
    """
    root = store.folder(curated)
    folders = [folder for folder in (root / RELEASES, root / PRUNED) if folder.is_dir()]
    names = {
        path.name.removeprefix(NEW).removeprefix(OLD).removeprefix(VOID)
        for folder in folders
        for path in folder.iterdir()
    }
    taken = [order(name) for name in names if is_version(name)]
    numbers = [number for day, number in taken if day == on.isoformat()]
    return f"{on.isoformat()}.{max(numbers, default=0) + 1}"


def latest(curated: Path | str) -> str | None:
    """Return the version that ``latest`` names; ``None`` before the first release.

    On this machine ``latest`` is a link, in an object store an object of one line. A run
    killed between its first release and the link leaves the release without a link; the
    newest release is the latest then.
    """
    root = store.folder(curated)
    named = _named(root / LATEST)
    if is_version(named) and (root / RELEASES / named / DESCRIPTOR).is_file():
        return named
    return newest(root)


def newest(curated: Path | str) -> str | None:
    """Return the last release that no other was made on; ``None`` where there is none.

    Names follow the clock. Where it went back, the last by name is not the last that was made,
    and whoever went on from it would lose the ids that came after.
    """
    whole = releases(curated)
    if len(whole) < 2:
        return whole[0] if whole else None
    parents = {parent(folder) for folder in published(curated).values()}
    return next((name for name in whole[::-1] if name not in parents), whole[-1])


def parent(folder: Path) -> str | None:
    """Return the version that a release was made on; ``None`` for the first, or one unreadable."""
    try:
        found = json.loads((folder / DESCRIPTOR).read_bytes())["release"]["parent"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # `doctor` says so; the others tell enough
    return found if isinstance(found, str) else None


def _named(pointer: Path) -> str:
    try:
        if store.is_remote(pointer):
            return pointer.read_bytes().decode("ascii", "replace").strip()
        return pointer.readlink().name
    except FileNotFoundError:
        return ""
    except OSError:
        if store.is_remote(pointer):
            raise  # the store cannot be asked: to guess would be to mix releases
        return ""


def resolve(version: str = LATEST, root: Path | str = "curated") -> Path:
    """Return the folder of a release, with ``latest`` followed once.

    Read several tables from the folder this returns, not through ``latest``: the link may
    move between two reads.

    Raises:
        MissingError: There is no such release.
    """
    curated = store.folder(root)
    name = latest(curated) if version == LATEST else version
    if name is None:
        raise MissingError(
            f"{curated} holds no release yet; make one with `collate run`, "
            "or say where they are (--curated FOLDER, root= in Python)"
        )
    order(name)  # so that no name leads out of the folder
    folder = curated / RELEASES / name
    if not (folder / DESCRIPTOR).is_file():
        known = ", ".join(releases(curated)[-3:]) or "none"
        if (curated / PRUNED / name).is_dir():
            raise MissingError(
                f"release {name} was pruned; what is kept of it is in {PRUNED}/{name}. "
                f"The newest releases are: {known}"
            )
        raise MissingError(f"{curated} holds no release {name}; the newest are: {known}")
    return folder
