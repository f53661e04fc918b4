"""A judgement from the shell: the mentions are looked up, and what the steward sees is kept."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc

from pipeline.errors import UsageError
from pipeline.model import Decision, Pair
from pipeline.release import disk, manifest, versions
from pipeline.resolve import blind, judgements
from pipeline.resolve.judgements import Judgement
from pipeline.schema import rows
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
    is_blind: bool = False,
) -> Judgement:
    """Append a judgement to the log, with the titles and the evidence of the latest release.

    Args:
        left: A mention; ``right`` is the other, in either order.
        right: See ``left``.
        verdict: One of those that the log knows.
        because: Why.
        steward: Who.
        decided_at: When.
        curated: Folder of releases and of the log.
        is_blind: The steward did not see what matching says of the pair, which ``sample`` drew:
            the line is marked so, and counts for the merge error that releases state.

    Raises:
        UsageError: A mention is not in the latest release, or the verdict is none.
        ReleaseError: There is no release to judge.
    """
    folder = versions.resolve(versions.LATEST, curated)
    first, second = sorted((left, right))
    why = f"{_mark(folder, first, second)} {because}" if is_blind else because
    return judgements.append(
        curated / DECISIONS,
        Judgement(
            decided_at=decided_at.replace(microsecond=0),
            steward=steward,
            left_mention_id=first,
            right_mention_id=second,
            verdict=verdict,
            because=why,
            left_title=_title(folder, first),
            right_title=_title(folder, second),
            evidence_hash=_evidence_hash(folder, first, second),
        ),
    )


def sample(curated: Path, most: int) -> list[tuple[blind.Drawn, str, str]]:
    """Return the blind sample of the latest release, each pair with its titles and years.

    Args:
        curated: Folder of releases.
        most: Pairs of each band.
    """
    folder = versions.resolve(versions.LATEST, curated)
    table = disk.read_table(folder, "mentions", columns=["mention_id", "title", "year"])
    titles = {
        row["mention_id"]: f"{row['title']} ({row['year'] or 'no year'})"
        for row in table.to_pylist()
    }
    drawn = _draw(folder, most)
    return [(each, titles[each.left], titles[each.right]) for each in drawn]


def _draw(folder: Path, most: int) -> list[blind.Drawn]:
    return blind.draw(
        rows(Pair, disk.read_table(folder, "pairs")),
        rows(Decision, disk.read_table(folder, "decisions")),
        release=folder.name,
        model=manifest.read(folder).inputs.model,
        most=most,
    )


def _mark(folder: Path, left: str, right: str) -> str:
    for drawn in _draw(folder, sys.maxsize):
        if (drawn.left, drawn.right) == (left, right):
            return blind.mark(drawn)
    raise UsageError(
        f"Release {folder.name} has no such pair to be judged blind: nothing compared the two, or "
        "a steward judged them before. `collate sample` lists pairs that can be."
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
