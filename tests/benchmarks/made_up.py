"""Works in any number for the benchmark of releases: written to files, table by table."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.release.build import tables
from pipeline.release.digest import in_order, key_of
from pipeline.release.inputs import Inputs
from pipeline.release.places import places
from tests.release import rows as given

IDS = ("work_id", "mention_id", "listing_id")
COUNTRIES = 200
PAGES = 2000
QUARTERS = 20_000  # quarters of abstracts to draw from


def write(folder: Path, count: int, seed: int) -> int:
    """Write the tables of a release of ``count`` works, and ``works`` as it is a year later."""
    small = tables(given.rows(given.entries(min(seed, count))))
    times = max(count // seed, 1)
    total, kept = 0, dict[str, pa.Table]()
    for version in ("2026-11-21.1", "2026-11-21.2"):
        (folder / version).mkdir()
    for name, table in small.items():
        big = grown(name, table, times)
        if name in ("works", "coverage"):
            kept[name] = big
        if name == "places":
            big = places(kept["coverage"], kept["works"])
        total += big.num_rows
        pq.write_table(big, folder / "2026-11-21.1" / f"{name}.parquet")
        if name == "works":
            pq.write_table(later(big), folder / "2026-11-21.2" / "works.parquet")
    return total


@cache
def inputs() -> Inputs:
    fits = given.inputs(given.rows(given.entries(1)))
    return replace(fits, snapshots=tuple(replace(fits.snapshots[0], sha256=p) for p in pages()))


@cache
def pages() -> list[str]:
    return [hashlib.sha256(f"page {number}".encode()).hexdigest() for number in range(PAGES)]


def later(works: pa.Table) -> pa.Table:
    """Return works with another year in every hundredth."""
    years = works.column("year").to_numpy().copy()
    years[::100] += 1
    at = works.column_names.index("year")
    return works.set_column(at, works.schema.field(at), pa.array(years, pa.int64()))


def grown(name: str, table: pa.Table, times: int) -> pa.Table:
    """Repeat a table's rows with other ids, titles, abstracts and countries."""
    rows = table.num_rows
    if not rows:
        return table
    copies = np.repeat(np.arange(times), rows)
    out = table.take(pa.array(np.tile(np.arange(rows), times)))
    for at, field in enumerate(out.schema):
        values = made_up(field.name, out.column(at), copies)
        out = out.set_column(at, field, values.cast(field.type))
    return in_order(out.combine_chunks(), key_of(name))


def made_up(column: str, values: pa.ChunkedArray, copies: np.ndarray) -> pa.ChunkedArray:
    """Return other values for a column that tells works apart; others as they are."""
    count = len(values)
    if column in IDS:
        return ids(values, copies, column[0])
    match column:
        case "snapshot_sha256":
            drawn = np.random.default_rng(5).integers(0, PAGES, count)
            return pa.array(pages()).take(pa.array(drawn))
        case "title":
            return pc.binary_join_element_wise(values, titles(count), " ")
        case "abstract":
            return abstracts(count)
        case "country_codes":
            return countries(count)
        case "place_code":
            return pc.list_flatten(countries(count, most=1))
        case "claimed_by":
            return pc.binary_join_element_wise(values, pa.array(copies).cast(pa.string()), " ")
        case _:
            return values


def ids(values: pa.ChunkedArray, copies: np.ndarray, letter: str) -> pa.Array:
    """Return ids as runs make them: 12 hexadecimal digits of a hash."""
    texts = zip(values.to_pylist(), copies.tolist(), strict=True)
    hashed = (hashlib.sha256(f"{text}#{copy}".encode()).hexdigest()[:12] for text, copy in texts)
    return pa.array([f"{letter}-{each}" for each in hashed], pa.string())


@cache
def words(count: int, length: int) -> pa.Array:
    """Return texts of ``length`` made-up words."""
    drawn = np.random.default_rng(1)
    letters = drawn.integers(97, 119, (3000, 7), dtype=np.uint8)
    known = [bytes(row).decode() for row in letters]
    return pa.array(
        [" ".join(known[n] for n in row) for row in drawn.zipf(1.1, (count, length)) % 3000]
    )


def titles(count: int) -> pa.Array:
    drawn = np.random.default_rng(2).integers(0, QUARTERS, count)
    return words(QUARTERS, 5).take(pa.array(drawn))


def abstracts(count: int) -> pa.ChunkedArray:
    """Return texts of 90 words, no two alike; by chunks, so that their offsets fit 32 bits."""
    drawn = np.random.default_rng(3)
    known, parts = words(QUARTERS, 22), []
    for start in range(0, count, 100_000):
        rows = min(100_000, count - start)
        quarters = [known.take(pa.array(drawn.integers(0, QUARTERS, rows))) for _ in range(4)]
        parts.append(pc.binary_join_element_wise(*quarters, " "))
    return pa.chunked_array(parts, pa.string())


def countries(count: int, most: int = 3) -> pa.Array:
    """Return lists of one to ``most`` codes, sorted; the first of 200 stands most often."""
    drawn = np.random.default_rng(4)
    codes = np.array([f"{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJKLMNOPQRST"])
    chance = 1 / np.arange(1, COUNTRIES + 1) ** 0.7
    lengths = drawn.integers(1, most + 1, count)
    places = drawn.choice(COUNTRIES, int(lengths.sum()), p=chance / chance.sum())
    rows = np.repeat(np.arange(count), lengths)
    pairs = np.unique(np.stack([rows, places]), axis=1)
    offsets = np.searchsorted(pairs[0], np.arange(count + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(codes[pairs[1]]))
