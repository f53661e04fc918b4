"""Weights from examples: fitted together, held near the weights we have.

The weights are those of a logistic model with one term per level. Counting m and u level by
level, as if comparisons were independent, counts what two of them say in common twice; held
out, that loses (see ADR 13). Each origin of examples has a base rate of its own, since blocking and
stewards choose the pairs, so that the weights need not speak of it. A weight is drawn to the
one we have as if that had been seen in ``strength`` pairs; so no count of zero makes a weight
endless (the Laplace rule, with the hand weights for its prior).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import numpy.typing as npt

from pipeline.match.model import Comparison, Level, Model
from pipeline.match.training.examples import Examples

Reals = npt.NDArray[np.float64]

AT_MOST = 300.0  # pairs of one work that one origin may count for, so that each has its say
PER_PAIR = 0.25  # what a pair as likely as not tells of its weight, in nats
STEPS = 60
LARGEST = 2.0  # nats that one step may move a weight
LOG2 = log(2)


def fitted(origins: Sequence[Examples], shape: Model, strength: float) -> Model:
    """Return ``shape`` with other weights; the order of the examples makes no difference."""
    starts = np.cumsum([0, *(len(c.levels) for c in shape.comparisons)])
    present = np.array([level.weight for c in shape.comparisons for level in c.levels])
    design, same, other = _table(origins, shape, starts)
    found = _solve(design, same, other, present * LOG2, strength, shape.prior_weight * LOG2)
    comparisons = [
        _comparison(c, found[start : start + len(c.levels)] / LOG2, _shares(origins, at, c))
        for at, (c, start) in enumerate(zip(shape.comparisons, starts[:-1], strict=True))
    ]
    return replace(shape, comparisons=tuple(comparisons))


def _table(
    origins: Sequence[Examples], shape: Model, starts: npt.NDArray[np.int64]
) -> tuple[Reals, Reals, Reals]:
    """Return the distinct pairs as rows of terms, and how often each is one work and two."""
    parts, same, other = [], [], []
    terms = int(starts[-1])
    for at, origin in enumerate(origins):
        counts = origin.counts * _share(origin)
        kinds, which = np.unique(origin.levels, axis=0, return_inverse=True)
        rows = np.zeros((len(kinds), terms + len(origins)))
        for number, (comparison, start) in enumerate(zip(shape.comparisons, starts, strict=False)):
            for level, gamma in enumerate(comparison.gammas):
                if gamma >= 0:
                    rows[kinds[:, number] == gamma, start + level] = 1
        rows[:, terms + at] = 1
        parts.append(rows)
        same.append(np.bincount(which, counts * origin.same, len(kinds)))
        other.append(np.bincount(which, counts * ~origin.same, len(kinds)))
    return np.concatenate(parts), np.concatenate(same), np.concatenate(other)


def _share(origin: Examples) -> float:
    return min(1.0, AT_MOST / max(float(origin.counts[origin.same].sum()), 1e-9))


def _solve(
    design: Reals, same: Reals, other: Reals, present: Reals, strength: float, base: float
) -> Reals:
    """Return the terms at the least loss, by Newton's steps."""
    origins = design.shape[1] - len(present)
    centre = np.concatenate([present, np.full(origins, base)])
    pull = np.concatenate([np.full(len(present), strength), np.ones(origins)]) * PER_PAIR
    at = centre.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ at, -500, 500)))
        seen = same + other
        slope = design.T @ (same - seen * chance) - pull * (at - centre)
        bend = (design * (seen * chance * (1 - chance))[:, None]).T @ design + np.diag(pull)
        step = np.clip(np.linalg.solve(bend, slope), -LARGEST, LARGEST)
        at = at + step
        if np.abs(step).max() < 1e-9:
            break
    return at[: len(present)]


def _shares(origins: Sequence[Examples], at: int, comparison: Comparison) -> Reals:
    """Return how often each level holds, in pairs of one work and in others, smoothed."""
    found = np.full((2, len(comparison.levels)), 0.5)
    for origin in origins:
        counts = origin.counts * _share(origin)
        for level, gamma in enumerate(comparison.gammas):
            holds = (origin.levels[:, at] == gamma) & (gamma >= 0)
            found[0, level] += counts[holds & origin.same].sum()
            found[1, level] += counts[holds & ~origin.same].sum()
    said = np.array([level.m is not None for level in comparison.levels])
    whole: Reals = found / found[:, said].sum(axis=1, keepdims=True)
    return whole


def _comparison(comparison: Comparison, weights: Reals, shares: Reals) -> Comparison:
    weights = falling(comparison, weights)
    levels = [
        level if level.m is None else _level(level, float(weight), *map(float, share))
        for level, weight, share in zip(comparison.levels, weights, shares.T, strict=True)
    ]
    return replace(comparison, levels=tuple(levels))


def _level(level: Level, weight: float, m: float, u: float) -> Level:
    """Return the level with m and u as near to those counted as the weight allows."""
    middle = (m * u) ** 0.5
    m, u = middle * 2 ** (weight / 2), middle * 2 ** (-weight / 2)
    over = max(m, u) / 0.999
    if over > 1:
        m, u = m / over, u / over
    return replace(level, m=float(f"{m:.6g}"), u=float(f"{u:.6g}"))


def falling(comparison: Comparison, weights: Reals) -> Reals:
    """Return the weights with those of ``comparison.falls`` made to fall in that order.

    Neighbours in the wrong order share their mean (pool adjacent violators).
    """
    said = [level.says for level in comparison.levels]
    places = [said.index(says) for says in comparison.falls]
    pools: list[list[float]] = []
    for place in places:
        pools.append([float(weights[place])])
        while len(pools) > 1 and _mean(pools[-2]) < _mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    made = weights.copy()
    made[places] = [_mean(pool) for pool in pools for _ in pool]
    return made


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
