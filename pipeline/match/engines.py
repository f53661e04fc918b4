"""Who does the work: this machine with DuckDB, or Spark. The answers are the same.

An engine takes batches, what reads a batch into records, and the model; it returns the ids of
all records in order, and the pairs worth keeping, scored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from gc import disable, enable, isenabled
from itertools import pairwise
from typing import Any

from pipeline.errors import UsageError
from pipeline.match import blocking, scores, workers
from pipeline.match.columns import Columns, assembled, part
from pipeline.match.features import Part
from pipeline.match.model import Model
from pipeline.match.records import Record
from pipeline.match.scores import Scored

ENGINES = ("duckdb", "spark")
Read = Callable[[Any], list[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All ids, sorted, and the pairs of their places that are worth keeping."""

    rids: tuple[str, ...]
    found: Scored


def compared(batches: Iterable[Any], read: Read, shape: Model, engine: str = "duckdb") -> Compared:
    """Return the ids of the records in ``batches``, and their pairs scored.

    Args:
        batches: What ``read`` makes records of; each ``rid`` comes once.
        read: A function that another process can import.
        shape: The model.
        engine: ``duckdb`` or ``spark``.

    Raises:
        UsageError: There is no such engine, or it cannot be started; an ``rid`` comes twice.
    """
    if engine == "spark":
        from pipeline.match import spark

        return spark.compared(batches, read, shape)
    if engine != "duckdb":
        raise UsageError(f"there is no engine {engine!r}; use {' or '.join(ENGINES)}")
    with no_collecting():
        c = assembled(workers.in_order(partial(features, read), batches))
    return Compared(rids=once(c.rids), found=score(c, shape))


def once(rids: tuple[str, ...]) -> tuple[str, ...]:
    """Return sorted ids if each comes once.

    Raises:
        UsageError: One comes twice.
    """
    if twice := next((a for a, b in pairwise(rids) if a == b), None):
        raise UsageError(f"rid {twice!r} stands twice; each record needs an id of its own")
    return rids


def features(read: Read, batch: Any) -> Part:
    """Return the features of the records of a batch."""
    with no_collecting():
        return part(read(batch))


def score(c: Columns, shape: Model) -> Scored:
    """Return the pairs of records worth comparing, scored."""
    return scores.scored(c, *blocking.pairs(c), shape)


@contextmanager
def no_collecting() -> Iterator[None]:
    """Pause the garbage collector: features make no cycles, but many objects."""
    was_on = isenabled()
    disable()
    try:
        yield
    finally:
        if was_on:
            enable()
