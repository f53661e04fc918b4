"""The charts of a release, as the report draws them."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from pipeline.desk.opened import Opened
from pipeline.normalise import places
from pipeline.report import charts
from pipeline.report.data import Thresholds
from pipeline.report.tiles import TileMap, positions, tile_map


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The charts of a release."""

    scores: charts.Chart | None
    years: charts.Chart | None
    map: TileMap | None


def drawn(opened: Opened, at: Thresholds) -> Drawn:
    """Return the charts of a release."""
    opened.need("pairs", "works", "coverage")
    pairs = [SimpleNamespace(**row) for row in opened.dicts("SELECT weight, band FROM pairs")]
    works = [SimpleNamespace(**row) for row in opened.dicts("SELECT year FROM works")]
    counts = opened.dicts(
        "SELECT place_code, count(DISTINCT work_id) AS n FROM coverage "
        "WHERE basis = 'stated' GROUP BY 1"
    )
    return Drawn(
        scores=charts.scores(cast(Any, pairs), at),
        years=charts.years(cast(Any, works)),
        map=tile_map(
            {row["place_code"]: row["n"] for row in counts},
            {code: places.name(code) for code in positions()},
        ),
    )
