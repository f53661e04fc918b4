"""Releases that somebody cited or shared, and that are never pruned: ``curated/pins.csv``.

A file of lines ``version,pinned_at,because``, only ever added to; a line with an empty reason
takes the pin off again.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest import store
from pipeline.release import disk, manifest
from pipeline.release.versions import resolve
from pipeline.resolve import sheet

PINS = "pins.csv"
COLUMNS = ("version", "pinned_at", "because")


def pinned(curated: Path | str) -> dict[str, str]:
    """Return the pinned versions, each with its reason.

    Raises:
        ReleaseError: The file cannot be read; then nobody knows what may go.
    """
    path = store.folder(curated) / PINS
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        said = {row["version"].strip(): sheet.disarmed(row["because"].strip()) for row in rows}
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, csv.Error, KeyError, AttributeError) as error:
        raise ReleaseError(
            f"{path} cannot be read ({type(error).__name__}); mend it, with the columns "
            f"{', '.join(COLUMNS)}, then run again"
        ) from error
    return {version: because for version, because in said.items() if because}


def pin(version: str, *, because: str, curated: Path | str, now: datetime) -> str:
    """Pin a release, or take the pin off with an empty reason; the caller holds the lock.

    Raises:
        MissingError: There is no such release.
        UsageError: It is to be unpinned, and is not pinned.
    """
    root = store.folder(curated)
    known = pinned(root)
    name = version if version in known and not because else resolve(version, root).name
    if not because and name not in known:
        raise UsageError(f"{name} is not pinned")
    path = root / PINS
    before = store.seen(path) if store.is_remote(root) else None
    old = before.body if before else (path.read_bytes() if path.is_file() else b"")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if not old:
        writer.writerow(COLUMNS)
    pinned_at = manifest.instant(now.replace(microsecond=0))
    writer.writerow([name, pinned_at, sheet.armed(sheet.tidy(because))])
    gap = b"" if not old or old.endswith(b"\n") else b"\n"
    new = old + gap + text.getvalue().encode()
    if before:
        store.swap(path, new, before)
    else:
        disk.rewrite(path, new)
    return name
