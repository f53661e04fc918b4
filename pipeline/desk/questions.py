"""The questions of a release: one for each two works with pairs that wait, most useful first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.desk.opened import Opened
from pipeline.normalise.fold import fold

Ids = tuple[str, str]

AGAIN = "what a steward saw has changed"
UNSURE = "a steward was unsure"
VETO = "something contradicts the likeness"
HELD = "strong evidence, but its group holds it back"
UNCOMPARED = "nothing was compared"
BETWEEN = "the evidence is neither strong nor weak"
REASONS = (AGAIN, VETO, HELD, BETWEEN, UNCOMPARED, UNSURE)
_READ = 2000  # characters of a title that searching reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whether two works are one, asked by the likeliest pair of their entries.

    Attributes:
        ids: The two entries, smaller id first.
        works: Their two works, sorted; one where both entries are held to be one work.
        pairs: All pairs of the two works that wait; one answer settles them.
        titles: Of the two entries.
        sources: Of the two entries, as are ``countries`` (codes) and ``years``.
        probability: That they are one work, by the weights alone.
        weight: The same in bits.
        reason: Why it is asked; one of ``REASONS``.
        touches: Works that hang together by questions, these two among them.
        text: What searching looks in, folded.
    """

    ids: Ids
    works: tuple[str, ...]
    pairs: tuple[Ids, ...]
    titles: tuple[str, str]
    sources: tuple[str, ...]
    countries: tuple[str, ...]
    years: tuple[int, ...]
    probability: float
    weight: float
    reason: str
    touches: int = 2
    text: str = ""

    @property
    def usefulness(self) -> float:
        """How much an answer is worth: how open it is, times what it settles and touches."""
        openness = max(entropy(self.probability), 0.05)  # a veto's question is open at any weight
        return openness * (len(self.pairs) + math.log2(self.touches))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which questions are wanted; what is empty lets all pass."""

    source: str = ""
    country: str = ""
    year: str = ""
    reason: str = ""
    words: str = ""

    def holding(self, found: Iterable[Question]) -> Iterator[Question]:
        """Yield the questions that are wanted."""
        words = fold(self.words).split()
        for question in found:
            if (
                (not self.source or self.source in question.sources)
                and (not self.country or self.country in question.countries)
                and (not self.year or self.year in map(str, question.years))
                and (not self.reason or self.reason == question.reason)
                and all(word in question.text for word in words)
            ):
                yield question


def entropy(probability: float) -> float:
    """Return how uncertain a probability leaves one, in bits from 0 to 1.

    >>> entropy(0.5), entropy(1.0)
    (1.0, 0.0)
    """
    if not 0 < probability < 1:
        return 0.0
    rest = 1 - probability
    return -(probability * math.log2(probability) + rest * math.log2(rest))


def questions(opened: Opened, upper: float) -> tuple[Question, ...]:
    """Return the questions of a release, most useful first.

    Args:
        opened: The release.
        upper: The weight in bits from which pairs are merged.
    """
    groups: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    opened.need("pairs", "mentions")
    for row in opened.dicts(_WAITING):
        ids = row["left_mention_id"], row["right_mention_id"]
        works = tuple(sorted({row["left_work"], row["right_work"]}))
        groups[works if len(works) == 2 else (*works, *ids)].append(row)
    touched = _together(key for key in groups if len(key) == 2)
    said = _said(opened)
    found = [
        _question(rows, said, upper, touches=touched.get(rows[0]["left_work"], 2))
        for rows in groups.values()
    ]
    return tuple(sorted(found, key=_order))


def _order(question: Question) -> tuple[Any, ...]:
    """Sort key: what a steward left open last, then the most useful first."""
    return question.reason == UNSURE, -round(question.usefulness, 9), question.ids


def facets(found: Sequence[Question]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return for each filter the values there are, each with its number of questions."""
    counts: dict[str, dict[str, int]] = {
        name: {} for name in ("source", "country", "year", "reason")
    }
    for question in found:
        values = {
            "source": question.sources,
            "country": question.countries,
            "year": tuple(map(str, question.years)),
            "reason": (question.reason,),
        }
        for name, given in values.items():
            for value in dict.fromkeys(given):
                counts[name][value] = counts[name].get(value, 0) + 1
    return {name: tuple(sorted(values.items())) for name, values in counts.items()}


_WAITING = """
    SELECT p.left_mention_id, p.right_mention_id, p.weight, p.probability, p.veto, p.evidence_hash,
           l.work_id AS left_work, r.work_id AS right_work,
           l.title AS left_title, r.title AS right_title,
           l.source AS left_source, r.source AS right_source, l.year AS left_year,
           r.year AS right_year, l.country_codes AS left_countries, r.country_codes
           AS right_countries
    FROM pairs p
    JOIN mentions l ON l.mention_id = p.left_mention_id
    JOIN mentions r ON r.mention_id = p.right_mention_id
    WHERE p.band = 'review'
    ORDER BY p.weight DESC, p.left_mention_id, p.right_mention_id
"""


def _said(opened: Opened) -> Mapping[Ids, tuple[str, str]]:
    """Return pair to status and verdict of the last line on it that the release knows."""
    opened.need("decisions")
    query = "SELECT * FROM decisions WHERE status != 'superseded' ORDER BY line"
    return {
        (row["left_mention_id"], row["right_mention_id"]): (row["status"], row["verdict"])
        for row in opened.dicts(query)
    }


def _question(
    rows: Sequence[Mapping[str, Any]],
    said: Mapping[Ids, tuple[str, str]],
    upper: float,
    *,
    touches: int,
) -> Question:
    pairs = tuple((row["left_mention_id"], row["right_mention_id"]) for row in rows)
    first = rows[0]
    titles = first["left_title"], first["right_title"]
    works = tuple(sorted({first["left_work"], first["right_work"]}))
    return Question(
        ids=pairs[0],
        works=works,
        pairs=pairs,
        titles=titles,
        sources=tuple(sorted({first["left_source"], first["right_source"]})),
        countries=tuple(sorted({*first["left_countries"], *first["right_countries"]})),
        years=tuple(sorted({first["left_year"], first["right_year"]} - {None})),
        probability=first["probability"],
        weight=first["weight"],
        reason=_reason(first, {said[pair] for pair in pairs if pair in said}, upper),
        touches=touches,
        text=fold(" ".join((titles[0][:_READ], titles[1][:_READ], *works, *pairs[0]))),
    )


def _reason(first: Mapping[str, Any], said: set[tuple[str, str]], upper: float) -> str:
    if any(status == "reopened" for status, _ in said):
        return AGAIN
    if ("applied", "unsure") in said:
        return UNSURE
    if first["veto"]:
        return VETO
    if not first["evidence_hash"]:
        return UNCOMPARED
    return HELD if first["weight"] >= upper else BETWEEN


def _together(links: Iterable[tuple[str, ...]]) -> Mapping[str, int]:
    """Return for each work how many hang together with it by links, itself counted."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for left, right in links:
        root[find(left)] = find(right)
    sizes: defaultdict[str, int] = defaultdict(int)
    for name in root:
        sizes[find(name)] += 1
    return {name: sizes[find(name)] for name in root}
