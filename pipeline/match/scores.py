"""Pairs in, weights out: Splink's scoring on DuckDB over the columns of ``compare``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.match import compare, model
from pipeline.match.columns import Columns, Ints
from pipeline.match.model import Model

CHUNK = 400_000  # pairs at a time: bounds the memory of what is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Pairs above the floor: rows of both records, weight in bits, level of each comparison.

    ``levels`` has one column per comparison of the model, with Splink's level numbers.
    """

    left: Ints
    right: Ints
    weight: npt.NDArray[np.float64]
    probability: npt.NDArray[np.float64]
    levels: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.left)


def scored(c: Columns, left: Ints, right: Ints, shape: Model) -> Scored:
    """Return the pairs whose weight is not below the model's floor, in the order given."""
    sql = model.scoring_sql(shape)
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        parts = [_part(con, sql, c, a, b, shape) for a, b in _chunks(left, right)]
    return Scored(
        left=np.concatenate([part.left for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        weight=np.concatenate([part.weight for part in parts]),
        probability=np.concatenate([part.probability for part in parts]),
        levels=np.concatenate([part.levels for part in parts]),
    )


def _chunks(left: Ints, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    for start in range(0, max(len(left), 1), CHUNK):
        yield left[start : start + CHUNK], right[start : start + CHUNK]


def _part(
    con: duckdb.DuckDBPyConnection, sql: str, c: Columns, left: Ints, right: Ints, shape: Model
) -> Scored:
    frame = compare.compared(c, left, right)
    rows = {"row_l": left, "row_r": right, "match_key": np.zeros(len(left), dtype=np.int8)}
    table = pa.table({name: pa.array(values) for name, values in (rows | frame).items()})
    con.register(model.PAIRS, table)
    found = con.sql(sql).to_arrow_table().sort_by([("row_l", "ascending"), ("row_r", "ascending")])
    con.unregister(model.PAIRS)
    levels = [found[f"gamma_{entry.column}"].to_numpy() for entry in shape.comparisons]
    return Scored(
        left=found["row_l"].to_numpy(),
        right=found["row_r"].to_numpy(),
        weight=found["match_weight"].to_numpy(),
        probability=found["match_probability"].to_numpy(),
        levels=np.stack(levels, axis=1).astype(np.int8),
    )
