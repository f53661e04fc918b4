"""Pairs in, weights out: the model's levels, told by DuckDB from the columns of ``compare``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.match import compare, model, vetoes
from pipeline.match.columns import Columns, Ints
from pipeline.match.model import Model

CHUNK = 200_000  # pairs at a time: bounds the memory of what is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Pairs not below the floor, sorted by their rows; and look-alikes that a veto keeps apart.

    Attributes:
        left: Row of one record; ``right`` of the other, always larger.
        weight: Prior plus evidence, in bits.
        levels: One column per comparison of the model, with Splink's level numbers.
        veto: Place of the first veto that holds, or -1.
        alike: Rows (left, right, veto) of look-alikes, whatever their weight.
    """

    left: Ints
    right: Ints
    weight: npt.NDArray[np.float64]
    probability: npt.NDArray[np.float64]
    levels: npt.NDArray[np.int8]
    veto: Ints
    alike: Ints

    def __len__(self) -> int:
        return len(self.left)


def scored(c: Columns, left: Ints, right: Ints, shape: Model) -> Scored:
    """Score pairs given in the order of their rows."""
    sql = model.levels_sql(shape)
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        parts = [_part(con, sql, c, a, b, shape) for a, b in _chunks(left, right)]
    return Scored(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Scored)
        }
    )


def _chunks(left: Ints, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    for start in range(0, max(len(left), 1), CHUNK):
        yield left[start : start + CHUNK], right[start : start + CHUNK]


def _part(
    con: duckdb.DuckDBPyConnection, sql: str, c: Columns, left: Ints, right: Ints, shape: Model
) -> Scored:
    frame, veto, alike = contrasted(c, left, right)
    numbered: dict[str, npt.NDArray[Any]] = {
        "row_l": np.arange(len(left)),  # Splink's name for a pair: here its place in the chunk
        "row_r": np.arange(len(left)),
        "match_key": np.zeros(len(left), dtype=np.int8),
    }
    table = pa.table({name: arrow(values) for name, values in (numbered | frame).items()})
    con.register(model.PAIRS, table)
    found = con.sql(sql).fetchnumpy()
    con.unregister(model.PAIRS)
    order = np.argsort(found["row_l"])
    at = found["row_l"][order]
    levels = np.stack([found[name][order] for name in model.gamma_columns(shape)], axis=1)
    return weighed(
        left=left[at],
        right=right[at],
        levels=levels.astype(np.int8),
        veto=veto[at],
        alike=np.stack([left[alike], right[alike], veto[alike]], axis=1),
        shape=shape,
    )


def contrasted(c: Columns, left: Ints, right: Ints) -> tuple[compare.Frame, Ints, Ints]:
    """Return what is compared of each pair, its first veto, and which pairs are look-alikes."""
    frame = compare.compared(c, left, right)
    frame["one_page"] = vetoes.one_page(c, left, right)
    veto = vetoes.first_veto(frame)
    return frame, veto, vetoes.look_alikes(frame, veto)


def weighed(
    *,
    left: Ints,
    right: Ints,
    levels: npt.NDArray[np.int8],
    veto: Ints,
    alike: Ints,
    shape: Model,
) -> Scored:
    """Return the pairs not below the floor, weighed by their levels.

    The sum is made here, to the last bit the same whatever engine found the levels.
    """
    weight = weights(levels, shape)
    kept = weight >= shape.floor
    return Scored(
        left=left[kept],
        right=right[kept],
        weight=weight[kept],
        probability=1 / (1 + np.exp2(-weight[kept])),
        levels=levels[kept],
        veto=veto[kept],
        alike=alike,
    )


def weights(levels: npt.NDArray[np.int8], shape: Model) -> npt.NDArray[np.float64]:
    """Return the bits of pairs whose levels are known."""
    total = np.full(len(levels), shape.prior_weight)
    for at, comparison in enumerate(shape.comparisons):
        by_gamma = {
            gamma: level.weight
            for gamma, level in zip(comparison.gammas, comparison.levels, strict=True)
        }
        bits = np.array([by_gamma.get(gamma, 0.0) for gamma in range(-1, len(by_gamma))])
        total += bits[levels[:, at] + 1]
    return total


_KINDS = {"int8": pa.int8(), "int64": pa.int64(), "float64": pa.float64()}


def arrow(values: npt.NDArray[Any]) -> pa.Array:
    """Return an array as Arrow's without a copy; ``pa.array`` would import pandas for it."""
    if values.dtype == bool:
        bits = pa.py_buffer(np.packbits(values, bitorder="little"))
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])
    whole = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(_KINDS[values.dtype.name], len(values), [None, whole])
