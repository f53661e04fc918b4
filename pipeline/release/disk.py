"""Writing that survives a crash: files and folders are on the disk before they get a name."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.ingest import store

# Measured on 100,000 and 1,000,000 works; see docs/adr/0013-how-tables-are-written.md.
PARQUET = {"compression": "zstd", "compression_level": 3, "write_statistics": True}
ROWS_PER_GROUP = 65_536
IN_SMALL_GROUPS: Mapping[str, int] = {"places": 8_192}  # read one place at a time


def create(path: Path) -> BinaryIO:
    """Return a new file to write to.

    Raises:
        FileExistsError: It is there already; nothing is ever written over.
    """
    return path.open("xb")


def write(path: Path, body: bytes) -> None:
    """Write a new file, and return when it is on the disk."""
    with create(path) as file:
        file.write(body)
        _flush(file)


def rewrite(path: Path, body: bytes) -> None:
    """Put other bytes in a file's place at one stroke."""
    beside = path.with_name(f".{path.name}-new")
    beside.unlink(missing_ok=True)
    write(beside, body)
    beside.replace(path)
    sync(path.parent)


def write_table(path: Path, table: pa.Table) -> None:
    """Write a new Parquet file, and return when it is on the disk."""
    with create(path) as file:
        rows = IN_SMALL_GROUPS.get(path.stem, ROWS_PER_GROUP)
        pq.write_table(table, file, row_group_size=rows, **PARQUET)
        _flush(file)


def read_table(
    folder: Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    only: tuple[str, str] | None = None,
) -> pa.Table:
    """Return a table of a release.

    Args:
        folder: The release.
        name: The table.
        columns: Those to read; all when not given.
        only: A column and the value it must have; the file's statistics let most go unread.

    Raises:
        ReleaseError: It is not there or is damaged.
    """
    path = folder / f"{name}.parquet"
    filters = [(only[0], "==", only[1])] if only else None
    try:
        if store.is_remote(path):
            with path.open("rb") as file:
                return pq.read_table(file, columns=columns, filters=filters)
        return pq.read_table(path, columns=columns, filters=filters, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(
            f"{folder.name}/{path.name} cannot be read; `collate doctor` says what else is wrong "
            "with the release. Restore it from a copy"
        ) from error


def sync(folder: Path) -> None:
    """Return when the names in ``folder`` are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def point(link: Path, target: str) -> None:
    """Make ``link`` lead to ``target`` at one stroke: at no moment is it missing.

    Raises:
        OSError: ``link`` is a real folder, or the file system has no links.
    """
    beside = link.with_name(f".{link.name}-new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(link)
    sync(link.parent)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
