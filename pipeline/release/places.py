"""From a place to its works, without reading all works: ``coverage``, turned round.

``works`` is sorted by ids that are hashes, so the works of one country stand all over it.
``places`` is sorted by place and cut into small groups of rows; a reader who asks for one
country reads the groups that hold it, and the file's statistics say which.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import WorkPlace
from pipeline.schema import arrow_schema

BASES = ("abstract", "stated", "title")  # sorted, as every list of codes is


def places(coverage: pa.Table, works: pa.Table) -> pa.Table:
    """Return the table ``places``: one row per place and work, sorted by both.

    Args:
        coverage: Every place of every mention, with its basis.
        works: Every work that ``coverage`` names.
    """
    found = pa.table(
        {
            **{name: coverage.column(name) for name in ("place_code", "work_id", "scheme")},
            **{name: pc.equal(coverage.column("basis"), name) for name in BASES},
        }
    )
    key = ["place_code", "work_id"]
    once = found.group_by(key, use_threads=False).aggregate(
        [("scheme", "min"), *((name, "max") for name in BASES)]
    )
    once = once.take(pc.sort_indices(once, sort_keys=[(name, "ascending") for name in key]))
    at = pc.index_in(once.column("work_id"), value_set=works.column("work_id"))
    columns = {
        "place_code": once.column("place_code"),
        "work_id": once.column("work_id"),
        "scheme": once.column("scheme_min"),
        "bases": _bases(once),
        **{name: works.column(name).take(at) for name in ("title", "year", "languages")},
    }
    schema = arrow_schema(WorkPlace)
    return pa.table([columns[name] for name in schema.names], schema=schema).combine_chunks()


def _bases(once: pa.Table) -> pa.ChunkedArray:
    """Return the list of bases of each row; there are eight, and each row points at one."""
    every = [[name for bit, name in enumerate(BASES) if number >> bit & 1] for number in range(8)]
    number = pa.chunked_array([pa.array([0] * once.num_rows, pa.int8())])
    for bit, name in enumerate(BASES):
        number = pc.add(number, pc.multiply(once.column(f"{name}_max").cast(pa.int8()), 1 << bit))
    kind = arrow_schema(WorkPlace).field("bases").type
    return pa.chunked_array([pa.array(every, kind)]).take(number)
