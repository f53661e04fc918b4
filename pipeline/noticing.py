"""What is odd about tonight's pages beside those of earlier releases, and what to learn of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.cache import OFF, Cache
from pipeline.model import Reading
from pipeline.release import lineage, versions
from pipeline.sources.drift import SEVERE, Drift, drift
from pipeline.sources.habits import Habits, habits


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What tonight's pages are like.

    Attributes:
        drifts: What is not as it used to be.
        tonight: What they are like, by source.
        before: What they were like when the last release was made.
    """

    drifts: tuple[Drift, ...] = ()
    tonight: Habits = field(default_factory=dict)
    before: Habits = field(default_factory=dict)

    def sentences(self, doubted: Collection[str] = ()) -> tuple[str, ...]:
        """Return what to tell, less what is told of the sources that are not believed."""
        return tuple(
            f"{each.sentence}."
            for each in self.drifts
            if each.severity != SEVERE or each.source not in doubted
        )

    def learned(self, doubted: Collection[str] = ()) -> Mapping[str, object]:
        """Return what the nights that follow learn from this one, as JSON has it."""
        kept = {name: habit for name, habit in self.before.items() if name in doubted}
        return {name: habit.as_dict() for name, habit in {**self.tonight, **kept}.items()}


def noticed(read: Sequence[Reading], curated: Path, now: datetime, cache: Cache = OFF) -> Noticed:
    """Return what is odd about the pages that were read.

    Args:
        read: Every page that counts, whether it was read tonight or stands in for another.
        curated: The folder of releases.
        now: The instant of the run, UTC.
        cache: What earlier runs counted on pages.
    """
    version = versions.latest(curated)
    last = lineage.habits(curated, version, most=1) if version else []
    if version is None or not last:
        return Noticed(tonight=habits(read, cache=cache))
    if _are_those_of(read, curated, version, last[0]):
        return Noticed(drifts=drift((), last[0], now), tonight=last[0], before=last[0])
    tonight = habits(read, last[0], cache)
    found = drift(lineage.habits(curated, version), tonight, now)
    return Noticed(drifts=found, tonight=tonight, before=last[0])


def _are_those_of(read: Sequence[Reading], curated: Path, version: str, last: Habits) -> bool:
    """Tell whether a release was made of the very pages, read alike, as far as a glance tells."""
    stated = next(lineage.ancestors(curated, version), None)
    if stated is None:
        return False
    then = {ref.sha256 for ref in stated.inputs.snapshots if ref.source}
    entries = sum(len(reading.entries) for reading in read)
    same = then == {reading.snapshot.sha256 for reading in read}
    return same and entries == sum(habit.entries for habit in last.values())
