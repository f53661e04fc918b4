"""Make `pipeline/report/tiles.csv`, a map of the world with one square per country.

Needs numpy and scipy.

Why squares: the places these publications are about are often small (Tuvalu, Trinidad and
Tobago), and on a map of outlines they are not to be seen; a square per country also draws no
frontier, so it takes no side on one. It is small, needs no download and no licence.

Where a country goes: the mean of the towns that stand for its time zones in the public-domain
tz database (`zone.tab`, which the package `tzdata` carries; Pristina for Kosovo), pulled apart
where many lie close together, then given to the squares of a grid so that the sum of squared
distances is least. Run: `python docs/notebooks/tiles.py > pipeline/report/tiles.csv`
"""

import csv
import re
import sys
from importlib.resources import files

import numpy as np
from scipy.optimize import linear_sum_assignment

COLUMNS, ROWS = 31, 20
EVEN = 0.62  # 0: as on the globe; 1: as many countries in every strip
UNINHABITED = {"AQ", "BV", "GS", "HM", "TF", "UM"}
OTHERS = {"XK": (42.67, 21.17)}


def degrees(text: str) -> float:
    """Return `+DDMM`, `+DDMMSS`, `+DDDMM` or `+DDDMMSS` as degrees."""
    sign = -1 if text[0] == "-" else 1
    digits = text[1:]
    whole = len(digits) - (4 if len(digits) > 5 else 2)
    parts = [int(digits[:whole]), int(digits[whole : whole + 2]), int(digits[whole + 2 :] or 0)]
    return sign * (parts[0] + parts[1] / 60 + parts[2] / 3600)


def positions() -> dict[str, tuple[float, float]]:
    """Return country code to latitude and longitude."""
    found: dict[str, list[tuple[float, float]]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            code, place = line.split("\t")[:2]
            latitude, longitude = re.findall(r"[+-]\d+", place)
            found.setdefault(code, []).append((degrees(latitude), degrees(longitude)))
    means = {code: middle(places) for code, places in found.items()}
    return {code: at for code, at in {**means, **OTHERS}.items() if code not in UNINHABITED}


def middle(places: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean latitude and, round the globe, the mean longitude."""
    latitudes, longitudes = np.array(places).T
    turns = np.exp(1j * np.radians(longitudes)).mean()
    return float(latitudes.mean()), float(np.degrees(np.angle(turns)))


def spread(values: np.ndarray, count: int) -> np.ndarray:
    """Return positions from 0 to ``count`` - 1, partly evened out."""
    linear = (values - values.min()) / (values.max() - values.min())
    ranks = values.argsort().argsort() / (len(values) - 1)
    return ((1 - EVEN) * linear + EVEN * ranks) * (count - 1)


def main() -> None:
    """Write the squares."""
    at = positions()
    codes = sorted(at)
    places = np.array([at[code] for code in codes])
    here = np.column_stack([spread(places[:, 1], COLUMNS), spread(-places[:, 0], ROWS)])
    grid = np.array([(x, y) for x in range(COLUMNS) for y in range(ROWS)])
    cost = ((here[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(cost)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["place_code", "column", "row"])
    writer.writerows([code, *grid[square]] for code, square in zip(codes, chosen, strict=True))


if __name__ == "__main__":
    main()
