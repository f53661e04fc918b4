"""Pairs in, weights out: Splink's scoring on DuckDB over the columns of ``compare``."""

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
    sql = model.scoring_sql(shape)
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
    frame = compare.compared(c, left, right)
    frame["one_page"] = vetoes.one_page(c, left, right)
    veto = vetoes.first_veto(frame)
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
    levels = [found[f"gamma_{entry.column}"][order] for entry in shape.comparisons]
    alike = vetoes.look_alikes(frame, veto)
    return Scored(
        left=left[at],
        right=right[at],
        weight=found["match_weight"][order],
        probability=found["match_probability"][order],
        levels=np.stack(levels, axis=1).astype(np.int8),
        veto=veto[at],
        alike=np.stack([left[alike], right[alike], veto[alike]], axis=1),
    )


_KINDS = {"int8": pa.int8(), "int64": pa.int64(), "float64": pa.float64()}


def arrow(values: npt.NDArray[Any]) -> pa.Array:
    """Return an array as Arrow's without a copy; ``pa.array`` would import pandas for it."""
    if values.dtype == bool:
        bits = pa.py_buffer(np.packbits(values, bitorder="little"))
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])
    whole = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(_KINDS[values.dtype.name], len(values), [None, whole])
