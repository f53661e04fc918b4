"""A store of results by key: a few Arrow files per section, checked, replaced whole, bounded.

```text
curated/.cache/<what made it>/<section>-<SHA-256 of the file>.arrow
```

A key is a hash of everything that a result depends on but the code, the tables and the
libraries: those name the folder, so that a change of any of them leaves the old results unread
(and they go with the next run that has none of them to read). A file whose bytes are not those
its name says, or whose columns are others, is taken away and counts as absent. A file is only
ever written beside and renamed. Each run adds a file of what was new; when a quarter of the rows
was not asked for, or there are many files, those asked for become one file and the rest goes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

FOLDER = ".cache"
MOST_FILES = 8  # of one section, before they become one
MOST_DEAD = 0.25  # share of a section's rows that a run did not ask for, before they go,
SOME_DEAD = 100  # and so many rows: what goes for a night or two may come back
KEY = pa.binary(16)

Keys = npt.NDArray[np.uint64]  # (n, 2): 128 bits each
Rows = npt.NDArray[np.int64]


def hashed(*parts: bytes) -> bytes:
    """Return the key of some bytes; where one part ends and the next begins counts."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.digest()


class Cache(Protocol):
    """Where a stage asks for what it worked out before."""

    def section(self, name: str, payload: pa.Schema) -> Section:
        """Return the results kept under ``name``, those whose columns are ``payload``."""
        ...


@dataclass(frozen=True, slots=True)
class _Off:
    """Keeps nothing and finds nothing."""

    def section(self, name: str, payload: pa.Schema) -> Section:
        return Section(name=name, payload=payload, folder=None)


OFF: Cache = _Off()


@dataclass(frozen=True, slots=True)
class Store:
    """The store of one state of code, tables and libraries."""

    folder: Path

    @classmethod
    def of(cls, curated: Path, made_by: str) -> Store:
        """Return the store under ``curated`` for what ``made_by`` makes."""
        return cls(curated / FOLDER / hashed(made_by.encode()).hex())

    def section(self, name: str, payload: pa.Schema) -> Section:
        """Return the results kept under ``name``; reads and checks their files."""
        return Section(name=name, payload=payload, folder=self.folder)


@dataclass(frozen=True, slots=True)
class Glance:
    """A cache that is looked into by the way: nothing is kept for it, and nothing goes."""

    cache: Cache

    def section(self, name: str, payload: pa.Schema) -> Section:
        """Return the results kept under ``name``, to be found and never changed."""
        found = self.cache.section(name, payload)
        found.is_fixed = True
        return found


def sweep(curated: Path, keep: Store) -> None:
    """Take away what another state of code, tables or libraries left, or a killed run."""
    for path in (curated / FOLDER).glob("*"):
        if path != keep.folder:
            _take_away(path)
    for path in keep.folder.glob(".*.part"):
        _take_away(path)


@dataclass(slots=True, kw_only=True)
class Section:
    """Results of one kind: find rows by their keys, then say what was new."""

    name: str
    payload: pa.Schema
    folder: Path | None
    is_fixed: bool = field(init=False, default=False)  # nothing is kept in it from now on
    files: list[Path] = field(init=False, default_factory=list)
    _bodies: list[pa.Buffer] = field(init=False, default_factory=list)  # of the files
    _order: Rows = field(init=False)
    _sorted: Keys = field(init=False)

    def __post_init__(self) -> None:
        """Read the files that are whole."""
        for path in sorted(self.folder.glob(f"{self.name}-*.arrow")) if self.folder else ():
            body = _read(path, self._schema)
            if body is None:
                _take_away(path)
            else:
                self.files.append(path)
                self._bodies.append(body)
        keys = _keys_of(self.column("key"))
        self._order = np.argsort(keys[:, 0], kind="stable")
        self._sorted = keys[self._order]

    def __len__(self) -> int:
        return len(self._order)

    @property
    def _schema(self) -> pa.Schema:
        return pa.schema([pa.field("key", KEY), *self.payload])

    def column(self, name: str) -> pa.ChunkedArray:
        """Return a column of all rows, unpacked for each call: let go of it when it is used."""
        at = self._schema.get_field_index(name)
        chunks = (chunk for body in self._bodies for chunk in _unpacked(body, at).chunks)
        return pa.chunked_array(chunks, self._schema.field(at).type)

    def find(self, keys: Keys) -> Rows:
        """Return the row of each key, or -1."""
        if not len(self):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._sorted[:, 0], keys[:, 0]), len(self) - 1)
        return np.where((self._sorted[at] == keys).all(axis=1), self._order[at], -1)

    def keep(self, asked: Rows, keys: Keys, new: Mapping[str, Any]) -> None:
        """Keep new rows beside the old ones; those not ``asked`` for go sooner or later.

        Args:
            asked: Rows that the run asked for and could read; -1 counts as none.
            keys: Those of the new rows, each once.
            new: The new rows by column.
        """
        if self.folder is None or self.is_fixed:
            return
        columns = [
            as_column(keys.astype("<u8", copy=False)),
            *(new[name] for name in self.payload.names),
        ]
        added = pa.table(columns, schema=self._schema)
        is_live = np.zeros(len(self), dtype=bool)
        is_live[asked[asked >= 0]] = True
        live = np.flatnonzero(is_live)
        dead = len(self) - len(live)
        is_replaced = bool((self.find(keys) >= 0).any())
        too_many = dead > max(SOME_DEAD, MOST_DEAD * len(self)) or len(self.files) >= MOST_FILES
        if is_replaced or too_many:
            rows = pa.array(live)
            rest = {each: self.column(each).take(rows) for each in self._schema.names}
            both = pa.concat_tables([pa.table(rest, schema=self._schema), added])
            written = _write(self.folder, self.name, both)
            for path in self.files:
                if written is not None and path != written:
                    _take_away(path)
        elif len(keys):
            _write(self.folder, self.name, added)


def as_keys(keys: Sequence[bytes]) -> Keys:
    """Return keys as numbers."""
    return np.frombuffer(b"".join(keys), dtype="<u8").reshape(-1, 2)


def _keys_of(column: pa.ChunkedArray) -> Keys:
    found = [np.zeros((0, 2), dtype="<u8")]
    for chunk in column.chunks:
        body = np.frombuffer(chunk.buffers()[1], dtype="<u8").reshape(-1, 2)
        found.append(body[chunk.offset : chunk.offset + len(chunk)])
    return np.concatenate(found)


def as_column(values: npt.NDArray[Any]) -> pa.Array:
    """Return rows of numbers as bytes of a fixed width."""
    width = values.dtype.itemsize * int(np.prod(values.shape[1:], dtype=np.int64))
    body = pa.py_buffer(np.ascontiguousarray(values))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), len(values), [None, body])


def _read(path: Path, schema: pa.Schema) -> pa.Buffer | None:
    """Return the bytes of a file that is as it was written, or ``None``.

    That every column can be unpacked is tried one at a time: memory that was never used costs
    more than the work.
    """
    try:
        body = pa.py_buffer(path.read_bytes())
        if _name(path.name.partition("-")[0], body) != path.name:
            return None
        if not pa.ipc.open_file(body).schema.equals(schema):
            return None
        for at in range(len(schema)):
            _unpacked(body, at).validate()
        return None if _unpacked(body, 0).null_count else body
    except (OSError, pa.ArrowException):
        return None


def _unpacked(body: pa.Buffer, at: int) -> pa.ChunkedArray:
    # Threads of Arrow's would each take memory of their own: that costs more than the unpacking.
    options = pa.ipc.IpcReadOptions(included_fields=[at], use_threads=False)
    found: pa.ChunkedArray = pa.ipc.open_file(body, options=options).read_all().column(0)
    return found


def _name(section: str, body: Any) -> str:
    return f"{section}-{hashlib.sha256(body).hexdigest()}.arrow"


def _write(folder: Path, section: str, table: pa.Table) -> Path | None:
    """Write a file at one stroke; a full disk costs the next run time, not this one its release."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(sink, table.schema, options=options) as file:
        file.write_table(table)
    body = sink.getvalue()
    target = folder / _name(section, body)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as written:
            written.write(body)
        Path(name).replace(target)
    except OSError:
        return None
    return target


def _take_away(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
