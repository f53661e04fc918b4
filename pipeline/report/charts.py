"""The two charts of the report, as geometry: the template only draws what is given here.

Each chart has its numbers as a table too, so nothing depends on seeing it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Pair, Work
from pipeline.report.data import Thresholds

WIDTH, HEIGHT = 640.0, 180.0  # of the plot, without its labels
EDGE = 60.0  # bits; heavier pairs are counted in the outermost bars
MOST_BARS = 40
LABELLED = 24  # more bars than this, and their counts would touch
BANDS = ("different", "review", "same")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar, or one band's part of it, from (x, y) down to y + height."""

    label: str
    count: int
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A vertical line (a threshold) or a tick of the axis."""

    label: str
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars with their ticks; ``rows`` are the numbers: a label, then a count per kind."""

    bars: tuple[Bar, ...]
    tops: tuple[Bar, ...]  # per stack: the whole count, for the label above it
    ticks: tuple[Line, ...]
    lines: tuple[Line, ...] = ()
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    is_rooted: bool = False  # heights stand for square roots, as the chart then says


def scores(pairs: Iterable[Pair], thresholds: Thresholds) -> Chart | None:
    """Return the histogram of pair weights by band and thresholds; ``None`` without pairs."""
    weights = [(max(-EDGE, min(EDGE, pair.weight)), pair.band) for pair in pairs]
    if not weights:
        return None
    ends = [weight for weight, _ in weights] + [thresholds.lower, thresholds.upper]
    step = _step(max(ends) - min(ends))
    first, last = math.floor(min(ends) / step) - 1, math.floor(max(ends) / step) + 1  # air
    counts = Counter((math.floor(weight / step), band) for weight, band in weights)
    slots = range(first, last + 1)
    rows = tuple(
        (f"{_bits(at * step)} to {_bits((at + 1) * step)}", tuple(counts[at, b] for b in BANDS))
        for at in slots
    )
    width = WIDTH / len(slots)
    every = max(1, math.ceil(len(slots) / 10))
    return _chart(
        rows,
        BANDS,
        ticks=tuple(
            Line(label=_bits(at * step), x=_round((at - first) * width))
            for at in (*slots, last + 1)
            if at % every == 0
        ),
        lines=tuple(
            Line(label=label, x=_round((bits / step - first) * width))
            for label, bits in (("lower", thresholds.lower), ("upper", thresholds.upper))
        ),
    )


def years(works: Iterable[Work]) -> Chart | None:
    """Return works by year of first publication; ``None`` where no work has a year."""
    given = [work.year for work in works if work.year is not None]
    if not given:
        return None
    step = _step(max(given) - min(given))
    grouped = Counter(year // step for year in given)
    slots = range(min(grouped), max(grouped) + 1)
    rows = tuple(
        (str(at * step) if step == 1 else f"{at * step}–{at * step + step - 1}", (grouped[at],))
        for at in slots
    )
    width, every = WIDTH / len(slots), max(1, math.ceil(len(slots) / 12))
    ticks = tuple(
        Line(label=str(at * step), x=_round((at - slots[0] + 0.5) * width))
        for at in slots
        if at % every == 0 or len(slots) == 1
    )
    return _chart(rows, ("works",), ticks=ticks)


def _chart(
    rows: tuple[tuple[str, tuple[int, ...]], ...],
    kinds: tuple[str, ...],
    *,
    ticks: tuple[Line, ...],
    lines: tuple[Line, ...] = (),
) -> Chart:
    sums = [sum(counts) for _, counts in rows]
    is_rooted = max(sums) > 40 * min(count for count in sums if count)
    unit = HEIGHT / _height(max(sums), is_rooted)
    width = WIDTH / len(rows)
    bars: list[Bar] = []
    tops: list[Bar] = []
    for at, (label, counts) in enumerate(rows):
        x, below = at * width, 0
        for kind, count in zip(kinds, counts, strict=True):
            low, high = (unit * _height(n, is_rooted) for n in (below, below + count))
            bars += [_bar(label, count, kind, x, low, high, width)] if count else []
            below += count
        top = unit * _height(below, is_rooted)
        tops += [_bar(label, below, "sum", x, top, top, width)] if below else []
    return Chart(
        bars=tuple(bars),
        tops=tuple(tops) if len(tops) <= LABELLED else (),
        ticks=ticks,
        lines=lines,
        kinds=kinds,
        rows=tuple(row for row in rows if any(row[1])),
        is_rooted=is_rooted,
    )


def _bar(label: str, count: int, kind: str, x: float, low: float, high: float, width: float) -> Bar:
    gap = min(2.0, width / 5)
    return Bar(
        label=label,
        count=count,
        kind=kind,
        x=_round(x + gap / 2),
        y=_round(HEIGHT - high),
        width=_round(width - gap),
        height=_round(high - low),
    )


def _height(count: int, is_rooted: bool) -> float:
    return math.sqrt(count) if is_rooted else float(count)


def _step(span: float) -> int:
    """Return the narrowest of 1, 2, 5, 10, 20, … that needs no more bars than can be read."""
    sizes: Iterable[int] = (base * 10**power for power in (0, 1, 2, 3) for base in (1, 2, 5))
    return next(size for size in sizes if span / size < MOST_BARS - 1)


def _bits(weight: int) -> str:
    return f"{weight:+d}".replace("-", "−") if weight else "0"


def _round(value: float) -> float:
    return round(value, 1) + 0.0
