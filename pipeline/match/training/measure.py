"""How well a model merges a labelled set: pairs of records, after clustering, as in a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.match.model import Model
from pipeline.match.scores import Scored, weights
from pipeline.match.table import grouped
from pipeline.match.training.examples import Labelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Pairs of records: rightly merged, merged, and to be merged.

    ``groups`` of several records were made; there are ``works`` of several records.
    """

    right: int
    merged: int
    wanted: int
    groups: int
    works: int

    @property
    def precision(self) -> float:
        """Of the pairs merged, how many are one work; 1 where none is merged."""
        return self.right / self.merged if self.merged else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that are one work, how many are merged; 1 where there is none."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def false(self) -> int:
        """Pairs merged that are not one work."""
        return self.merged - self.right


def measured(of: Labelled, shape: Model, only: npt.NDArray[np.bool_] | None = None) -> Measured:
    """Return what clustering by a model makes of a set, or of some of its records."""
    chosen = np.ones(len(of.works), dtype=bool) if only is None else only
    found = rescored(of.found, shape, chosen)
    groups = [
        [row for row in group if chosen[row]] for group in grouped(len(of.columns), found, shape)
    ]
    works: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(chosen).tolist():
        works[of.works[row]].append(row)
    right = merged = 0
    for group in groups:
        merged += _pairs(of, group)
        parts: dict[str, list[int]] = defaultdict(list)
        for row in group:
            parts[of.works[row]].append(row)
        right += sum(_pairs(of, part) for part in parts.values())
    wanted = sum(_pairs(of, work) for work in works.values())
    return Measured(
        right=right,
        merged=merged,
        wanted=wanted,
        groups=sum(len(group) > 1 for group in groups),
        works=sum(len(work) > 1 for work in works.values()),
    )


def rescored(found: Scored, shape: Model, chosen: npt.NDArray[np.bool_]) -> Scored:
    """Return the pairs between chosen records with the weights of another model."""
    weight = weights(found.levels, shape)
    kept = (weight >= shape.floor) & chosen[found.left] & chosen[found.right]
    return replace(
        found,
        left=found.left[kept],
        right=found.right[kept],
        weight=weight[kept],
        probability=1 / (1 + np.exp2(-weight[kept])),
        levels=found.levels[kept],
        veto=found.veto[kept],
    )


def _pairs(of: Labelled, rows: Iterable[int]) -> int:
    by_source = Counter(of.sources[row] for row in rows)
    n = by_source.total()
    within = sum(k * (k - 1) // 2 for k in by_source.values()) if of.is_across else 0
    return n * (n - 1) // 2 - within
