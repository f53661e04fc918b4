"""Works by country on a map of squares, one per country: it draws offline and no frontier.

``tiles.csv`` says where each square stands; ``docs/notebooks/tiles.py`` made it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SIZE = 20  # of a square and its gap
LEVELS = 5  # of shade, for countries with works


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A country's square."""

    code: str
    name: str
    count: int
    level: int  # 0 without works, then 1 to LEVELS, by powers
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TileMap:
    """All squares, the size of the drawing, and the numbers that are not zero."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    rows: tuple[tuple[str, str, int], ...]  # code, name, works; the most first


def tile_map(counts: Mapping[str, int], names: Mapping[str, str]) -> TileMap | None:
    """Return the map of works by country; ``None`` where no country has any.

    Args:
        counts: Country code to the number of works about it.
        names: Country code to name.
    """
    places = positions()
    drawn = {code: count for code, count in counts.items() if code in places and count > 0}
    if not drawn:
        return None
    most = max(drawn.values())
    tiles = tuple(
        Tile(
            code=code,
            name=names.get(code, code),
            count=drawn.get(code, 0),
            level=_level(drawn.get(code, 0), most),
            x=column * SIZE,
            y=row * SIZE,
        )
        for code, (column, row) in sorted(places.items())
    )
    ranked = sorted(drawn.items(), key=lambda item: (-item[1], item[0]))
    return TileMap(
        tiles=tiles,
        width=SIZE * (1 + max(column for column, _ in places.values())),
        height=SIZE * (1 + max(row for _, row in places.values())),
        rows=tuple((code, names.get(code, code), count) for code, count in ranked),
    )


@cache
def positions() -> Mapping[str, tuple[int, int]]:
    """Return country code to column and row of its square, from 0."""
    text = (files(__package__) / "tiles.csv").read_text(encoding="utf-8")
    return {
        row["place_code"]: (int(row["column"]), int(row["row"]))
        for row in csv.DictReader(text.splitlines())
    }


def _level(count: int, most: int) -> int:
    """Return the shade of a count: equal ratios are equal steps.

    >>> [_level(count, 100) for count in (0, 1, 10, 100)]
    [0, 1, 3, 5]
    """
    if count < 1:
        return 0
    return 1 + round((LEVELS - 1) * (math.log(count) / math.log(most) if most > 1 else 1))
