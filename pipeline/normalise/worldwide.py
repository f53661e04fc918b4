"""Worldwide is a scope: what pages print where a work is about no place in particular."""

from functools import cache

from pipeline.normalise.fold import fold
from pipeline.tables import rows


def is_worldwide(text: str) -> bool:
    """Tell whether a field's value says that a work is about the whole world.

    >>> is_worldwide("World-wide"), is_worldwide("全球"), is_worldwide("Kenya")
    (True, True, False)
    """
    return len(text) < 80 and fold(text) in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(fold(row["name"]) for row in rows("worldwide.tsv", "name", "language"))
