"""One run at a time where there is no lock: an object that says who is at work, and until when.

``.lock`` under the curated address is written under ``If-Match``, so that of two who reach for
it one gets it. Whoever holds it writes it anew every minute; once it is older than ``LASTS``
seconds *by the store's own clock*, its holder is dead and the next may take it. So a run that
lost its network may find its lease gone: it asks with ``confirm`` before it makes anything
visible. Should even that fail, the pointer is written under ``If-Match`` too (see ``remote``).
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import LockedError
from pipeline.ingest import store
from pipeline.ingest.store import ChangedError, Seen

LASTS = 300.0  # seconds that a lease outlives its last sign of life
BEAT = 60.0  # seconds between two signs of life
PAUSE = 0.5  # seconds between two tries
_HELD: dict[str, _Lease] = {}


class _Lease:
    """A lease of this process."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._holder: str | None = uuid.uuid4().hex
        self._count = 0
        self._now = Seen(body=b"", tag=None)
        self._guard = threading.Lock()

    def take(self) -> bool:
        """Try to get it; tell whether it is ours."""
        there = store.seen(self._place)
        if there.tag is not None and not _is_free(there.body):
            old = store.age(self._place)
            if old is not None and old <= LASTS:
                return False
        try:
            self._write(there)
        except ChangedError:
            return False
        return True

    def renew(self) -> None:
        """Give a sign of life.

        Raises:
            ChangedError: Somebody else took it.
        """
        with self._guard:
            self._write(self._now)

    def give_back(self) -> None:
        """Let the next one have it at once."""
        with self._guard:
            self._holder = None
            try:
                self._write(self._now)
            except ChangedError:
                return  # it is somebody else's already

    def _write(self, before: Seen) -> None:
        self._count += 1  # no two signs are the same bytes, so no two have one tag
        stamp = f"{self._count}-{uuid.uuid4().hex[:8]}"
        body = json.dumps({"holder": self._holder, "stamp": stamp}).encode()
        self._now = Seen(body=body, tag=store.swap(self._place, body, before))


@contextmanager
def held(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the lease of an address, waiting for it so many seconds.

    Raises:
        LockedError: Another run holds it.
    """
    lease = _Lease(folder / ".lock")
    until = time.monotonic() + wait
    while not lease.take():
        if time.monotonic() >= until:
            raise LockedError(str(folder))
        time.sleep(PAUSE)
    ended = threading.Event()
    beating = threading.Thread(target=_beat, args=(lease, ended), daemon=True)
    beating.start()
    _HELD[str(folder)] = lease
    try:
        yield
    finally:
        del _HELD[str(folder)]
        ended.set()
        beating.join()
        lease.give_back()


def confirm(folder: Path) -> None:
    """Return when the lease is ours for ``LASTS`` seconds more.

    Raises:
        LockedError: It is not, or not any more.
    """
    lease = _HELD.get(str(folder))
    try:
        if lease is None:
            raise LockedError(str(folder))
        lease.renew()
    except ChangedError as error:
        raise LockedError(str(folder)) from error


def _beat(lease: _Lease, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        try:
            lease.renew()
        except ChangedError:
            return  # `confirm` will say so
        except OSError:
            continue  # the network may come back before the lease runs out


def _is_free(body: bytes) -> bool:
    try:
        return json.loads(body)["holder"] is None
    except (ValueError, KeyError, TypeError):
        return False
