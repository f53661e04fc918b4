"""The stewards' log, `curated/decisions.csv`: append-only, one line per verdict.

Later lines supersede earlier ones on the same pair; ``undo`` is a line too, and means that
the pair has no verdict any more. People open the file in spreadsheets, so reading forgives
what those do to it (a byte order mark, CRLF, semicolons, moved columns, a repeated line) and
appending writes in the form the file already has.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import DecisionError, UsageError
from pipeline.model import VERDICTS
from pipeline.resolve import sheet

ALLOWED = VERDICTS | {"undo"}
COLUMNS = (
    "decided_at",
    "steward",
    "left_mention_id",
    "right_mention_id",
    "verdict",
    "because",
    "left_title",
    "right_title",
    "evidence_hash",
)
REQUIRED = frozenset(COLUMNS[:5])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A steward's verdict on a pair: who, when, why, and what they saw.

    ``verdict`` is ``same``, ``different``, ``unsure``, ``undo``, or a relation (``edition``,
    ``translation``, ``part``, ``companion``, ``version``): another work, related so.
    ``line`` is where it stands in the log, from 1; 0 before it is written.
    """

    decided_at: datetime
    steward: str
    left_mention_id: str
    right_mention_id: str
    verdict: str
    because: str = ""
    left_title: str = ""
    right_title: str = ""
    evidence_hash: str = ""
    line: int = 0

    @property
    def pair(self) -> tuple[str, str]:
        """The two mention ids, smaller first."""
        left, right = sorted((self.left_mention_id, self.right_mention_id))
        return left, right


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line that reading set aside, and why; for the run's report."""

    line: int
    reason: str
    text: str
    is_harmless: bool = False  # a copy of another line: nothing is lost by leaving it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The log as read: its judgements in line order, and what was set aside."""

    judgements: tuple[Judgement, ...]
    notes: tuple[Note, ...] = ()
    is_torn: bool = False


def read(path: Path) -> tuple[Judgement, ...]:
    """Return the judgements of the log in line order; none where there is no file.

    Raises:
        DecisionError: A line cannot be read; it names the line.
    """
    return read_log(path).judgements


def read_log(path: Path) -> Log:
    """Return the judgements, with notes on repeated lines and on a torn last line.

    A last line without its newline that lacks cells or cannot be read is what a crash
    leaves; it was never a whole verdict, so it is set aside rather than refused.

    Raises:
        DecisionError: Any other line cannot be read; it names the line.
    """
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        return Log(judgements=())
    return parse(body, str(path))


def parse(body: bytes, name: str = "decisions.csv") -> Log:
    """Return the log that the bytes of a file hold; see ``read_log``."""
    try:
        return _parse(body, name, is_strict=not body.endswith(b"\n"))
    except DecisionError as error:
        whole, tail = sheet.cut(body)
        if not tail:
            raise
        log = _parse(whole, name)
        text = tail.decode("utf-8", "replace")
        torn = Note(line=whole.count(b"\n") + 1, reason=f"torn: {error.reason}", text=text)
        return replace(log, notes=(*log.notes, torn), is_torn=True)


def append(
    path: Path, judgement: Judgement, check: Callable[[Log], None] | None = None
) -> Judgement:
    """Add one line to the log, safely beside other writers; return it as it will be read.

    ``check`` sees the log while nobody else can write to it; what it raises stops the writing.

    The line is on the disk when this returns. White space and control characters in a value
    become single spaces, and a cell is cut at 10,000 characters. A value that a spreadsheet
    would take for a formula is quoted with an apostrophe, which reading takes off again. A
    torn last line is moved to a file beside the log, named ``….torn``.

    Raises:
        UsageError: The judgement is not one: unknown verdict, no id, one id twice, no zone.
        DecisionError: The log cannot be read, so that nothing may be added to it.
    """
    tidy = _checked(judgement)
    whole = sheet.grow(path, lambda body: _grown(body, tidy, str(path), check))
    return replace(tidy, line=whole.count(b"\n"))


def _grown(
    body: bytes, tidy: Judgement, name: str, check: Callable[[Log], None] | None
) -> tuple[bytes, bytes, bytes]:
    """Return the log less a torn line, the torn line, and what to add for the judgement."""
    torn = b""
    log = parse(body, name)
    if check is not None:
        check(log)
    if log.is_torn:
        body, torn = sheet.cut(body)
    values = {column: str(getattr(tidy, column)) for column in COLUMNS}
    values["decided_at"] = tidy.decided_at.isoformat().replace("+00:00", "Z")
    form = _form(body, name) if body.strip() else None
    gap = b"" if not body or body.endswith(b"\n") else b"\n"
    return body, torn, gap + sheet.line(values, form, COLUMNS)


def _checked(judgement: Judgement) -> Judgement:
    if judgement.decided_at.tzinfo is None:
        raise UsageError("a judgement needs a time with its zone")
    texts = {column: sheet.tidy(str(getattr(judgement, column))) for column in COLUMNS[1:]}
    tidy = Judgement(decided_at=judgement.decided_at.astimezone(UTC), **texts)  # type: ignore[arg-type]
    if problem := _problem(tidy):
        raise UsageError(problem)
    return tidy


def _problem(judgement: Judgement) -> str | None:
    """Say what is wrong with a judgement, if anything is."""
    if judgement.verdict not in ALLOWED:
        return f"{judgement.verdict!r} is no verdict; there are {', '.join(sorted(ALLOWED))}"
    if not judgement.left_mention_id or not judgement.right_mention_id:
        return "a mention id is missing"
    if judgement.left_mention_id == judgement.right_mention_id:
        return "a mention cannot be judged against itself"
    return None


def _parse(body: bytes, name: str, *, is_strict: bool = False) -> Log:
    """Read the lines; a strict reading wants every cell of the last one."""
    records = _records(body, name)
    header = next(records, None)
    if header is None:
        return Log(judgements=())
    columns = _columns(header[1], name, header[0])
    found: list[Judgement] = []
    first: dict[Judgement, int] = {}
    last: dict[tuple[str, str], Judgement] = {}
    notes: list[Note] = []
    line, cells = header
    for line, cells in records:
        judgement = _judgement(_named(columns, cells, name, line), name, line)
        act = replace(judgement, line=0)
        if act in first and _is_copy(act, last[act.pair]):
            reason = f"repeats line {first[act]}"
            notes.append(Note(line=line, reason=reason, text=" | ".join(cells), is_harmless=True))
        else:
            found.append(judgement)
            first.setdefault(act, line)
            last[act.pair] = act
    if is_strict and len(cells) < len(columns):
        raise DecisionError(name, line, f"it has {len(cells)} cells of {len(columns)}")
    return Log(judgements=tuple(found), notes=tuple(notes))


def _is_copy(act: Judgement, last: Judgement) -> bool:
    """Tell whether a line that stood before is a copy of it, not a change of mind and back.

    Times are whole seconds: a verdict, its undoing and the verdict again fit into one.
    """
    return act == last or act.decided_at != last.decided_at


def _records(body: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each record that is not blank."""
    text = _text(body, name)
    lines = io.StringIO(text, newline="")
    skipped = 0
    if text[:4].lower() == "sep=":  # a hint that Excel writes and hides
        lines.readline()
        skipped = 1
    reader = csv.reader(lines, delimiter=sheet.delimiter(text), strict=True)
    while True:
        start = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DecisionError(name, start, str(error)) from error
        if any(cell.strip() for cell in cells):
            yield start, [sheet.disarmed(cell.strip()) for cell in cells]


def _text(body: bytes, name: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise DecisionError(name, line, "it is not UTF-8; save it as CSV UTF-8") from error


def _form(body: bytes, name: str) -> sheet.Form:
    line, header = next(_records(body, name))
    return sheet.form(body, tuple(_columns(header, name, line)))


def _columns(header: list[str], name: str, line: int) -> list[str]:
    columns = [cell.casefold() for cell in header]
    if missing := sorted(REQUIRED - set(columns)):
        raise DecisionError(name, line, f"the header lacks {', '.join(missing)}")
    if len(set(columns) - {""}) < len([column for column in columns if column]):
        raise DecisionError(name, line, "the header names a column twice")
    return columns


def _named(columns: list[str], cells: list[str], name: str, line: int) -> Mapping[str, str]:
    if any(cells[len(columns) :]):
        raise DecisionError(name, line, f"it has more than {len(columns)} cells")
    named = dict(zip(columns, cells, strict=False))
    if missing := sorted(column for column in REQUIRED if not named.get(column)):
        raise DecisionError(name, line, f"it has no {', '.join(missing)}")
    return named


def _judgement(cells: Mapping[str, str], name: str, line: int) -> Judgement:
    values = {column: cells.get(column, "") for column in COLUMNS[1:]}
    values["verdict"] = values["verdict"].casefold()
    try:
        decided_at = datetime.fromisoformat(cells["decided_at"])
    except ValueError as error:
        raise DecisionError(name, line, f"{cells['decided_at']!r} is no ISO 8601 time") from error
    if decided_at.tzinfo is None:
        decided_at = decided_at.replace(tzinfo=UTC)
    judgement = Judgement(decided_at=decided_at.astimezone(UTC), line=line, **values)
    if problem := _problem(judgement):
        raise DecisionError(name, line, problem)
    return judgement
