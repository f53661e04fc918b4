"""What a release covers less than its parent: counted, so that it can be said first and loud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

LARGE = 0.1  # the share from which a loss is told before everything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A count that fell."""

    what: str
    before: int
    after: int

    @property
    def share(self) -> float:
        """The part of ``before`` that is lost, 0 to 1."""
        return (self.before - self.after) / self.before

    def __str__(self) -> str:
        """Say it in words.

        >>> str(Loss(what="listings of bookstore", before=40, after=10))
        'listings of bookstore: 40 before, 10 now (-75 %)'
        """
        return f"{self.what}: {self.before} before, {self.after} now (-{self.share:.0%})".replace(
            "%", " %"
        )


def losses(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> list[Loss]:
    """Return every count of coverage that fell, the largest share first."""
    then, now = _counts(before), _counts(after)
    found = [
        Loss(what=what, before=count, after=now[what])
        for what, count in then.items()
        if now[what] < count
    ]
    return sorted(found, key=lambda loss: (-loss.share, -loss.before, loss.what))


def _counts(tables: Mapping[str, pa.Table]) -> Counter[str]:
    """Return what is covered, by what it is called."""
    works = tables["works"]
    found = Counter({"works": works.num_rows})
    for name in ("year", "abstract", "series"):
        column = works.column(name)
        found[f"works with {name}"] = len(column) - column.null_count
    for what, column in (
        ("listings of", tables["listings"].column("source")),
        ("works of", works.column("sources")),
        ("works about", works.column("country_codes")),
    ):
        found.update({f"{what} {name}": count for name, count in _counted(column).items()})
    return found


def _counted(column: pa.ChunkedArray) -> Counter[str]:
    """Return how often each value stands in a column, or in its lists."""
    flat = pc.list_flatten(column) if pa.types.is_list(column.type) else column
    return Counter({each["values"]: each["counts"] for each in pc.value_counts(flat).to_pylist()})
