"""From rows to a release, or to the news that there is none: the last step of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.ingest import store
from pipeline.model import Change
from pipeline.release import build, causes, changelog, diff, lineage, manifest
from pipeline.release.digest import digests
from pipeline.release.gate import GATED, Limits, gate, measures
from pipeline.release.inputs import Inputs
from pipeline.release.losses import losses
from pipeline.release.manifest import Manifest
from pipeline.release.publish import is_news, publish
from pipeline.release.versions import RELEASES, latest
from pipeline.schema import table

ORDER = ("parser", "table", "model", "page", "judgement")  # of the steps between two releases
Tables = Mapping[str, pa.Table]
Between = Callable[[Manifest, tuple[str, ...]], Sequence[tuple[str, Tables]]]
"""From the parent and the causes that differ to what came of each cause but the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a run."""

    version: str  # the release that is the latest now
    path: Path
    published: bool  # False: nothing new, the latest release stands
    parent: str | None
    changes: tuple[Change, ...] = ()
    accepted: tuple[str, ...] = ()  # what the gate held against it, and was accepted
    rows: Mapping[str, int]  # per table, as they were built in this run


def issue(
    rows: Mapping[str, Sequence[Any]],
    *,
    curated: Path | str,
    version: str,
    inputs: Inputs,
    report: Callable[[Mapping[str, pa.Table], Sequence[str]], str],
    accept: str | None = None,
    limits: Limits | None = None,
    merge_error: Mapping[str, Any] | None = None,
    between: Between | None = None,
    sources: Sequence[str] = (),
    habits: Mapping[str, Any] | None = None,
) -> Outcome:
    """Build, compare, check and publish; the caller holds ``publish.lock(curated)``.

    Args:
        rows: Table name to rows; ``changes`` is made here.
        curated: The folder of releases.
        version: From ``next_version``.
        inputs: What the rows were made from.
        report: Makes the report's HTML from the tables and from what the gate held against
            them and was accepted; called only when there is news.
        accept: Why to publish although the gate fails.
        limits: Other limits for the gate than the usual ones.
        merge_error: How wrong merging is held to be, for the descriptor.
        between: Makes the tables of ``diff.NEEDED`` in between, where several inputs changed
            at once and the cause of each change cannot be told otherwise.
        sources: Which sources are not fresh, are again, or are not as they used to be, in words
            for ``CHANGES.md``.
        habits: What the pages of each source were like, for the nights that follow.

    Raises:
        RowError: The rows do not fit their tables or each other.
        GateError: The release failed a check; the latest one stands.
        ReleaseError: It could not be written as it should be.
    """
    root = store.folder(curated)
    parent = _latest_folder(root)
    built = build.tables({name: given for name, given in rows.items() if name != "changes"})
    counts = {name: each.num_rows for name, each in built.items()}
    known = {name: digests(name, each) for name, each in built.items()}
    if parent is not None and not is_news(known, parent):
        return Outcome(
            version=parent.name, path=parent, published=False, parent=parent.name, rows=counts
        )
    side = diff.Side(tables=built, inputs=inputs)
    before = diff.stored(parent, GATED) if parent else None
    found = diff.compare(before, side) if before else diff.changes(None, built, inputs)
    if before and parent and found and between:
        found = _traced(found, before, side, manifest.read(parent), between)
    measured = measures(side, before, found)
    past = lineage.measured(root, parent.name) if parent else []
    failed = gate(side, before, found, accept=accept, limits=limits, measured=measured, past=past)
    built["changes"] = table(Change, found)
    text = changelog.markdown(
        found,
        version=version,
        parent=parent.name if parent else None,
        losses=losses(before.tables, built) if before else (),
        failed=failed,
        accepted=accept,
        sources=sources,
    )
    path = publish(
        built,
        curated=root,
        version=version,
        manifest_inputs=inputs,
        report_html=report(built, failed),
        changes_md=text,
        accepted=accept if failed else None,
        failed=failed,
        merge_error=merge_error,
        measures={each.name: round(each.share, 6) for each in measured},
        known={name: each for name, each in known.items() if name != "changes"},
        habits=habits,
    )
    return Outcome(
        version=version,
        path=path,
        published=True,
        parent=parent.name if parent else None,
        changes=tuple(found),
        accepted=failed,
        rows={**counts, "changes": len(found)},
    )


def _traced(
    found: list[Change], before: diff.Side, side: diff.Side, parent: Manifest, between: Between
) -> list[Change]:
    differ = diff.differing_inputs(before.inputs, side.inputs)
    steps = between(parent, differ) if len(differ) > 1 else ()
    if not steps:
        return found
    made = [(cause, diff.Side(tables=tables, inputs=side.inputs)) for cause, tables in steps]
    last = next(cause for cause in ORDER[::-1] if cause in differ)
    return causes.traced(found, before, [*made, (last, side)])


def _latest_folder(root: Path) -> Path | None:
    version = latest(root)
    return root / RELEASES / version if version else None


def render(outcome: Outcome) -> str:
    """Return an outcome as a line or two of text."""
    if not outcome.published:
        return f"Nothing new: release {outcome.version} stands."
    works, listings = outcome.rows["works"], outcome.rows["listings"]
    lines = [f"Published {outcome.version}: {works} works from {listings} listings."]
    lines += [f"Accepted: {reason}" for reason in outcome.accepted]
    return "\n".join(lines)
