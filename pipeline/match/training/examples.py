"""What a model is trained on: pairs with the levels that held, and whether they are one work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.errors import UsageError
from pipeline.match import rows
from pipeline.match.columns import Columns, columns
from pipeline.match.engines import score
from pipeline.match.model import Model
from pipeline.match.records import Record
from pipeline.match.scores import Scored

EVERY_PAIR = -1000.0  # bits: no pair weighs less


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Judged pairs of one origin.

    Attributes:
        name: Where they come from, as the card names it.
        levels: One row per pair, one column per comparison: Splink's level numbers.
        same: Which pairs are one work.
        counts: How much each pair counts. A work with n records has n(n-1)/2 pairs, which
            say little more than n-1 of them: each counts for 2/n.
    """

    name: str
    levels: npt.NDArray[np.int8]
    same: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A labelled set: its records' features, works and sources, and its pairs, all scored."""

    columns: Columns
    works: tuple[str, ...]  # of each record, in the order of the columns
    sources: tuple[str, ...]
    found: Scored
    examples: Examples

    @property
    def is_across(self) -> bool:
        """Two sources, each without duplicates of its own: only pairs across them count."""
        return len(set(self.sources)) == 2


def labelled(path: Path, shape: Model) -> Labelled:
    """Return a labelled set: a table as `collate match` reads, with a column ``cluster``.

    Raises:
        UsageError: It cannot be read, a record has no ``cluster``, or a ``rid`` stands twice.
    """
    found: dict[str, tuple[Record, str]] = {}
    for batch in rows.batches(path):
        for at, given in enumerate(batch.rows, batch.first):
            row = batch.read(given)
            record, work = rows.record(row, path, at), str(row.get("cluster") or "").strip()
            if not work:
                raise UsageError(f"{path}, record {at}: has no cluster; a labelled set says which")
            if record.rid in found:
                raise UsageError(f"{path}, record {at}: rid {record.rid!r} stands twice")
            found[record.rid] = record, work
    return of_records(path.stem, found, shape)


def of_records(name: str, found: Mapping[str, tuple[Record, str]], shape: Model) -> Labelled:
    """Return the labelled set of records by ``rid``, each with its work."""
    c = columns((record for record, _ in found.values()), processes=1)
    works = tuple(found[rid][1] for rid in c.rids)
    scored = score(c, replace(shape, floor=EVERY_PAIR))
    size = Counter(works)
    same = np.array([works[a] == works[b] for a, b in zip(scored.left, scored.right, strict=True)])
    counts = np.array([2 / size[works[a]] for a in scored.left])
    return Labelled(
        columns=c,
        works=works,
        sources=tuple(found[rid][0].source for rid in c.rids),
        found=scored,
        examples=Examples(
            name=name,
            levels=scored.levels,
            same=same.astype(bool),
            counts=np.where(same, counts, 1.0),
        ),
    )


def decided(name: str, pairs: Iterable[tuple[Mapping[str, str], bool]], shape: Model) -> Examples:
    """Return stewards' answers as examples.

    Args:
        name: What the card calls them.
        pairs: For each judged pair, the level that held by comparison, in words as a release
            publishes them; and whether it is one work. What the model has no such level for
            counts as not given.
        shape: The model whose levels are meant.
    """
    number = [
        {level.says: gamma for level, gamma in zip(c.levels, c.gammas, strict=True)}
        for c in shape.comparisons
    ]
    told = tuple(pairs)
    levels = [
        [of.get(says.get(c.name, ""), -1) for c, of in zip(shape.comparisons, number, strict=True)]
        for says, _ in told
    ]
    return Examples(
        name=name,
        levels=np.array(levels, dtype=np.int8).reshape(len(told), len(shape.comparisons)),
        same=np.array([is_same for _, is_same in told], dtype=bool),
        counts=np.ones(len(told)),
    )
