"""The checked tables of ``pipeline/tables`` that values are read with."""

import csv
from functools import cache

from pipeline.errors import TableError
from pipeline.tables import text


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of the table ``name``, in order.

    Raises:
        TableError: A row is shorter or longer than the heading.
    """
    found = list(csv.DictReader(text(name).splitlines()))
    for at, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise TableError(name, f"line {at} has not as many values as the heading")
    return found


def words(name: str) -> frozenset[str]:
    """Return the words of one list of ``word_lists.csv``.

    >>> "ministry" in words("organisation_heads")
    True
    """
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows("word_lists.csv"):
        if row["list"] in found:
            raise TableError("word_lists.csv", f"the list {row['list']!r} stands twice")
        found[row["list"]] = frozenset(row["words"].split())
    return found
