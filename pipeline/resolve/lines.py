"""The other files that stewards write: `overrides.csv` and `aliases.csv`.

Append-only like the log of judgements, one line per answer, a later line on the same thing
superseding an earlier one; an empty value takes an answer back. Each line is a row of the
table of the same name, less the columns that a run fills in (``status``, ``line``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import DecisionError, UsageError
from pipeline.model import ALIASED, Alias, Override
from pipeline.normalise.fold import fold
from pipeline.resolve import sheet

Line = TypeVar("Line", Override, Alias)
FILES: Mapping[type, str] = {Override: "overrides.csv", Alias: "aliases.csv"}
_FILLED_IN = frozenset({"status", "line"})
_MAY_BE_EMPTY = frozenset({"because", "value", "mention_id", "seen"})


def read(path: Path, kind: type[Line]) -> tuple[Line, ...]:
    """Return the lines of a file in order; none where there is no file.

    A last line without its newline that cannot be read is what a crash left, and is none.

    Raises:
        DecisionError: A line cannot be read; it names the line.
    """
    try:
        return parse(path.read_bytes(), kind, str(path))
    except FileNotFoundError:
        return ()


def parse(body: bytes, kind: type[Line], name: str) -> tuple[Line, ...]:
    """Return the lines that the bytes of a file hold; see ``read``."""
    return _parsed(body, kind, name)[0]


def append(path: Path, line: Line, check: Callable[[tuple[Line, ...]], None] | None = None) -> Line:
    """Add one line to a file, safely beside other writers; it is on the disk when this returns.

    ``check`` sees the lines while nobody else can write; what it raises stops the writing.

    Raises:
        UsageError: The line is none: something is missing.
        DecisionError: The file cannot be read, so that nothing may be added to it.
    """
    kind = type(line)
    tidy = _tidy(line)

    def grown(body: bytes) -> sheet.Grown:
        found, torn = _parsed(body, kind, str(path))
        if check is not None:
            check(found)
        kept = body[: len(body) - len(torn)]
        known = _form(kept) if kept.strip() else None
        values = {column: _text(getattr(tidy, column)) for column in columns(kind)}
        gap = b"" if not kept or kept.endswith(b"\n") else b"\n"
        return kept, torn, gap + sheet.line(values, known, columns(kind))

    whole = sheet.grow(path, grown)
    return replace(tidy, line=whole.count(b"\n"))


def columns(kind: type[Override] | type[Alias]) -> tuple[str, ...]:
    """Return the columns of a file."""
    return tuple(field.name for field in fields(kind) if field.name not in _FILLED_IN)


def about(line: Override | Alias) -> Hashable:
    """Return what a line is about: a later one on the same supersedes it.

    An override of the same field of a work that has become another meets the other's in
    ``merge``; here two are on one thing only when they say so.
    """
    if isinstance(line, Alias):
        return line.kind, fold(line.text)
    return line.work_id, line.field


def weighed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return all lines; of those on one thing all but the last are superseded."""
    last = {about(line): line for line in lines}
    return tuple(
        line if last[about(line)] is line else replace(line, status="superseded") for line in lines
    )


def _parsed(body: bytes, kind: type[Line], name: str) -> tuple[tuple[Line, ...], bytes]:
    """Return the lines, and a torn last one as it stands."""
    whole, tail = sheet.cut(body)
    try:
        found = tuple(_lines(body, kind, name))
    except DecisionError:
        if not tail:
            raise
        return tuple(_lines(whole, kind, name)), tail
    return found, b""


def _lines(body: bytes, kind: type[Line], name: str) -> Iterator[Line]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = body.count(b"\n", 0, error.start) + 1
        raise DecisionError(name, at, "it is not UTF-8; save it as CSV UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sheet.delimiter(text), strict=True)
    header: list[str] | None = None
    while True:
        at = reader.line_num + 1
        try:
            cells = [sheet.disarmed(cell.strip()) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise DecisionError(name, at, str(error)) from error
        if not any(cells):
            continue
        if header is None:
            header = _header(cells, kind, name, at)
        else:
            yield _line(header, cells, kind, name, at)


def _header(cells: list[str], kind: type[Line], name: str, at: int) -> list[str]:
    found = [cell.casefold() for cell in cells]
    if missing := sorted(set(columns(kind)) - set(found)):
        raise DecisionError(name, at, f"the header lacks {', '.join(missing)}")
    return found


def _line(header: list[str], cells: list[str], kind: type[Line], name: str, at: int) -> Line:
    if len(cells) != len(header):
        raise DecisionError(name, at, f"it has {len(cells)} cells, the header {len(header)}")
    values = dict(zip(header, cells, strict=True))
    try:
        when = datetime.fromisoformat(values["decided_at"])
    except ValueError as error:
        raise DecisionError(name, at, f"{values['decided_at']!r} is no ISO 8601 time") from error
    texts = {column: values[column] for column in columns(kind) if column != "decided_at"}
    zoned = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    line = kind(decided_at=zoned, line=at, **texts)
    if problem := _problem(line):
        raise DecisionError(name, at, problem)
    return line


def _tidy(line: Line) -> Line:
    if line.decided_at.tzinfo is None:
        raise UsageError("an answer needs a time with its zone")
    texts: dict[str, Any] = {
        column: sheet.tidy(getattr(line, column))
        for column in columns(type(line))
        if column != "decided_at"
    }
    tidy = replace(line, decided_at=line.decided_at.astimezone(UTC), status="applied", **texts)
    if problem := _problem(tidy):
        raise UsageError(problem)
    return tidy


def _problem(line: Override | Alias) -> str | None:
    """Say what is wrong with a line, if anything is."""
    for column in columns(type(line)):
        if column not in _MAY_BE_EMPTY and not getattr(line, column):
            return f"it has no {column}"
    if isinstance(line, Alias) and line.kind not in ALIASED:
        return f"{line.kind!r} is nothing that an alias answers; {', '.join(sorted(ALIASED))} are"
    return None


def _form(body: bytes) -> sheet.Form:
    text = body.decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text), delimiter=sheet.delimiter(text)))
    return sheet.form(body, tuple(cell.strip().casefold() for cell in header))


def _text(value: str | datetime) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value
