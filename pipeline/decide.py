"""A judgement from the shell: the mentions are looked up, and what the steward sees is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc

from pipeline.errors import UsageError
from pipeline.release import disk, versions
from pipeline.resolve import judgements
from pipeline.resolve.judgements import Judgement
from pipeline.stages import DECISIONS


def decide(
    left: str,
    right: str,
    verdict: str,
    *,
    because: str,
    steward: str,
    decided_at: datetime,
    curated: Path,
) -> Judgement:
    """Append a judgement to the log, with the titles and the evidence of the latest release.

    Raises:
        UsageError: A mention is not in the latest release, or the verdict is none.
        ReleaseError: There is no release to judge.
    """
    folder = versions.resolve(versions.LATEST, curated)
    first, second = sorted((left, right))
    return judgements.append(
        curated / DECISIONS,
        Judgement(
            decided_at=decided_at.replace(microsecond=0),
            steward=steward,
            left_mention_id=first,
            right_mention_id=second,
            verdict=verdict,
            because=because,
            left_title=_title(folder, first),
            right_title=_title(folder, second),
            evidence_hash=_evidence_hash(folder, first, second),
        ),
    )


def _title(folder: Path, mention_id: str) -> str:
    table = disk.read_table(folder, "mentions", columns=["mention_id", "title"])
    titles = table.filter(pc.equal(table["mention_id"], mention_id))["title"].to_pylist()
    if not titles:
        raise UsageError(
            f"Release {folder.name} has no mention {mention_id!r}. "
            "Copy the two ids from the merge report or from pairs.parquet."
        )
    return str(titles[0])


def _evidence_hash(folder: Path, left: str, right: str) -> str:
    table = disk.read_table(folder, "pairs")
    both = pc.and_(
        pc.equal(table["left_mention_id"], left), pc.equal(table["right_mention_id"], right)
    )
    hashes = table.filter(both)["evidence_hash"].to_pylist()
    return str(hashes[0]) if hashes else ""
