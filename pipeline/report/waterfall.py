"""A pair's evidence as a waterfall of bits: one bar per step, on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Evidence, Pair
from pipeline.report.data import Thresholds

WIDTH = 100.0  # of the drawing: bars stand in per cent of it
EDGE = 60.0  # bits; a bar that goes further is drawn to here
UNEXPLAINED = 0.05  # bits; a smaller difference is rounding
PRIOR = "prior"  # the comparison's name where the evidence counts the prior as its first row


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the waterfall: what was compared, what held, and its bar (in per cent)."""

    name: str
    level: str
    bits: str
    sign: str  # up, down, flat
    left: str = ""
    right: str = ""
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """All that a pair's evidence table shows.

    Attributes:
        steps: The prior and each comparison that speaks, the weightiest first.
        silent: Comparisons that speak neither way, as (name, level).
        total: The sum, its bar drawn from zero.
        marks: Where zero, the lower and the upper threshold stand.
    """

    steps: tuple[Step, ...]
    silent: tuple[tuple[str, str], ...]
    total: Step
    zero: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def at(self, bits: float) -> float:
        """Return where ``bits`` stand, in per cent of the width."""
        share = (_clamped(bits) - self.low) / (self.high - self.low)
        return round(WIDTH * share, 1) + 0.0

    def bar(self, start: float, end: float) -> tuple[float, float]:
        """Return x and width of the bar between two weights; never too thin to be seen."""
        left, right = sorted((self.at(start), self.at(end)))
        return left, max(round(right - left, 1), 0.5)


def waterfall(pair: Pair, evidence: Iterable[Evidence], thresholds: Thresholds) -> Waterfall:
    """Return the drawing of one pair's evidence; what does not add up is a step of its own."""
    given = list(evidence)
    prior = next((row.weight for row in given if row.comparison == PRIOR), thresholds.prior)
    rows = sorted(
        (row for row in given if row.comparison != PRIOR),
        key=lambda row: (-abs(row.weight), row.comparison),
    )
    speaking = [row for row in rows if _tenths(row.weight)]
    weights = [prior, *(row.weight for row in speaking)]
    rest = pair.weight - sum(weights)
    if math.isfinite(rest) and abs(rest) > UNEXPLAINED:
        weights.append(rest)
    sums = _running(weights)
    scale = _scale([*sums, pair.weight, thresholds.lower, thresholds.upper])
    said = [(PRIOR, "any two entries, before looking", "", "")]
    said += [(row.comparison, row.level, row.left_value, row.right_value) for row in speaking]
    said += [("other", "evidence too small to be listed on its own", "", "")]
    steps = (
        _step(scale, what, start, weight)
        for what, start, weight in zip(said, sums, weights, strict=False)
    )
    return Waterfall(
        steps=tuple(steps),
        silent=tuple((row.comparison, row.level) for row in rows if not _tenths(row.weight)),
        total=_step(scale, ("sum", "", "", ""), 0.0, pair.weight),
        zero=scale.at(0),
        lower=scale.at(thresholds.lower),
        upper=scale.at(thresholds.upper),
    )


def bits(weight: float) -> str:
    """Return a weight in words: always a sign, one decimal, a real minus.

    >>> bits(-8), bits(0.04), bits(float("inf"))
    ('−8.0', '0.0', '+∞')
    """
    if math.isinf(weight):
        return "+∞" if weight > 0 else "−∞"
    tenths = _tenths(weight)
    return f"{tenths / 10:+.1f}".replace("-", "−") if tenths else "0.0"


def _tenths(weight: float) -> float:
    return weight if math.isinf(weight) else round(10 * weight)


def _running(weights: Sequence[float]) -> list[float]:
    """Return where each bar starts, and where the last one ends."""
    sums = [0.0]
    for weight in weights:
        sums.append(_clamped(sums[-1] + _clamped(weight)))
    return sums


def _clamped(weight: float) -> float:
    return max(-EDGE, min(EDGE, weight))


def _scale(stops: Iterable[float]) -> _Scale:
    ends = [_clamped(stop) for stop in (0.0, *stops)]
    return _Scale(min(ends) - 1, max(ends) + 1)


def _step(scale: _Scale, what: tuple[str, str, str, str], start: float, weight: float) -> Step:
    name, level, left, right = what
    x, width = scale.bar(start, start + _clamped(weight))
    sign = "up" if weight > 0 else "down" if weight < 0 else "flat"
    return Step(
        name=name,
        level=level,
        bits=bits(weight),
        sign=sign,
        left=left,
        right=right,
        x=x,
        width=width,
    )
