"""What the project knows as data: one file per subject, one reason per row.

Tables are tab-separated UTF-8 with a header line and no quoting; lines that start with
``#`` are comments. A reader asks for the columns it needs, so that a misspelt header is
found when the table is loaded and not when the value is missed.
"""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from pipeline.errors import TableError

Row = dict[str, str]


def text(table: str) -> str:
    """Return the table ``table`` (a file name such as ``place_aliases.tsv``) as text."""
    return (files(__package__) / table).read_text(encoding="utf-8")


@cache
def rows(table: str, *columns: str) -> tuple[Row, ...]:
    """Return the rows of a table, each with its columns by name.

    Args:
        table: File name in this folder.
        columns: Columns that must exist and may not be empty.

    Raises:
        TableError: A column is missing, a row has another number of cells than the
            header, or a cell that may not be empty is.
    """
    lines = [line for line in text(table).splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    for column in columns:
        if column not in header:
            raise TableError(table, f"column {column!r} is missing")
    found = []
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(header):
            raise TableError(table, f"{line!r} has {len(cells)} cells, the header {len(header)}")
        row = dict(zip(header, cells, strict=True))
        for column in columns:
            if not row[column].strip():
                raise TableError(table, f"{line!r} has no {column}")
        found.append(row)
    return tuple(found)


def words(name: str) -> frozenset[str]:
    """Return the words of one list of ``word_lists.tsv``.

    >>> "ministry" in words("organisation_heads")
    True
    """
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows("word_lists.tsv", "list", "words"):
        if row["list"] in found:
            raise TableError("word_lists.tsv", f"the list {row['list']!r} stands twice")
        found[row["list"]] = frozenset(row["words"].split())
    return found


def fingerprint(*tables: str) -> str:
    """Return a hash of the content of ``tables``, for caches built from them."""
    digest = sha256()
    for table in tables:
        digest.update(table.encode())
        digest.update((files(__package__) / table).read_bytes())
    return digest.hexdigest()
