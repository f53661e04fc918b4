"""The map of squares draws every country it knows, and shades what it is told."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.tiles import LEVELS, positions, tile_map

CODES = sorted(positions())


def test_without_works_there_is_no_map() -> None:
    assert tile_map({}, {}) is None
    assert tile_map({"KE": 0, "XX": 3}, {}) is None


@given(st.dictionaries(st.sampled_from(CODES), st.integers(1, 10**6), min_size=1))
def test_the_more_works_the_darker_and_every_country_is_there(counts: dict[str, int]) -> None:
    made = tile_map(counts, {"KE": "Kenya"})
    assert made is not None
    assert [tile.code for tile in made.tiles] == CODES
    drawn = sorted((tile.count, tile.level) for tile in made.tiles)
    assert all(low <= high for (_, low), (_, high) in itertools.pairwise(drawn))
    assert max(level for _, level in drawn) == LEVELS
    assert all((level == 0) is (count == 0) for count, level in drawn)
    assert all(0 <= t.x < made.width and 0 <= t.y < made.height for t in made.tiles)
    assert {code: n for code, _, n in made.rows} == counts
