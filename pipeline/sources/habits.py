"""What the pages of a source are like on one night, in numbers that nights can be compared by.

A habit is measured on what was read, before any of it is understood: how many entries a page
has, which labels it prints and how often they are filled, how long titles and abstracts are and
what they look like, how much of the page its layout accounts for. ``drift`` compares them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from statistics import median
from typing import Any

from pipeline import tables
from pipeline.model import Entry, Reading
from pipeline.sources.ledger import INTRODUCTION, RULE
from pipeline.sources.words import folded

MOST_PAGES = 100  # of a source, whose entries are remembered page by page
MOST_LABELS = 60
SAMPLE = 300  # entries of a source whose texts are looked at
GAPS = 30  # times between changes that are remembered
_HEAD = 400  # characters of an abstract that tell its language
_DATED = re.compile(r"[(\[][^()\[\]]{0,24}\d{4}[)\]]\W*$")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FEWEST_WORDS = 3  # small words of a language before it is told


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


def habits(readings: Iterable[Reading], before: Habits | None = None) -> dict[str, Habit]:
    """Return the habits of the sources that were read.

    Args:
        readings: Tonight's pages, whatever their order.
        before: The habits of the night before, whose times between changes go on.
    """
    of_source: dict[str, list[Reading]] = {}
    for reading in readings:
        of_source.setdefault(reading.source, []).append(reading)
    return {
        name: _habit(sorted(pages, key=_name), (before or {}).get(name))
        for name, pages in sorted(of_source.items())
    }


def _name(reading: Reading) -> tuple[str, str]:
    return reading.snapshot.url or reading.snapshot.page, reading.snapshot.sha256


def _habit(pages: Sequence[Reading], before: Habit | None) -> Habit:
    entries = [entry for page in pages for entry in page.entries]
    changed_at = max(page.snapshot.fetched_at.astimezone(UTC) for page in pages)
    gaps = before.gaps if before else ()
    if before and before.changed_at and changed_at > before.changed_at:
        gaps = (*gaps, (changed_at - before.changed_at).total_seconds() / 86400)
    return Habit(
        entries=len(entries),
        pages=len(pages),
        measures=dict(_measures(pages, entries)) if entries else {},
        labels=_labels(pages, len(entries)),
        changed_at=changed_at,
        gaps=gaps[-GAPS:],
    )


def _measures(pages: Sequence[Reading], entries: Sequence[Entry]) -> Iterator[tuple[str, float]]:
    yield "entries", math.log2(len(entries))
    if len(pages) <= MOST_PAGES:
        yield from (
            (f"page {_name(page)[0]}", math.log2(len(page.entries) or 0.5)) for page in pages
        )
    yield from _accounted(pages)
    yield "same", _repeated(pages) / len(entries)
    yield from _filled(entries)
    sample = entries[:: -(-len(entries) // SAMPLE)]
    yield from _titles([entry.title for entry in sample])
    yield from _abstracts([entry.abstract for entry in sample if entry.abstract], len(sample))


def _accounted(pages: Sequence[Reading]) -> Iterator[tuple[str, float]]:
    """How much of the text an entry's fields claim, and how many lines nobody does.

    Of pages that stand in as an earlier night read them the text is not at hand.
    """
    ours = rest = lines = unread = 0
    for page in pages:
        if not any(claim.text for claim in page.claims):
            continue
        for claim in page.claims:
            if claim.listing:
                ours += len(claim.text)
            elif claim.claimed_by == RULE + INTRODUCTION:
                rest += len(claim.text)
        left = [each.text for each in page.unread if each.kind == "line"]
        rest += sum(map(len, left))
        unread += len(left)
        lines += len(page.claims) + len(left)
    if lines:
        yield "claimed", ours / max(ours + rest, 1)
        yield "unread", unread / lines


def _repeated(pages: Sequence[Reading]) -> int:
    """How many entries have the title of another on their page."""
    return sum(
        count - 1
        for page in pages
        for count in Counter(entry.title.casefold() for entry in page.entries).values()
    )


def _filled(entries: Sequence[Entry]) -> Iterator[tuple[str, float]]:
    """How many entries fill a field, and with how many values."""
    filled: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for entry in entries:
        roles = Counter[str]()
        for each in entry.fields:
            roles[each.role] += len(each.values)
        for role, count in roles.items():
            filled[role] += count > 0
            values[role] += count
        filled["a year"] += any(_YEAR.search(v) for each in entry.fields for v in each.values)
        filled["abstract"] += bool(entry.abstract)
        filled["url"] += entry.url is not None
    for role, count in sorted(filled.items()):
        yield f"fill {role}", count / len(entries)
        if count and values[role]:
            yield f"values {role}", math.log2(values[role] / count)


def _titles(titles: Sequence[str]) -> Iterator[tuple[str, float]]:
    yield "title", math.log2(median(map(len, titles)) or 1)
    looks = {
        "dated": lambda title: _DATED.search(title[-60:]) is not None,
        "upper": str.isupper,
        "low": lambda title: title[:1].islower(),
        "stopped": lambda title: title.endswith((".", ":", "…", "...")),
        "numbered": lambda title: title[:1].isdigit(),
    }
    for name, look in looks.items():
        yield f"titles {name}", sum(map(look, titles)) / len(titles)


def _abstracts(abstracts: Sequence[str], entries: int) -> Iterator[tuple[str, float]]:
    if not abstracts:
        return
    yield "abstract", math.log2(median(map(len, abstracts)))
    told = Counter(filter(None, map(_language, abstracts)))
    for language, count in sorted(told.items()):
        yield f"language {language}", count / entries


def _language(text: str) -> str:
    """Return the language whose small words begin a text, or ``""``."""
    words = set(_WORD.findall(text[:_HEAD].lower()))
    hits = {language: len(words & small) for language, small in _small_words().items()}
    best = max(hits, key=lambda language: (hits[language], language))
    return best if hits[best] >= _FEWEST_WORDS else ""


@cache
def _small_words() -> Mapping[str, frozenset[str]]:
    return {
        row["language"]: frozenset(row["words"].split()) for row in tables.rows("stop_words.tsv")
    }


def _labels(pages: Sequence[Reading], entries: int) -> dict[str, float]:
    """Return the labels printed, the most frequent ones, with the share of entries they are of."""
    seen: Counter[str] = Counter()
    for page in pages:
        for entry in page.entries:
            seen.update(
                {folded(each.label)[:80] for each in entry.fields if each.label != each.role}
            )
    kept = islice(sorted(seen.items(), key=lambda item: (-item[1], item[0])), MOST_LABELS)
    return {label: count / max(entries, 1) for label, count in kept}
