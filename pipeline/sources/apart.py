"""Reading the pages of one source in a process of its own, under limits that hold.

A page is what a stranger wrote: reading it may hang, crash a library or take all memory. The
process is then ended, the page is set aside with the reason, and the next page is read by another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.errors import PageError, ReaderError
from pipeline.helpers import Helper, LostError, helper
from pipeline.model import Reading, Snapshot
from pipeline.sources import read_page
from pipeline.telling import advance

Read = Reading | PageError

MEMORY = 4 << 30  # bytes of address space; the largest page allowed takes a third of it
GIVEN_UP = 3  # pages that cost a process each; the rest of the part is then not tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long reading may take.

    Attributes:
        page: Seconds for one page.
        part: Seconds for all pages that are read one after the other.
    """

    page: float = 60.0
    part: float = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some pages of one source, the work of one task; it can be sent to another machine."""

    source: str  # the folder of `raw` that its pages are kept in
    number: int
    of: int
    snapshots: tuple[Snapshot, ...]

    @property
    def name(self) -> str:
        """What people call it, ``icat`` or ``icat 2 of 7``."""
        return self.source if self.of == 1 else f"{self.source} {self.number} of {self.of}"


def read_part(
    part: Part, limits: Limits, read: Callable[[Snapshot], Reading] = read_page
) -> list[Read]:
    """Return each page as its source reads it, or why it cannot be read, in order."""
    found: list[Read] = []
    lost = 0
    end = time.monotonic() + limits.part
    with helper(MEMORY) as other:
        for snapshot in part.snapshots:
            left = end - time.monotonic()
            if lost >= GIVEN_UP:
                reason = f"not tried: {GIVEN_UP} pages of {part.name} had cost their readers"
                found.append(ReaderError(snapshot.page, reason))
            elif left <= 0:
                reason = f"not tried: reading {part.name} took more than {limits.part:g} s"
                found.append(ReaderError(snapshot.page, reason))
            else:
                found.append(_read(other, snapshot, min(limits.page, left), read))
            advance("read")
            lost += isinstance(found[-1], ReaderError)
    return found


def _read(
    other: Helper, snapshot: Snapshot, seconds: float, read: Callable[[Snapshot], Reading]
) -> Read:
    try:
        reading = other.ask(read, snapshot, seconds)
    except LostError as error:
        return ReaderError(snapshot.page, f"reading it failed: {error}; please report the page")
    except PageError as error:
        return error
    except Exception as error:  # noqa: BLE001  our own fault must not cost the other pages
        reason = f"reading it failed ({type(error).__name__}: {error}); please report the page"
        return PageError(snapshot.page, reason)
    return replace(reading, snapshot=snapshot)
