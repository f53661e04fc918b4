"""What the pages of a source are like on one night, in numbers that nights can be compared by.

A habit is measured on what was read, before any of it is understood: how many entries a page
has, which labels it prints and how often they are filled, how long titles and abstracts are and
what they look like, how much of the page its layout accounts for. ``drift`` compares them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from statistics import median
from typing import Any

from pipeline.cache import OFF, Cache
from pipeline.model import Reading
from pipeline.sources.tallies import LOOKS, Look, Tally, tallies

MOST_PAGES = 100  # of a source, whose entries are remembered page by page
MOST_LABELS = 60
SAMPLE = 300  # entries of a source whose texts are looked at
GAPS = 30  # times between changes that are remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One source on one night.

    Attributes:
        entries: How many were read.
        pages: How many pages they stood on.
        measures: Name to number. Shares are 0 to 1, sizes are base 2 logarithms.
        labels: As printed, folded, to the share of entries that print them.
        changed_at: When the newest of its pages was first fetched, UTC.
        gaps: Days between the nights on which its pages changed, the latest last.
    """

    entries: int
    pages: int
    measures: Mapping[str, float]
    labels: Mapping[str, float] = field(default_factory=dict)
    changed_at: datetime | None = None
    gaps: tuple[float, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "entries": self.entries,
            "pages": self.pages,
            "measures": {name: round(self.measures[name], 4) for name in sorted(self.measures)},
            "labels": {name: round(self.labels[name], 4) for name in sorted(self.labels)},
            "changedAt": self.changed_at.isoformat() if self.changed_at else None,
            "gaps": [round(gap, 4) for gap in self.gaps],
        }

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Habit:
        """Return what ``as_dict`` wrote."""
        changed = value.get("changedAt")
        return cls(
            entries=value["entries"],
            pages=value["pages"],
            measures=value["measures"],
            labels=value.get("labels", {}),
            changed_at=datetime.fromisoformat(changed) if changed else None,
            gaps=tuple(value.get("gaps", ())),
        )


Habits = Mapping[str, Habit]  # by source


def habits(
    readings: Iterable[Reading], before: Habits | None = None, cache: Cache = OFF
) -> dict[str, Habit]:
    """Return the habits of the sources that were read.

    Args:
        readings: Tonight's pages, whatever their order.
        before: The habits of the night before, whose times between changes go on.
        cache: What earlier runs counted on pages; the result is the same without.
    """
    pages = sorted(readings, key=_name)
    of_source: dict[str, list[Page]] = {}
    for reading, tally in zip(pages, tallies(pages, cache), strict=True):
        of_source.setdefault(reading.source, []).append((reading, tally))
    return {
        name: _habit(found, (before or {}).get(name)) for name, found in sorted(of_source.items())
    }


Page = tuple[Reading, Tally]


def _name(reading: Reading) -> tuple[str, str]:
    return reading.snapshot.url or reading.snapshot.page, reading.snapshot.sha256


def _habit(pages: Sequence[Page], before: Habit | None) -> Habit:
    changed_at = max(reading.snapshot.fetched_at.astimezone(UTC) for reading, _ in pages)
    gaps = before.gaps if before else ()
    if before and before.changed_at and changed_at > before.changed_at:
        gaps = (*gaps, (changed_at - before.changed_at).total_seconds() / 86400)
    entries = sum(len(tally.looks) for _, tally in pages)
    return Habit(
        entries=entries,
        pages=len(pages),
        measures=dict(_measures(pages, entries)) if entries else {},
        labels=_labels([tally for _, tally in pages], entries),
        changed_at=changed_at,
        gaps=gaps[-GAPS:],
    )


def _measures(pages: Sequence[Page], entries: int) -> Iterator[tuple[str, float]]:
    counted = [tally for _, tally in pages]
    yield "entries", math.log2(entries)
    if len(pages) <= MOST_PAGES:
        yield from (
            (f"page {_name(reading)[0]}", math.log2(len(tally.looks) or 0.5))
            for reading, tally in pages
        )
    yield from _accounted(counted)
    yield "same", sum(tally.repeated for tally in counted) / entries
    yield from _filled(counted, entries)
    looks = [look for tally in counted for look in tally.looks]
    yield from _looked(looks[:: -(-entries // SAMPLE)])


def _accounted(counted: Sequence[Tally]) -> Iterator[tuple[str, float]]:
    """How much of the text an entry's fields claim, and how many lines nobody does.

    Of pages that stand in as an earlier night read them the text is not at hand.
    """
    ours, rest, lines, unread = (
        sum(getattr(tally, name) for tally in counted)
        for name in ("ours", "rest", "lines", "unread")
    )
    if lines:
        yield "claimed", ours / max(ours + rest, 1)
        yield "unread", unread / lines


def _filled(counted: Sequence[Tally], entries: int) -> Iterator[tuple[str, float]]:
    """How many entries fill a field, and with how many values."""
    filled, values = Counter[str](), Counter[str]()
    for tally in counted:
        filled.update(tally.filled)
        values.update(tally.values)
    for role, count in sorted(filled.items()):
        yield f"fill {role}", count / entries
        if count and values[role]:
            yield f"values {role}", math.log2(values[role] / count)


def _looked(sample: Sequence[Look]) -> Iterator[tuple[str, float]]:
    """What titles and abstracts look like."""
    yield "title", math.log2(median(look.title for look in sample) or 1)
    for at, name in enumerate(LOOKS):
        yield f"titles {name}", sum(look.looks[at] for look in sample) / len(sample)
    abstracts = [look.abstract for look in sample if look.abstract]
    if not abstracts:
        return
    yield "abstract", math.log2(median(abstracts))
    told = Counter(look.language for look in sample if look.language)
    for language, count in sorted(told.items()):
        yield f"language {language}", count / len(sample)


def _labels(counted: Sequence[Tally], entries: int) -> dict[str, float]:
    """Return the labels printed, the most frequent ones, with the share of entries they are of."""
    seen = Counter[str]()
    for tally in counted:
        seen.update(tally.labels)
    kept = islice(sorted(seen.items(), key=lambda item: (-item[1], item[0])), MOST_LABELS)
    return {label: count / max(entries, 1) for label, count in kept}
