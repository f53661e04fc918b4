"""What was kept for a key, or else what the work makes of it, which is then kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from pipeline.cache.packs import Section, as_keys

T = TypeVar("T")

BODY = pa.schema([pa.field("body", pa.large_binary())])  # JSON
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def recall(
    section: Section,
    keys: Sequence[bytes],
    *,
    work: Callable[[int], T],
    write: Callable[[T], Any],
    read: Callable[[int, Any], T],
) -> list[T]:
    """Return the result for each key, in order.

    Args:
        section: Of ``BODY``.
        keys: What the results depend on; equal keys have equal results.
        work: Makes the result for the key at a place.
        write: Turns a result into what JSON holds.
        read: Turns that back into the result for the key at a place; a body it cannot read is
            made again.
    """
    rows = section.find(as_keys(keys))
    known = np.flatnonzero(rows >= 0)
    bodies = section.column("body").take(pa.array(rows[known])).to_pylist()
    found: dict[int, T] = {}
    for at, body in zip(known.tolist(), bodies, strict=True):
        try:
            found[at] = read(at, json.loads(body))
        except UNREADABLE:
            rows[at] = -1
    new: dict[bytes, bytes] = {}
    for at, key in enumerate(keys):
        if at not in found:
            found[at] = work(at)
            if section.folder is not None:
                new[key] = json.dumps(write(found[at])).encode("ascii")
    section.keep(rows, as_keys(list(new)), {"body": pa.array(new.values(), pa.large_binary())})
    return [found[at] for at in range(len(keys))]
