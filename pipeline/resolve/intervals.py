"""Shares with intervals: how sure a figure of a sample is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share, and the interval it lies in with the stated confidence."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def wilson(hits: float, n: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return the share of ``hits`` in ``n`` with Wilson's score interval.

    It holds for few trials and for shares of 0 and 1, where the plain normal interval is
    empty (Wilson 1927; Brown, Cai and DasGupta 2001).

    >>> print(wilson(0, 10))
    0.000 (0.000 to 0.278)
    """
    if n <= 0:
        return Estimate(value=0.0, low=0.0, high=1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Estimate(
        value=share,
        low=max(0.0, min(share, middle - half)),
        high=min(1.0, max(share, middle + half)),
    )


def mean(parts: Sequence[Estimate]) -> Estimate:
    """Return the plain mean of independent shares, with the interval recovered from theirs.

    Each part lends the square of its distance to its bounds (Zou and Donner's MOVER, 2008).
    """
    count = len(parts)
    value = sum(part.value for part in parts) / count
    below = sqrt(sum((part.value - part.low) ** 2 for part in parts)) / count
    above = sqrt(sum((part.high - part.value) ** 2 for part in parts)) / count
    return Estimate(value=value, low=max(0.0, value - below), high=min(1.0, value + above))
