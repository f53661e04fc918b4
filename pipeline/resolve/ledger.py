"""The ledger of identities, replayed: what became of every work id there ever was.

Events, each a ``LedgerRow``; replaying them from the first gives the state of tonight:

- ``mint``: the work begins with the mention that founds it;
- ``split``: the same, for a part of another work (``other_work_id``) that stands alone now;
- ``join``: a mention comes to the work, from ``other_work_id`` or from nowhere;
- ``leave``: no page lists the mention any more;
- ``merge``: the id leads to ``other_work_id`` from now on, as the mention that stands for it
  (``mention_id``) does; written again when that mention moves on;
- ``withdraw``: the id leads nowhere, since no page lists any of its mentions;
- ``restore``: the id is a work again, through ``mention_id``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.errors import ReleaseError
from pipeline.model import LedgerRow, Redirect

_SEATED = frozenset({"mint", "split", "join", "leave", "restore"})


@dataclass(slots=True)
class Lives:
    """Where the replay stands.

    Attributes:
        born: Work id to the number of the event that began it; a smaller one is older.
        founder: Work id to the mention that founded it.
        work: Mention to the work it is in.
        vanished: Mention that no page lists to the work it was in last.
        joined: Mention to the number of the event that brought it where it is.
        retired: Work id that is no work now to its last ``merge`` or ``withdraw``.
        heir: Retired id to the work it was merged into last.
        proxy: Merged id to the mention that stands for it.
        last: The number of the last event.
    """

    born: dict[str, int] = field(default_factory=dict)
    founder: dict[str, str] = field(default_factory=dict)
    work: dict[str, str] = field(default_factory=dict)
    vanished: dict[str, str] = field(default_factory=dict)
    joined: dict[str, int] = field(default_factory=dict)
    retired: dict[str, LedgerRow] = field(default_factory=dict)
    heir: dict[str, str] = field(default_factory=dict)
    proxy: dict[str, str] = field(default_factory=dict)
    last: int = 0


def replay(rows: Iterable[LedgerRow]) -> Lives:
    """Return where the events lead, taken in the order of their numbers.

    Raises:
        ReleaseError: A row is no event: unknown name, or no mention where one is needed.
    """
    lives = Lives()
    for row in sorted(rows, key=lambda row: row.seq):
        record(lives, row)
    return lives


def record(lives: Lives, row: LedgerRow) -> None:
    """Take one event into account."""
    lives.last = row.seq
    if row.event in ("merge", "withdraw"):
        _retire(lives, row)
    elif row.event in _SEATED and row.mention_id is not None:
        _seat(lives, row, row.mention_id)
    else:
        raise ReleaseError(f"row {row.seq} of the ledger cannot be replayed: {row.event!r}")


def _seat(lives: Lives, row: LedgerRow, mention_id: str) -> None:
    if row.event == "leave":
        lives.vanished[mention_id] = lives.work.pop(mention_id, row.work_id)
        return
    if row.event in ("mint", "split"):
        lives.born[row.work_id] = row.seq
        lives.founder[row.work_id] = mention_id
    if row.event == "restore":
        for book in (lives.retired, lives.heir, lives.proxy):
            book.pop(row.work_id, None)
    lives.vanished.pop(mention_id, None)
    lives.work[mention_id] = row.work_id
    lives.joined[mention_id] = row.seq


def _retire(lives: Lives, row: LedgerRow) -> None:
    lives.retired[row.work_id] = row
    if row.other_work_id is not None:
        lives.heir[row.work_id] = row.other_work_id
    if row.mention_id is not None:
        lives.proxy[row.work_id] = row.mention_id


def redirects(lives: Lives) -> tuple[Redirect, ...]:
    """Return where each retired id leads: one hop, to a work of tonight or to none."""
    return tuple(
        Redirect(old_work_id=work_id, work_id=row.other_work_id, since=row.release, why=row.why)
        for work_id, row in sorted(lives.retired.items())
    )
