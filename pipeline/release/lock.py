"""One run at a time: a lock on the curated folder that dies with the process holding it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import LockedError
from pipeline.ingest import store
from pipeline.release import lease

_PAUSE = 0.05  # seconds between two tries


@contextmanager
def held(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of ``folder``, waiting for it so many seconds.

    The kernel gives the lock back when the process ends, however it ends, so that a killed
    run never leaves one behind. Readers need no lock: releases do not change. Object stores
    have no such lock; there, see ``lease``.

    Raises:
        LockedError: Another run holds it.
    """
    if store.is_remote(folder):
        with lease.held(folder, wait):
            yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        while not _taken(handle):
            if time.monotonic() >= until:
                raise LockedError(str(folder))
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
