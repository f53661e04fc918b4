"""Tables of records as files: cheap to cut into batches, and a batch read into records.

A row has ``rid`` and what there is of title, year, author, abstract, isbn, doi, venue, volume,
number, pages, source, ``listed_on`` (a page, which lists a work once), and ``cluster`` in a
labelled set; other columns are left alone. CSV, JSON Lines and Parquet are told by the file's
extension.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet

from pipeline.errors import UsageError
from pipeline.match import printing
from pipeline.match.records import Record

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".parquet": "parquet",
}
COLUMNS = (
    "rid", "title", "year", "author", "abstract", "isbn", "doi", "venue", "volume", "number",
    "pages", "source", "listed_on", "cluster",
)  # fmt: skip
OTHER_NAMES = {"authors": "author", "issue": "number", "journal": "venue", "id": "rid"}
AT_ONCE = 5_000  # rows of a batch

Row = Mapping[str, Any]
Rows = tuple[Callable[[Any], Row], Iterator[Any]]  # how one is read, and they all


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of a file, not yet read.

    Attributes:
        path: The file, for what is said of a wrong row.
        first: The number of the first row among the file's, from 1.
        read: What makes a row's columns of it.
    """

    path: Path
    first: int
    read: Callable[[Any], Row]
    rows: tuple[Any, ...]


def format_of(path: Path) -> str:
    """Return what a file is written as.

    Raises:
        UsageError: Its extension says nothing.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(FORMATS)
        raise UsageError(f"{path}: no format for {path.suffix or 'no extension'!r}; use {known}")
    return kind


def batches(path: Path) -> Iterator[Batch]:
    """Yield the rows of a file in batches.

    Raises:
        UsageError: The file cannot be read, or has no column ``rid``.
    """
    kind = format_of(path)
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    try:
        read, rows = _READERS[kind](path)
        first = 1
        while some := tuple(islice(rows, AT_ONCE)):
            yield Batch(path=path, first=first, read=read, rows=some)
            first += len(some)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 at byte {error.start}") from error
    except (pa.ArrowInvalid, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read as {kind}: {error}") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be opened: {error.strerror or error}") from error


def records(batch: Batch) -> list[Record]:
    """Return the records of a batch.

    Raises:
        UsageError: A row cannot be read, or has no ``rid``.
    """
    return [
        record(batch.read(row), batch.path, at) for at, row in enumerate(batch.rows, batch.first)
    ]


# --------------------------------------------------------------------------- delimited


def _delimited(path: Path, delimiter: str) -> Rows:
    csv.field_size_limit(10_000_000)
    rows = _cells(path, delimiter)
    names = _names(tuple(next(rows, ())), path)
    return partial(_of_cells, names), filter(None, rows)


def _cells(path: Path, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = _delimiter(file.readline(LONGEST_HEAD), delimiter)
        file.seek(0)
        yield from csv.reader(file, delimiter=delimiter)


def _of_cells(names: tuple[str, ...], cells: Iterable[Any]) -> Row:
    return dict(zip(names, cells, strict=False))  # a short row lacks its last columns


LONGEST_HEAD = 100_000  # characters


def _delimiter(head: str, usual: str) -> str:
    """Return what divides the names of a head: spreadsheets write semicolons or tabs as well."""
    names = {*OTHER_NAMES, *COLUMNS}
    found = {mark: _known(head, mark, names) for mark in (usual, ",", ";", "\t", "|")}
    return max(found, key=found.__getitem__)


def _known(head: str, mark: str, names: set[str]) -> int:
    cells = next(csv.reader([head], delimiter=mark), [])
    return sum(cell.strip().lower() in names for cell in cells)


# --------------------------------------------------------------------------- JSON


def _json(path: Path) -> Rows:
    return partial(_of_json, path), _values(path)


def _values(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield each line with its number, unread; of a file that is one list, its items."""
    with path.open(encoding="utf-8-sig") as file:
        if path.suffix.lower() == ".json" and file.read(1) == "[":
            yield from _items(file, path)
            return
        file.seek(0)
        for at, line in enumerate(file, start=1):
            if line.strip():
                yield at, line


def _items(file: TextIO, path: Path) -> Iterator[tuple[int, Any]]:
    file.seek(0)
    for at, item in enumerate(_value(file.read(), path, "the list"), start=1):
        yield at, item if isinstance(item, dict) else [item]


def _of_json(path: Path, line: tuple[int, Any]) -> Row:
    at, text = line
    row = _value(text, path, f"line {at}") if isinstance(text, str) else text
    if not isinstance(row, dict):
        raise UsageError(f"{path}, line {at}: is no JSON object")
    names = _names(tuple(row), path)
    return dict(zip(names, row.values(), strict=True))


def _whole(digits: str) -> int | str:
    """Return a whole number; one that is too long for a number stays a text."""
    return int(digits) if len(digits) <= 30 else digits


_DECODER = json.JSONDecoder(parse_int=_whole)


def _value(text: str, path: Path, where: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}, {where}: is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise UsageError(f"{path}, {where}: is nested too deeply") from error


# --------------------------------------------------------------------------- Parquet


def _parquet(path: Path) -> Rows:
    with pa.parquet.ParquetFile(path) as file:
        found = tuple(file.schema_arrow.names)
    names = _names(found, path)
    wanted = [name for name, ours in zip(found, names, strict=True) if ours]
    return partial(_of_cells, tuple(filter(None, names))), _parquet_rows(path, wanted)


def _parquet_rows(path: Path, wanted: list[str]) -> Iterator[tuple[Any, ...]]:
    with pa.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=wanted, batch_size=AT_ONCE):
            held = batch.to_pydict()
            yield from zip(*(held[name] for name in wanted), strict=True)


_READERS: Mapping[str, Callable[[Path], Rows]] = {
    "csv": partial(_delimited, delimiter=","),
    "tsv": partial(_delimited, delimiter="\t"),
    "json": _json,
    "parquet": _parquet,
}


# --------------------------------------------------------------------------- columns and values


@lru_cache(maxsize=1000)
def _names(columns: tuple[Any, ...], path: Path) -> tuple[str, ...]:
    """Return what we call each of the file's columns; "" where it is none of ours."""
    plain = [name.strip().lower() if isinstance(name, str) else "" for name in columns]
    ours = [name if name in COLUMNS else "" for name in plain]
    for at, name in enumerate(plain):
        other = OTHER_NAMES.get(name)
        if other and other not in ours:
            ours[at] = other
    if "rid" not in ours:
        raise UsageError(f"{path}: has no column `rid`; each record needs an id")
    return tuple(ours)


_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
_BEFORE_AN_ISBN = re.compile(r"[,;|\s]+(?=[\d(])")


def record(row: Row, path: Path, at: int) -> Record:
    """Return the record of a row.

    Raises:
        UsageError: It has no ``rid``.
    """
    text = {name: _text(value) for name, value in row.items() if name}
    get = text.get
    rid = get("rid", "")
    if not rid:
        raise UsageError(f"{path}, record {at}: has no rid")
    year = _YEAR.search(get("year", ""))
    return Record(
        rid=rid,
        source=get("source", ""),
        title=get("title", ""),
        year=int(year.group()) if year else None,
        authors=get("author", ""),
        abstract=get("abstract", ""),
        isbns=_isbns(get("isbn", "")),
        doi=get("doi", ""),
        venue=get("venue", ""),
        volume=get("volume", ""),
        number=get("number", ""),
        page_range=get("pages", ""),
        pages=frozenset({get("listed_on", "")} - {""}),
    )


def _isbns(text: str) -> tuple[tuple[str, None], ...]:
    if not text:
        return ()
    found = {printing.isbn_key(part) for part in _BEFORE_AN_ISBN.split(text)}
    return tuple((isbn, None) for isbn in sorted(found) if isbn)


def _text(value: Any) -> str:
    if isinstance(value, str):
        # A lone half of a surrogate pair is no character: no file could hold it.
        text = value if value.isascii() else value.encode(errors="replace").decode()
        return " ".join(text.split())
    if value is None or value != value:  # NaN is no text
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(_text, value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return _text(value.decode(errors="replace"))
    return _text(str(value))
