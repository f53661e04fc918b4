"""`collate match`: merge any table of records, without pages, sources or a release.

A row has ``rid`` and what there is of title, year, author, abstract, isbn, doi, venue, volume,
number, pages, source; other columns are left alone. CSV, JSON Lines and Parquet are told by
the file's extension.
"""

from __future__ import annotations

import csv
import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet

from pipeline.errors import UsageError
from pipeline.match import model, printing
from pipeline.match.columns import Columns, columns
from pipeline.match.groups import Groups, Link, join_along
from pipeline.match.model import Model
from pipeline.match.records import Record
from pipeline.match.scores import Scored
from pipeline.match.verdicts import pairs, score
from pipeline.match.vetoes import VETOES
from pipeline.model import Pair

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
    "pages", "source",
)  # fmt: skip
OTHER_NAMES = {"authors": "author", "issue": "number", "journal": "venue", "id": "rid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of a table: records in, clusters out, pairs kept."""

    records: int
    clusters: int
    merged: int  # records that share their cluster with another
    pairs: int  # compared and not below the floor


def match_file(path: Path | str, out: Path | str, evidence: Path | str | None = None) -> Summary:
    """Read a table of records, group those of one work, and write ``rid`` and ``cluster``.

    Args:
        path: The records.
        out: Where the clusters go; a cluster is named by its smallest ``rid``.
        evidence: Where the compared pairs go, with weight, band, reason and veto.

    Raises:
        UsageError: A file cannot be read or written, or has no usable ``rid``.
    """
    path, out = Path(path), Path(out)
    for target in (out, *([Path(evidence)] if evidence else [])):
        _check_target(target)
    shape = model.shipped()
    with _no_collecting():
        c = columns(_records(path))
    found = score(c, shape)
    groups = _groups(c, found, shape)
    label = dict.fromkeys(c.rids, "")
    for group in groups:
        label |= dict.fromkeys((c.rids[at] for at in group), c.rids[group[0]])
    _write(out, pa.table({"rid": list(label), "cluster": list(label.values())}, schema=_CLUSTERS))
    if evidence:
        _write(Path(evidence), _pairs_table(pairs(c, found, shape)))
    return Summary(
        records=len(c),
        clusters=len(groups),
        merged=sum(len(group) for group in groups if len(group) > 1),
        pairs=len(found),
    )


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Pause the garbage collector: the features of a table make no cycles, but many objects."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_CLUSTERS = pa.schema([("rid", pa.string()), ("cluster", pa.string())])


def _groups(c: Columns, found: Scored, shape: Model) -> list[list[int]]:
    """Return the rows of each group."""
    says = [veto.says for veto in VETOES]
    links = [
        Link(
            left,
            right,
            weight,
            weight >= shape.same and veto < 0,
            says[veto] if veto >= 0 else None,
        )
        for left, right, weight, veto in zip(
            found.left.tolist(),
            found.right.tolist(),
            found.weight.round(3).tolist(),
            found.veto.tolist(),
            strict=True,
        )
    ]
    groups = Groups.of(len(c))
    join_along(groups, links)
    return groups.members()


def _format(path: Path) -> str:
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(FORMATS)
        raise UsageError(f"{path}: no format for {path.suffix or 'no extension'!r}; use {known}")
    return kind


def _check_target(path: Path) -> None:
    _format(path)
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")


def _records(path: Path) -> Iterator[Record]:
    seen: set[str] = set()
    for at, row in enumerate(_rows(path), start=1):
        record = _record(row, path, at)
        if record.rid in seen:
            raise UsageError(f"{path}, record {at}: rid {record.rid!r} stands twice")
        seen.add(record.rid)
        yield record


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    kind = _format(path)
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    try:
        yield from _READERS[kind](path)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 at byte {error.start}") from error
    except (pa.ArrowInvalid, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read as {kind}: {error}") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be opened: {error.strerror or error}") from error


def _delimited(path: Path, delimiter: str) -> Iterator[Mapping[str, Any]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = _delimiter(file.readline(LONGEST_HEAD), delimiter)
        file.seek(0)
        rows = csv.DictReader(file, delimiter=delimiter)
        names = _names(rows.fieldnames or (), path)
        for row in rows:
            yield {names[name]: value for name, value in row.items() if name in names}


LONGEST_HEAD = 100_000  # characters


def _delimiter(head: str, usual: str) -> str:
    """Return what divides the names of a head: spreadsheets write semicolons or tabs as well."""
    names = {*OTHER_NAMES, *COLUMNS}
    found = {mark: _known(head, mark, names) for mark in (usual, ",", ";", "\t", "|")}
    return max(found, key=found.__getitem__)


def _known(head: str, mark: str, names: set[str]) -> int:
    cells = next(csv.reader([head], delimiter=mark), [])
    return sum(cell.strip().lower() in names for cell in cells)


def _json(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for at, row in _objects(file, path):
            if not isinstance(row, dict):
                raise UsageError(f"{path}, line {at}: is no JSON object")
            names = _names(row, path)
            yield {names[name]: value for name, value in row.items() if name in names}


def _objects(file: TextIO, path: Path) -> Iterator[tuple[int, Any]]:
    """Yield each line's value with its number; a file that is one list yields its items."""
    if path.suffix.lower() == ".json" and file.read(1) == "[":
        file.seek(0)
        yield from enumerate(_value(file.read(), path, "the list"), start=1)
        return
    file.seek(0)
    for at, line in enumerate(file, start=1):
        if line.strip():
            yield at, _value(line, path, f"line {at}")


def _value(text: str, path: Path, where: str) -> Any:
    try:
        return json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}, {where}: is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise UsageError(f"{path}, {where}: is nested too deeply") from error


def _whole(digits: str) -> int | str:
    """Return a whole number; one that is too long for a number stays a text."""
    return int(digits) if len(digits) <= 30 else digits


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    with pa.parquet.ParquetFile(path) as file:
        names = _names(file.schema_arrow.names, path)
        for batch in file.iter_batches(columns=list(names), batch_size=10_000):
            for row in batch.to_pylist():
                yield {names[name]: value for name, value in row.items()}


_READERS: Mapping[str, Callable[[Path], Iterator[Mapping[str, Any]]]] = {
    "csv": partial(_delimited, delimiter=","),
    "tsv": partial(_delimited, delimiter="\t"),
    "json": _json,
    "parquet": _parquet,
}


def _names(columns: Iterable[str], path: Path) -> dict[str, str]:
    """Return which of the file's columns are which of ours."""
    found = {name: name.strip().lower() for name in columns if isinstance(name, str)}
    ours = {name: plain for name, plain in found.items() if plain in COLUMNS}
    for name, plain in found.items():
        other = OTHER_NAMES.get(plain)
        if other and other not in ours.values():
            ours[name] = other
    if "rid" not in ours.values():
        raise UsageError(f"{path}: has no column `rid`; each record needs an id")
    return ours


_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")


def _record(row: Mapping[str, Any], path: Path, at: int) -> Record:
    text = {name: _text(row.get(name)) for name in COLUMNS}
    if not text["rid"]:
        raise UsageError(f"{path}, record {at}: has no rid")
    year = _YEAR.search(text["year"])
    isbns = {printing.isbn_key(part): None for part in re.split(r"[,;|\s]+(?=[\d(])", text["isbn"])}
    return Record(
        rid=text["rid"],
        source=text["source"],
        title=text["title"],
        year=int(year.group()) if year else None,
        authors=text["author"],
        abstract=text["abstract"],
        isbns=tuple((isbn, None) for isbn in sorted(isbns) if isbn),
        doi=text["doi"],
        venue=text["venue"],
        volume=text["volume"],
        number=text["number"],
        page_range=text["pages"],
    )


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN is no text
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(_text, value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    # A lone half of a surrogate pair is no character: no file could hold it.
    text = str(value)
    text = text if text.isascii() else text.encode(errors="replace").decode()
    return " ".join(text.split())


def _pairs_table(found: Iterable[Pair]) -> pa.Table:
    rows = [asdict(pair) for pair in found]
    names = ("left_mention_id", "right_mention_id", "weight", "probability", "band", "reason")
    kinds = {"weight": pa.float64(), "probability": pa.float64()}
    columns = (*names, "veto")
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in columns])
    table = pa.Table.from_pylist([{name: row[name] for name in columns} for row in rows], schema)
    return table.rename_columns(["left", "right", *columns[2:]])


def _write(path: Path, table: pa.Table) -> None:
    try:
        _WRITERS[_format(path)](path, table)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error


def _write_json(path: Path, table: pa.Table) -> None:
    with path.open("w", encoding="utf-8") as file:
        for batch in table.to_batches(max_chunksize=10_000):
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in batch.to_pylist())


def _write_delimited(path: Path, table: pa.Table, delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        rows.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=10_000):
            rows.writerows(zip(*batch.to_pydict().values(), strict=True))


def _write_parquet(path: Path, table: pa.Table) -> None:
    pa.parquet.write_table(table, path)


_WRITERS: Mapping[str, Callable[[Path, pa.Table], None]] = {
    "csv": partial(_write_delimited, delimiter=","),
    "tsv": partial(_write_delimited, delimiter="\t"),
    "json": _write_json,
    "parquet": _write_parquet,
}
