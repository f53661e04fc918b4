"""Releases in an object store: the same steps as in ``publish``, without rename and without links.

1. ``releases/.new-<version>`` is created where none is: the number is ours, and a killed run
   leaves a trace;
2. the files go up, each created where none is, ``datapackage.json`` not yet: what has none is
   no release;
3. their names and sizes are read back, and the lease is confirmed;
4. ``datapackage.json`` is created: from now on the release exists, whole;
5. ``latest`` (one line: the version) is written under ``If-Match`` of what was read before the
   first step: of two who publish on one parent, one gets it, and the other takes back what it
   put up;
6. the trace goes.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import LockedError, ReleaseError
from pipeline.ingest import store
from pipeline.ingest.store import ChangedError, Seen
from pipeline.release import lease, manifest
from pipeline.release.versions import (
    DESCRIPTOR,
    LATEST,
    NEW,
    OLD,
    RELEASES,
    VOID,
    is_version,
    newest,
)


def pointer(root: Path) -> Seen:
    """Return what ``latest`` says now."""
    return store.seen(root / LATEST)


def put(root: Path, built: Path, before: Seen) -> None:
    """Put a release that was built and verified on this machine under its name; move ``latest``.

    Args:
        root: The address.
        built: The folder on this machine, named for its version.
        before: ``pointer``, as it was when the parent was read.

    Raises:
        ReleaseError: Another run published meanwhile, or took the lease; ours is taken back.
    """
    target = root / RELEASES / built.name
    trace = root / RELEASES / f"{NEW}{built.name}"
    files = sorted(path for path in built.rglob("*") if path.is_file())
    names = [path.relative_to(built).as_posix() for path in files]
    try:
        store.create(trace, b"")
    except FileExistsError as error:
        raise _outrun(root, built.name) from error
    try:
        for name in (each for each in names if each != DESCRIPTOR):
            store.create(target / name, (built / name).read_bytes())
        _check_arrived(target, built, names)
        lease.confirm(root)
        store.create(target / DESCRIPTOR, (built / DESCRIPTOR).read_bytes())
        point(root, built.name, before)
    except (ChangedError, FileExistsError, LockedError) as error:
        take_back(target)
        store.remove(trace)
        raise _outrun(root, built.name) from error
    store.remove(trace)


def _outrun(root: Path, version: str) -> ReleaseError:
    return ReleaseError(
        f"another run publishes to {root} and came before: {version} was not published, and "
        "nothing of either is lost. Run again; it goes on from the release that is the latest then"
    )


def _check_arrived(target: Path, built: Path, names: list[str]) -> None:
    there = store.objects(target)
    sent = {name: (built / name).stat().st_size for name in names if name != DESCRIPTOR}
    if there != sent:
        odd = ", ".join(sorted(dict(there.items() ^ sent.items())))
        raise ReleaseError(f"{target} does not hold what was sent: {odd}; run again")


def point(root: Path, version: str, before: Seen) -> None:
    """Make ``latest`` name a version.

    Raises:
        ChangedError: It says something else than it did.
    """
    store.swap(root / LATEST, f"{version}\n".encode(), before)


def take_back(target: Path) -> None:
    """Remove a release: first what makes it one, so that no reader sees a part of it."""
    store.remove(target / DESCRIPTOR)
    for name in store.objects(target):
        store.remove(target / name)


def clear_up(root: Path) -> None:
    """Finish or remove what a killed run left. The caller holds the lease.

    A number that was begun is never given again (``.void-<version>``): should its run only
    have been slow, what it still puts up gets in nobody's way.
    """
    for trace in sorted((root / RELEASES).glob(f"{NEW}*")):
        version = trace.name.removeprefix(NEW)
        target, there = root / RELEASES / version, pointer(root)
        if is_version(version) and there.body.decode().strip() != version:
            now = there.body.decode().strip() or None
            whole = (target / DESCRIPTOR).is_file()
            if whole and manifest.read(target).parent == now:
                point(root, version, there)
            else:
                (root / RELEASES / f"{VOID}{version}").write_bytes(b"")
                take_back(target)
        store.remove(trace)
    for trace in sorted((root / RELEASES).glob(f"{OLD}*")):  # its pruning was killed
        take_back(root / RELEASES / trace.name.removeprefix(OLD))
        store.remove(trace)
    there = pointer(root)
    if there.tag is None and (left := newest(root)):
        point(root, left, there)
