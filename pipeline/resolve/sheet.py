"""A CSV file that programs append to and people open in spreadsheets."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import DecisionError
from pipeline.ingest import store

DANGEROUS = frozenset("=+-@＝＋－＠")  # what makes a spreadsheet read a cell as a formula
MARK = "'"
TRIES = 50  # to be the next who writes to a file in an object store
Grown = tuple[bytes, bytes, bytes]
LONGEST = 10_000  # characters of a cell
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a file is written: its separator, its columns in order, its line ends."""

    delimiter: str
    columns: tuple[str, ...]
    newline: str


def form(body: bytes, columns: tuple[str, ...]) -> Form:
    """Return the form of a file whose header names ``columns``."""
    first = body.split(b"\n", 1)[0]
    text = body.decode("utf-8-sig", "replace")
    newline = "\r\n" if first.endswith(b"\r") else "\n"
    return Form(delimiter=delimiter(text), columns=columns, newline=newline)


def delimiter(text: str) -> str:
    """Return the separator of a file: the one that its header uses most.

    >>> delimiter("a;b;c")
    ';'
    """
    first, _, rest = text.partition("\n")
    header = rest.partition("\n")[0] if first[:4].lower() == "sep=" else first
    return max(",;\t", key=header.count)


def tidy(text: str) -> str:
    """Return the text on one line: white space and control characters as single spaces.

    What is longer than ``LONGEST`` is cut; readers of CSV refuse cells without bounds.
    """
    cut_off = text[: 2 * LONGEST]
    plain = "".join(" " if unicodedata.category(char) in _CONTROL else char for char in cut_off)
    return " ".join(plain.split())[:LONGEST].rstrip()


def armed(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula.

    >>> armed("=1+1"), armed("it's"), disarmed(armed("'=1+1"))
    ("'=1+1", "it's", "'=1+1")
    """
    return MARK + text if text.lstrip(MARK)[:1] in DANGEROUS else text


def disarmed(text: str) -> str:
    """Return the text less the apostrophe that ``armed`` put before it."""
    is_armed = text.startswith(MARK) and text.lstrip(MARK)[:1] in DANGEROUS
    return text[1:] if is_armed else text


def line(values: Mapping[str, str], known: Form | None, columns: tuple[str, ...]) -> bytes:
    """Return one line in the form of the file, after a header where there is no file yet."""
    shape = known or Form(delimiter=",", columns=columns, newline="\n")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=shape.delimiter, lineterminator=shape.newline)
    if known is None:
        writer.writerow(columns)
    writer.writerow([armed(values.get(column, "")) for column in shape.columns])
    return text.getvalue().encode("utf-8")


def cut(body: bytes) -> tuple[bytes, bytes]:
    """Return the whole lines of a file, and what follows its last newline."""
    end = body.rfind(b"\n") + 1
    return body[:end], body[end:]


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read and append, made if need be, held against other writers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with path.open("a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(file, path):  # else someone put another in its place meanwhile
                file.seek(0)
                yield file
                return


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def write(file: BinaryIO, data: bytes) -> None:
    """Append to an open file and wait until it is on the disk."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())


def grow(path: Path, grown: Callable[[bytes], Grown]) -> bytes:
    """Add to a file, safely beside other writers; return all of it, as it is on the disk then.

    Args:
        path: The file, on this machine or in an object store; made if need be.
        grown: From the bytes of the file to what of them stays, the torn line that goes, and
            what is added. What it raises stops the writing.

    Raises:
        DecisionError: In an object store, others wrote to it all the time.
    """
    if store.is_remote(path):
        return _grow_remotely(path, grown)
    with locked(path) as file:
        body = file.read()
        kept, torn, added = grown(body)
        if torn:
            set_aside(path, torn)
            file.truncate(len(kept))
        try:
            write(file, added)
        except OSError:  # a full disk, say: half a line is worse than none
            file.truncate(len(kept))
            raise
        if not body:
            _sync(path.parent)  # a new file: its name has to last, too
    return kept + added


def _sync(folder: Path) -> None:
    """Return when the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _grow_remotely(path: Path, grown: Callable[[bytes], Grown]) -> bytes:
    """Write the file anew with one line more, if nobody else did since it was read; else again."""
    for _ in range(TRIES):
        before = store.seen(path)
        kept, torn, added = grown(before.body)
        if torn:
            name = f"{path.name}.torn-{hashlib.sha256(torn).hexdigest()[:12]}"
            path.with_name(name).write_bytes(torn)
        try:
            store.swap(path, kept + added, before)
        except store.ChangedError:
            continue
        return kept + added
    raise DecisionError(str(path), 0, "others write to it all the time; the judgement was not kept")


def set_aside(path: Path, fragment: bytes) -> None:
    """Keep a torn line in a file beside the log."""
    with path.with_name(path.name + ".torn").open("ab", buffering=0) as file:
        write(file, fragment + b"\n")
