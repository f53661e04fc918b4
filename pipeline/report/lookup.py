"""Rows by what they are about; of a table, only those are made that somebody asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pipeline.schema import Tabled, column

Row = TypeVar("Row")


class Lookup(Mapping[Any, tuple[Row, ...]]):
    """The rows of each key, in the order of the rows.

    ``ahead`` makes many rows in the time that one takes.
    """

    def __init__(
        self, rows: Sequence[Row], *names: str, only: Collection[Hashable] | None = None
    ) -> None:
        """Args: the rows, the columns of the key, and the keys that count (all by default)."""
        self._rows = rows
        columns = [column(rows, name) for name in names]
        at: defaultdict[Any, list[int]] = defaultdict(list)
        for number, key in enumerate(columns[0] if len(names) == 1 else zip(*columns, strict=True)):
            at[key].append(number)
        self._at = at if only is None else {key: at[key] for key in at if key in only}
        self._made: dict[Any, tuple[Row, ...]] = {}

    def ahead(self, keys: Collection[Any]) -> None:
        """Make the rows of some keys at once."""
        wanted = [key for key in dict.fromkeys(keys) if key in self._at and key not in self._made]
        numbers = [number for key in wanted for number in self._at[key]]
        if isinstance(self._rows, Tabled):
            rows = iter(self._rows.some(numbers))
        else:
            rows = iter([self._rows[number] for number in numbers])
        for key in wanted:
            self._made[key] = tuple(next(rows) for _ in self._at[key])

    def __getitem__(self, key: Any) -> tuple[Row, ...]:
        if key not in self._made:
            if key not in self._at:
                raise KeyError(key)
            self.ahead([key])
        return self._made[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def count(self, key: Any) -> int:
        """Return how many rows a key has, and make none."""
        return len(self._at[key]) if key in self._at else 0


class One(Mapping[Any, Row]):
    """The row of each key, the last where there are several."""

    def __init__(self, rows: Lookup[Row]) -> None:
        self._rows = rows

    def ahead(self, keys: Collection[Any]) -> None:
        """Make the rows of some keys at once."""
        self._rows.ahead(keys)

    def __getitem__(self, key: Any) -> Row:
        return self._rows[key][-1]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
