"""What Spark's Python processes do with a partition: features, blocking keys, comparisons.

A record's features travel as one run of bytes, so that a partition is read by one copy.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.errors import UsageError
from pipeline.match import blocking
from pipeline.match.columns import ABSTRACT_BITS, Columns, among, columns, part
from pipeline.match.engines import Read
from pipeline.match.features import Part
from pipeline.match.records import Record
from pipeline.match.scores import arrow, contrasted

AT_ONCE = 2_000  # records of a batch of Arrow's
FEATURES = (
    "rid string, title bigint, year bigint, author bigint, abstract bigint, words array<bigint>, "
    "row binary, rest binary, error string"
)
KEYS = "rule int, key bigint, rid string, year bigint, title bigint"
Batches = Iterable[pa.RecordBatch]


def features(read: Read, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the features of the records in pickled batches; what is wrong with one as an error."""
    for batch in chain.from_iterable(given["batch"].to_pylist() for given in batches):
        try:
            records = read(pickle.loads(batch))
        except UsageError as error:
            yield _wrong(str(error))
        else:
            for at in range(0, len(records), AT_ONCE):
                yield _of_records(records[at : at + AT_ONCE])


def _of_records(records: Sequence[Record]) -> pa.RecordBatch:
    found = part(records)
    words = found["words"]
    ends = np.cumsum((words != 0).sum(axis=1))
    whole = pa.array(words[words != 0].astype(np.int64))
    return pa.record_batch(
        {
            "rid": pa.array(found["rids"], pa.string()),
            "title": arrow(found["title"].view(np.int64)),
            "year": arrow(found["year"]),
            "author": arrow(found["names"][:, 0].view(np.int64)),
            "abstract": arrow(found["abstract_keys"][:, 0].view(np.int64)),
            "words": pa.ListArray.from_arrays(np.append(0, ends).astype(np.int32), whole),
            "row": _packed(found),
            "rest": pa.array([pickle.dumps(rest) for rest in _rest(found)], pa.binary()),
            "error": pa.nulls(len(records), pa.string()),
        }
    )


def _wrong(says: str) -> pa.RecordBatch:
    batch = _of_records([Record(rid="")])
    return batch.set_column(batch.num_columns - 1, "error", pa.array([says], pa.string()))


# --------------------------------------------------------------------------- as bytes and back


@cache
def _layout() -> tuple[np.dtype[np.void], tuple[str, ...]]:
    """Return the arrays of a part as fields of one row, and what is no array."""
    arrays: list[tuple[str, Any, tuple[int, ...]]] = []
    others = []
    for name, values in part([]).items():
        if isinstance(values, np.ndarray):
            shape = (ABSTRACT_BITS // 64,) if name == "abstract_bits" else values.shape[1:]
            arrays.append((name, values.dtype, shape))
        elif name != "rids":
            others.append(name)
    return np.dtype(arrays), tuple(others)


def _packed(found: Part) -> pa.Array:
    layout, _ = _layout()
    rows = np.zeros(len(found["rids"]), dtype=layout)
    for name in layout.names or ():
        if found[name].size:
            rows[name] = found[name]
    ends = np.arange(len(rows) + 1, dtype=np.int32) * layout.itemsize
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(rows.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(rows), buffers)


def _rest(found: Part) -> Iterator[tuple[Any, ...]]:
    _, others = _layout()
    return zip(*(found[name] for name in others), strict=True)


def unpacked(rids: Sequence[str], rows: Sequence[bytes], rest: Sequence[bytes]) -> Part:
    """Return features as a part again."""
    layout, others = _layout()
    whole = np.frombuffer(b"".join(rows), dtype=layout)
    values = zip(*map(pickle.loads, rest), strict=True) if rest else ((),) * len(others)
    return (
        {"rids": tuple(rids)}
        | {name: np.ascontiguousarray(whole[name]) for name in layout.names or ()}
        | dict(zip(others, values, strict=True))
    )


# --------------------------------------------------------------------------- keys and pairs


def keys(whole: Any, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the keys that each blocking rule gives each record.

    Args:
        whole: Spark's broadcast of the ``Corpus``.
        batches: ``rid``, ``row`` and ``rest`` of records.
    """
    for given in batches:
        c = among(unpacked(*(given[name].to_pylist() for name in SIDE)), whole.value)
        for at, rule in enumerate(blocking.RULES.values()):
            rows, found = rule(c)
            yield pa.record_batch(
                {
                    "rule": pa.array(np.full(len(rows), at, dtype=np.int32)),
                    "key": arrow(found.view(np.int64)),
                    "rid": pa.array(c.rids, pa.string()).take(pa.array(rows)),
                    "year": arrow(c.year[rows]),
                    "title": arrow(ordered(c.title[rows])),
                }
            )


SIDE = ("rid", "row", "rest")


def ordered(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return hashes as signed numbers in the same order, as Spark has no others.

    >>> ordered(np.array([0, 1 << 63], dtype=np.uint64)).tolist()
    [-9223372036854775808, 0]
    """
    return (hashes ^ np.uint64(1 << 63)).view(np.int64)


def pairs(whole: Any, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield what is compared of each pair, under the names that Splink's scoring reads.

    Args:
        whole: Spark's broadcast of the ``Corpus``.
        batches: ``rid``, ``row`` and ``rest`` of the left record (``…_l``) and the right one.
    """
    for given in batches:
        sides = [
            [value for side in "lr" for value in given[f"{name}_{side}"].to_pylist()]
            for name in SIDE
        ]
        c = among(unpacked(*sides), whole.value)
        yield _compared(c, given.num_rows)


def _compared(c: Columns, n: int) -> pa.RecordBatch:
    """Return what is compared of the first ``n`` records and the next, one by one."""
    left = np.arange(n)
    frame, veto, alike = contrasted(c, left, left + n)
    is_alike = np.zeros(n, dtype=bool)
    is_alike[alike] = True
    return pa.record_batch(
        {
            "row_l": pa.array(c.rids[:n], pa.string()),
            "row_r": pa.array(c.rids[n:], pa.string()),
            "match_key": arrow(veto),  # a column that Splink carries along
            "is_alike": arrow(is_alike),
            **{name: arrow(values) for name, values in frame.items()},
        }
    )


_SQL = {pa.string(): "string", pa.int64(): "bigint", pa.float64(): "double", pa.bool_(): "boolean"}


def frame_schema() -> str:
    """Return the columns of ``pairs`` as Spark declares them."""
    return ", ".join(f"{each.name} {_SQL[each.type]}" for each in _compared(columns([]), 0).schema)
