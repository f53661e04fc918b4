"""What a release hands on to the next: its ledger, which the next one begins with.

So a release can be made again without its parent, which may have been pruned; and whether it
was made on what its parent published can still be told, from the parent's descriptor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ReleaseError
from pipeline.release import disk, manifest
from pipeline.release.digest import table_digests
from pipeline.release.manifest import Manifest
from pipeline.release.versions import RELEASES, record
from pipeline.sources.habits import Habit, Habits

MEMORY = 30  # releases that say what is usual


def inherited(root: Path, stated: Manifest) -> pa.Table:
    """Return the rows of a release's ledger that it had from its parent."""
    ledger = disk.read_table(root / RELEASES / stated.version, "ledger")
    return ledger.filter(pc.not_equal(ledger.column("release"), stated.version))


def broken(root: Path, stated: Manifest) -> str | None:
    """Say what is wrong between a release and its parent; ``None`` when all is well.

    The parent may have been pruned; its descriptor is enough.
    """
    if stated.parent is None:
        return None
    folder = record(root, stated.parent)
    if folder is None:
        return f"parent {stated.parent} is gone and left no record"
    try:
        before = manifest.read(folder).resources.get("ledger")
    except ReleaseError as error:
        return f"parent {stated.parent}: {error}"
    if before is None or not _is(inherited(root, stated), before):
        return f"parent {stated.parent} published another ledger than {stated.version} begins with"
    return None


def _is(ledger: pa.Table, before: Mapping[str, Any]) -> bool:
    known = [each["name"] for each in before["schema"]["fields"]]
    if ledger.num_rows != before["rows"] or not set(known) <= set(ledger.column_names):
        return False
    found = table_digests(ledger.select(known), key=list(before["schema"]["primaryKey"]))
    return bool(found.whole == before["logicalDigest"])


def ancestors(root: Path, version: str) -> Iterator[Manifest]:
    """Yield the descriptors from a release back along its parents; pruned ones have theirs.

    The line ends where one is gone or damaged: `doctor` says so, and tonight can do without.
    """
    name: str | None = version
    while name is not None:
        folder = record(root, name)
        if folder is None:
            return
        try:
            stated = manifest.read(folder)
        except ReleaseError:
            return
        yield stated
        name = stated.parent


def measured(root: Path, version: str) -> list[Mapping[str, float]]:
    """Return what the gate measured in the last ``MEMORY`` releases that it let pass."""
    line = islice(ancestors(root, version), MEMORY)
    return [stated.measures for stated in line if stated.measures and not stated.failed]


def habits(root: Path, version: str, most: int = MEMORY) -> list[Habits]:
    """Return what the sources' pages were like in the last releases, the latest last.

    Those that somebody had to accept are among them: what they hold is what nights go on from.
    """
    line = islice(ancestors(root, version), most)
    told = [stated.habits for stated in line if stated.habits]
    return [{name: Habit.of(each) for name, each in night.items()} for night in reversed(told)]
