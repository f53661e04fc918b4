"""Why did a work change, where several inputs changed at once? Found by releases in between.

Between a release and its parent stand releases that were never published: the parent with
today's code, that with today's pages, that with today's judgements, which is the new one. Each
differs from the one before it in one kind of input, so what changes from one to the next has
that cause. ``diff`` alone can only say what is likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from pipeline.ingest import store
from pipeline.model import Change
from pipeline.release import disk, lineage
from pipeline.release.diff import Side, compare, stored
from pipeline.release.versions import LATEST, record, resolve
from pipeline.schema import rows

Step = tuple[str, Side]  # a cause, and what it led to


def traced(found: Iterable[Change], start: Side, steps: Sequence[Step]) -> list[Change]:
    """Return changes with the cause of the last step that made each.

    A step counts when it changed the same column of the work; else when it did anything to the
    work, or to one that the change names. What no step did (two inputs had to meet) keeps the
    cause it has.

    Args:
        found: What changed from ``start`` to the last step.
        start: Where the steps begin.
        steps: One kind of input changed in each.
    """
    exact: dict[tuple[str, str, str], str] = {}
    near: dict[str, str] = {}
    before = start
    for cause, after in steps:
        for change in compare(before, after):
            exact[change.work_id, change.op, change.field] = cause
            near |= dict.fromkeys(_named(change), cause)
        before = after
    return [replace(change, cause=_cause(change, exact, near)) for change in found]


def _cause(
    change: Change, exact: Mapping[tuple[str, str, str], str], near: Mapping[str, str]
) -> str:
    known = exact.get((change.work_id, change.op, change.field))
    if known is not None:
        return known
    return next((near[name] for name in _named(change) if name in near), change.cause)


def _named(change: Change) -> list[str]:
    """Return the works that a change is about, its own first."""
    other = {"merged": change.after, "split": change.before}.get(change.op)
    return [change.work_id, *([other] if other else [])]


def told(
    a: str,
    b: str = LATEST,
    *,
    root: Path | str = "curated",
    sides: tuple[Side, Side] | None = None,
) -> list[Change]:
    """Return what changed from release ``a`` to ``b``, with the causes that the nights told.

    Where ``b`` descends from ``a``, each release between them says in its own ``changes`` why
    a work changed; the last to speak of a column is right. Those of pruned releases are kept.

    Args:
        a: The earlier version.
        b: The later version.
        root: The folder of releases.
        sides: Both releases, where they were read already.

    Raises:
        ReleaseError: There is no such release.
    """
    folder = store.folder(root)
    before, after = resolve(a, folder), resolve(b, folder)
    found = compare(*(sides or (stored(before), stored(after))))
    exact: dict[tuple[str, str, str], str] = {}
    near: dict[str, str] = {}
    for change in _nights(folder, before.name, after.name):
        exact[change.work_id, change.op, change.field] = change.cause
        near |= dict.fromkeys(_named(change), change.cause)
    return [replace(change, cause=_cause(change, exact, near)) for change in found]


def _nights(root: Path, a: str, b: str) -> list[Change]:
    """Return the changes of each release after ``a`` up to ``b``; none if that is no line."""
    line = list(takewhile(lambda stated: stated.version != a, lineage.ancestors(root, b)))
    if not line or line[-1].parent != a:
        return []
    folders = filter(None, (record(root, each.version) for each in line[::-1]))
    return [change for each in folders for change in rows(Change, disk.read_table(each, "changes"))]
