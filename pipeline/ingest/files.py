"""Files in `raw/`: written whole or not at all, with instants in one form."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def write(path: Path, body: bytes) -> None:
    """Write a file so that a crash leaves it whole, or as it was before."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def shown(instant: datetime) -> str:
    """Return an instant as files have it.

    >>> shown(datetime(2026, 11, 22, 2, tzinfo=UTC))
    '2026-11-22T02:00:00Z'
    """
    return instant.astimezone(UTC).strftime(UTC_FORMAT)


def instant(text: object) -> datetime:
    """Return the instant that ``shown`` wrote.

    Raises:
        ValueError: It is none.
    """
    return datetime.strptime(str(text), UTC_FORMAT).replace(tzinfo=UTC)
