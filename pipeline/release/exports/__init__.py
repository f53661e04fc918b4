"""A release in the forms that other programs take: rows as CSV or JSON Lines, works as references.

``FORMATS`` is all there is; each writer takes the folder of a release and yields text.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from pipeline.errors import MissingError, UsageError
from pipeline.release import manifest
from pipeline.release.exports import bibtex, csl, ris, tables
from pipeline.release.exports.references import references
from pipeline.release.history import resolve_ids
from pipeline.release.versions import LATEST, resolve

BOM = "\ufeff"

_ROWS: Mapping[str, Callable[..., Iterator[str]]] = {"csv": tables.csv, "jsonl": tables.jsonl}
_REFERENCES: Mapping[str, Callable[..., Iterator[str]]] = {
    "bibtex": bibtex.bibtex,
    "ris": ris.ris,
    "csl": csl.csl,
}
FORMATS = (*_ROWS, *_REFERENCES)


def export(
    form: str,
    *,
    curated: Path | str,
    version: str = LATEST,
    table: str = "works",
    works: Collection[str] = (),
    excel: bool = False,
) -> Iterator[str]:
    """Return the text of an export, piece by piece, so that a large one fits in memory.

    Args:
        form: One of ``FORMATS``.
        curated: The folder of releases.
        version: The release.
        table: For ``csv`` and ``jsonl``; references are always those of ``works``.
        works: Ids of this or of older releases, when not all works are wanted.
        excel: For ``csv``: begin with the mark by which Excel knows UTF-8.

    Raises:
        UsageError: The options do not fit each other, or something has no such name.
    """
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    if excel and form != "csv":
        raise UsageError("--excel is for csv")
    folder = resolve(version, curated)
    only = _known(works, folder.name, curated)
    if form in _REFERENCES:
        if table != "works":
            raise UsageError(f"{form} holds works; for the rows of {table} take csv or jsonl")
        return _REFERENCES[form](references(folder, only))
    known = manifest.read(folder).resources
    if table not in known:
        raise MissingError(
            f"release {folder.name} has no table {table!r}; it has {', '.join(known)}"
        )
    return _marked(_ROWS[form](folder, table, only), excel)


def _known(works: Collection[str], version: str, curated: Path | str) -> list[str] | None:
    """Return what the works that were asked for are called in the release."""
    if not works:
        return None
    now = resolve_ids(works, version, curated)
    for asked, found in zip(works, now, strict=True):
        if found is None:
            raise MissingError(f"release {version} has no work {asked!r}")
    return sorted({found for found in now if found is not None})


def _marked(pieces: Iterator[str], excel: bool) -> Iterator[str]:
    if excel:
        yield BOM
    yield from pieces


def write(pieces: Iterator[str], out: Path) -> int:
    """Write an export to a file, whole or not at all; return its size in bytes.

    Raises:
        UsageError: ``out`` is a folder, or stands in one that is not there.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise UsageError(f"{out} cannot be a file; name one in a folder that is there")
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece.encode("utf-8"))
            size = file.tell()
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return size
