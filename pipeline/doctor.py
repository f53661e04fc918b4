"""What is wrong with the folders, in sentences; and what is safe to mend."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline import lost
from pipeline.cache import packs as cache
from pipeline.errors import DecisionError, LockedError, PipelineError, UsageError
from pipeline.ingest import snapshots, store
from pipeline.release import lineage, lock, manifest, pins, prune, publish, verify, versions
from pipeline.resolve import judgements, lines
from pipeline.sources import sources
from pipeline.stages import DECISIONS


def examine(curated: Path, raw: Path, *, mend: bool = False) -> Iterator[str]:
    """Yield what is wrong, a sentence each; nothing when all is well.

    Args:
        curated: Folder of releases and decisions.
        raw: Folder of snapshots.
        mend: Clear up what a killed run left, and put `latest` on a whole release.

    Raises:
        UsageError: ``curated`` is not there.
    """
    if not curated.is_dir():
        raise UsageError(f"{curated} is not there. Say where the releases are: --curated FOLDER.")
    if mend:
        with publish.lock(curated):
            publish.clear_up(curated)
    yield from _sources()
    yield from _snapshots(raw)
    yield from _decisions(curated)
    yield from _by_hand(curated)
    yield from _releases(curated)
    yield from prune.check(curated)
    yield from _pins(curated)
    yield from _kept(curated)


def _kept(curated: Path) -> Iterator[str]:
    """Yield that nothing can be kept for the next run; damaged files a run takes away itself."""
    folder = curated / cache.FOLDER
    if store.is_remote(curated) or not folder.exists():
        return
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield f"{folder} cannot be written to: each run works everything out anew. Take it away."


def _pins(curated: Path) -> Iterator[str]:
    """Yield pins on what is not there."""
    try:
        known = {*versions.releases(curated), *versions.tombstones(curated)}
        for version in sorted(pins.pinned(curated).keys() - known):
            yield f"{pins.PINS} pins {version}, and there is no such release. Mend that line."
    except PipelineError as error:
        yield str(error)


def _sources() -> Iterator[str]:
    try:
        sources()
    except PipelineError as error:
        yield str(error)


def _snapshots(raw: Path) -> Iterator[str]:
    if not raw.is_dir():
        yield f"{raw} is not there: the pages that releases were made from are missing."
        return
    with store.mirrored(raw) as here:
        damaged = snapshots.damaged(here)
    for aside in damaged:
        yield f"{raw}: {aside.page}: {aside.reason}. Restore the file from a backup."


def _by_hand(curated: Path) -> Iterator[str]:
    """Yield what cannot be read of the values chosen by hand, and of the texts explained."""
    for kind, name in lines.FILES.items():
        try:
            lines.read(curated / name, kind)
        except DecisionError as error:
            yield str(error)


def _decisions(curated: Path) -> Iterator[str]:
    """Yield lines of the log that cannot be read, and judgements that it lost."""
    path = curated / DECISIONS
    try:
        log = judgements.read_log(path)
    except DecisionError as error:
        yield str(error)
        return
    for note in log.notes:
        if not note.is_harmless:
            yield f"{path}, line {note.line}: {note.reason}: {note.text[:80]!r}"
    yield from lost.sentences(log, curated, versions.releases(curated))


def _left_over(curated: Path) -> list[Path]:
    """Return what killed runs left; nothing while a run is at work there."""
    found = sorted((curated / versions.RELEASES).glob(".new-*"))
    if not found:
        return []
    try:
        with lock.held(curated):
            return found
    except LockedError:
        return []


def _leads(link: Path, whole: list[str]) -> bool:
    if store.is_remote(link):
        return link.is_file() and link.read_bytes().decode("ascii", "replace").strip() in whole
    return link.exists()


def _releases(curated: Path) -> Iterator[str]:
    whole = versions.releases(curated)
    link = curated / versions.LATEST
    if whole and not _leads(link, whole):
        newest = versions.newest(curated)
        yield f"{link} is gone or leads nowhere. `collate doctor --mend` puts it on {newest}."
    for left in _left_over(curated):
        yield f"{left} was left by a killed run. The next run, or --mend, clears it up."
    for version in whole:
        folder_of = curated / versions.RELEASES / version
        with store.at_hand(folder_of) as folder:
            problems = verify.verify(folder)
        if not problems and (wrong := lineage.broken(curated, manifest.read(folder_of))):
            yield f"release {version}: {wrong}. Restore the parent from a backup."
        for problem in problems:
            yield (
                f"release {version}: {problem.file}: {problem.kind}: {problem.detail}. "
                "Restore it from a backup, or make it again with `collate replay`."
            )
