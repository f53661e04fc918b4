"""What was kept for a key, or else what the work makes of it, which is then kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa

from pipeline.cache.packs import Rows, Section, as_keys

T = TypeVar("T")

BODY = pa.schema([pa.field("body", pa.large_binary())])  # JSON
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Recalled(Generic[T]):
    """What was kept for some of the keys.

    Attributes:
        keys: What the results depend on; equal keys have equal results.
        found: The results that were kept, by the place of their key.
    """

    section: Section
    keys: Sequence[bytes]
    rows: Rows
    found: Mapping[int, T]

    @property
    def missing(self) -> list[int]:
        """The places of the keys that nothing was kept for."""
        return [at for at in range(len(self.keys)) if at not in self.found]

    def completed(self, made: Mapping[int, T], write: Callable[[T], Any]) -> list[T]:
        """Keep what was made for the missing keys; return the result for each key, in order.

        Args:
            made: The results for all that is ``missing``.
            write: Turns a result into what JSON holds; ``None`` for what is not to be kept.
        """
        new: dict[bytes, bytes] = {}
        if self.section.folder is not None:
            for at, result in made.items():
                if (body := write(result)) is not None:
                    new[self.keys[at]] = json.dumps(body).encode("ascii")
        bodies = {"body": pa.array(new.values(), pa.large_binary())}
        self.section.keep(self.rows, as_keys(list(new)), bodies)
        both = {**self.found, **made}
        return [both[at] for at in range(len(self.keys))]


def recalled(
    section: Section, keys: Sequence[bytes], read: Callable[[int, bytes], T]
) -> Recalled[T]:
    """Return what was kept.

    Args:
        section: Of ``BODY``.
        keys: What the results depend on.
        read: Turns JSON into the result for the key at a place; a body it cannot read counts as
            none.
    """
    rows = section.find(as_keys(keys))
    known = np.flatnonzero(rows >= 0)
    bodies = section.column("body").take(pa.array(rows[known])).to_pylist()
    found: dict[int, T] = {}
    for at, body in zip(known.tolist(), bodies, strict=True):
        try:
            found[at] = read(at, body)
        except UNREADABLE:
            rows[at] = -1
    return Recalled(section, keys, rows, found)


def recall(
    section: Section,
    keys: Sequence[bytes],
    *,
    work: Callable[[int], T],
    write: Callable[[T], Any],
    read: Callable[[int, Any], T],
) -> list[T]:
    """Return the result for each key, in order; ``work`` makes those that were not kept."""
    known = recalled(section, keys, lambda at, body: read(at, json.loads(body)))
    return known.completed({at: work(at) for at in known.missing}, write)
