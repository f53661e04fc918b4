"""Judgements that a release was made with and that the log no longer holds.

`decisions.csv` is only ever appended to, so a line that a release has and the log lacks was
taken away: a file emptied, cut off, or put back from an old backup.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.model import Decision
from pipeline.release import disk, versions
from pipeline.resolve import judgements
from pipeline.schema import rows


def sentences(log: judgements.Log, curated: Path, releases: Iterable[str]) -> tuple[str, ...]:
    """Return what to tell of each release that knows judgements the log lacks.

    Args:
        log: The log as it is now.
        curated: Folder of releases.
        releases: The versions to ask.
    """
    held = {_key(each) for each in log.judgements}
    found: list[str] = []
    for version in releases:
        try:
            table = disk.read_table(versions.resolve(version, curated), "decisions")
        except ReleaseError:
            continue  # said by who checks the releases themselves
        gone = {row.line: row for row in rows(Decision, table) if _key(row) not in held}
        held |= {_key(row) for row in gone.values()}  # told once, by the first that knows it
        if gone:
            first = gone[min(gone)]
            found.append(
                f"decisions.csv lacks {len(gone)} of the judgements that release {version} was "
                f"made with, the first by {first.steward} on {first.decided_at:%Y-%m-%d} "
                f"({first.verdict}). They stand in its decisions table. Put the file back from a "
                "backup, or give them again with `collate decide`."
            )
    return tuple(found)


def _key(judgement: judgements.Judgement | Decision) -> tuple[object, ...]:
    """What of a judgement nothing rewrites; its entries may pass it on to their heirs."""
    return judgement.decided_at.replace(microsecond=0), judgement.steward, judgement.verdict
