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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.json
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
ReadAll = Callable[[Sequence[Any], Path], Sequence[Sequence[str]] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of a file, not yet read.

    Attributes:
        path: The file, for what is said of a wrong row.
        first: The number of the first row among the file's, from 1.
        read: What makes a row's columns of it.
        read_all: What makes a column of each in ``READ`` of all rows at once, if it can.
    """

    path: Path
    first: int
    read: Callable[[Any], Row]
    rows: tuple[Any, ...]
    read_all: ReadAll | None = None


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
        read_all = json_lines if kind == "json" else None
        first = 1
        while some := tuple(islice(rows, AT_ONCE)):
            yield Batch(path=path, first=first, read=read, rows=some, read_all=read_all)
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
    columns = batch.read_all(batch.rows, batch.path) if batch.read_all else None
    if columns is not None and all(columns[0]):
        return [*map(_of_texts, *columns)]
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


def json_lines(lines: Sequence[tuple[int, Any]], path: Path) -> Sequence[Sequence[str]] | None:
    """Return the texts of many lines of JSON, column by column as in ``READ``.

    Returns:
        ``None`` where a line is not like the first in its names and kinds of values, or is none:
        then they are read one by one, which also says what is wrong where.
    """
    texts = [text.strip() for _, text in lines if isinstance(text, str)]
    schema = _schema(texts[0]) if texts else None
    if len(texts) < len(lines) or not all(text[:1] + text[-1:] == "{}" for text in texts):
        return None
    if schema is None:
        return None
    whole = "\n".join((*texts, "")).encode(errors="replace")
    try:
        table = pa.json.read_json(
            pa.BufferReader(whole),
            pa.json.ReadOptions(use_threads=False, block_size=len(whole) + 1),
            pa.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
        )
    except pa.ArrowException:
        return None
    if len(table) != len(lines):  # two on a line
        return None
    found = dict(zip(_names(tuple(schema.names), path), table.columns, strict=True))
    none = [""] * len(lines)
    return [_tidied(found[name]) if name in found else none for name in READ]


def _schema(line: str) -> pa.Schema | None:
    """Return the names and kinds of the values of a line of JSON, where all are plain."""
    try:
        row = _DECODER.decode(line)
    except (json.JSONDecodeError, RecursionError):
        return None
    kinds = {str: pa.string(), int: pa.int64()}
    if not isinstance(row, dict) or not all(type(value) in kinds for value in row.values()):
        return None
    return pa.schema([(name, kinds[type(value)]) for name, value in row.items()])


def _tidied(column: pa.ChunkedArray) -> list[str]:
    """Return the values of a column as texts; where all are tidy, which most are, as they are."""
    is_tidy = pa.types.is_string(column.type) and all(map(_is_tidy, column.chunks))
    values = column.to_pylist()
    return [value or "" for value in values] if is_tidy else [*map(_text, values)]


def _is_tidy(column: pa.StringArray) -> bool:
    """Tell texts in ASCII with single spaces between words and no other space."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[column.offset :][: len(column) + 1]
    signs = np.frombuffer(data or b"", dtype=np.uint8)
    if ((signs < ord(" ")) | (signs >= 0x80)).any():
        return False
    space = signs == ord(" ")
    given = ends[1:] > ends[:-1]
    first, last = ends[:-1][given], ends[1:][given] - 1
    return not ((space[1:] & space[:-1]).any() or space[first].any() or space[last].any())


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
    if not text.get("rid"):
        raise UsageError(f"{path}, record {at}: has no rid")
    return _of_texts(*(text.get(name, "") for name in READ))


READ = (
    "rid", "source", "title", "year", "author", "abstract", "isbn", "doi", "venue", "volume",
    "number", "pages", "listed_on",
)  # fmt: skip


def _of_texts(
    rid: str,
    source: str,
    title: str,
    year: str,
    authors: str,
    abstract: str,
    isbns: str,
    doi: str,
    venue: str,
    volume: str,
    number: str,
    pages: str,
    listed_on: str,
) -> Record:
    return Record(
        rid=rid,
        source=source,
        title=title,
        year=_year(year),
        authors=authors,
        abstract=abstract,
        isbns=_isbns(isbns),
        doi=doi,
        venue=venue,
        volume=volume,
        number=number,
        page_range=pages,
        pages=frozenset({listed_on}) if listed_on else _NOWHERE,
    )


_NOWHERE: frozenset[str] = frozenset()


@lru_cache(maxsize=10_000)
def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found.group()) if found else None


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
