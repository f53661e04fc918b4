"""How fetching ended, source by source: data for whoever goes on, and a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.ingest.snapshots import SetAside

STATES = ("fetched", "unchanged", "skipped", "stale", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How fetching one source ended, and what of it stands.

    Attributes:
        source: Name in ``sources.toml``.
        state: ``fetched`` (every page came, and some are new), ``unchanged`` (every page came,
            none is new), ``skipped`` (not due yet; what stands is as it was), ``stale`` (not
            every page came as it should; older pages stand in for those) or ``failed`` (the
            same, and there is nothing older).
        reason: Why, in a sentence for people; ``""`` where it was fetched or unchanged.
        pages: How many pages of the source stand now; ``snapshots.current`` gives them.
        new: How many of them were never seen before.
        last_good_at: When the oldest part of what stands was last fetched whole, UTC; ``None``
            where it never was.
        aside: Pages that came and were kept, but do not count: errors, log-in pages, empty ones.
    """

    source: str
    state: str
    reason: str = ""
    pages: int = 0
    new: int = 0
    last_good_at: datetime | None = None
    aside: tuple[SetAside, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether what stands is what the source should hold now."""
        return self.state in ("fetched", "unchanged", "skipped")

    def age(self, now: datetime) -> timedelta | None:
        """Return how old the oldest part of what stands is; ``None`` where nothing stands."""
        return None if self.last_good_at is None else now - self.last_good_at


def table(ended: Sequence[Fetched], now: datetime) -> str:
    """Return one line per source for a terminal; ``""`` where nothing was to be fetched.

    >>> print(table([Fetched(source="a", state="failed", reason="it answered 500")],
    ...             datetime(2026, 11, 22)))
    source  state   pages  new  age  reason
    a       failed      0    0       it answered 500
    """
    if not ended:
        return ""
    head = ("source", "state", "pages", "new", "age", "reason")
    rows = [head, *(_cells(each, now) for each in ended)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(_line(row, widths) for row in rows)


def age_shown(age: timedelta | None) -> str:
    """Return an age as people say it.

    >>> age_shown(timedelta(days=3, hours=2)), age_shown(timedelta(minutes=5)), age_shown(None)
    ('3 d', '5 min', '')
    """
    if age is None:
        return ""
    seconds = max(0, int(age.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds // 60} min"


def _cells(each: Fetched, now: datetime) -> tuple[str, ...]:
    return (
        each.source,
        each.state,
        str(each.pages),
        str(each.new),
        age_shown(each.age(now)),
        each.reason,
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, state, pages, new, age, reason = row
    cells = (
        name.ljust(widths[0]),
        state.ljust(widths[1]),
        pages.rjust(widths[2]),
        new.rjust(widths[3]),
        age.rjust(widths[4]),
        reason,
    )
    return "  ".join(cells).rstrip()
