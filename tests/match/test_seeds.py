"""Every pair of the five real pages, as the truth beside them has it."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.match import match, records
from pipeline.resolve.clusters import cluster

MAY = {
    "auto": {"same"},
    "auto_or_review": {"same", "review"},
    "different": {"different", "review"},
    "different_or_review": {"different", "review"},
}


@pytest.fixture(scope="module")
def outcome(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What became of each listing and each pair: work of a place, band of a pair of mentions."""
    root = tmp_path_factory.mktemp("run")
    request = stages.Request(
        as_of=datetime(2026, 1, 1, tzinfo=UTC), pages=(seeds,), raw=root / "raw", curated=root
    )
    standards = stages.normalise(stages.read(stages.ingest(request)))
    found = match(records(standards))
    grouped = cluster([standard.mention.mention_id for standard in standards], found.pairs)
    return {
        "mention": {
            f"{listing.page} {listing.ordinal}": standard.mention.mention_id
            for standard in standards
            for listing in standard.listings
        },
        "work": {mention: group[0] for group in grouped.clusters for mention in group},
        "band": {
            f"{pair.left_mention_id} {pair.right_mention_id}": pair.band for pair in grouped.pairs
        },
    }


@pytest.mark.seeds
def test_every_pair_is_as_the_truth_has_it(
    shared: Path, outcome: dict[str, dict[str, str]]
) -> None:
    wrong = []
    with (shared / "truth" / "pairs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sides = [
                f"{row[f'{side}_page']} {row[f'{side}_ordinal']}" for side in ("left", "right")
            ]
            a, b = sorted(outcome["mention"][side] for side in sides)
            is_one = outcome["work"][a] == outcome["work"][b]
            verdict = "same" if is_one else outcome["band"].get(f"{a} {b}", "different")
            if verdict not in MAY[row["expected"]]:
                wrong.append((verdict, row["expected"], row["note"]))
    assert wrong == []


@pytest.mark.seeds
def test_the_68_listings_are_59_works(outcome: dict[str, dict[str, str]]) -> None:
    assert len(outcome["mention"]) == 68
    assert len(set(outcome["work"].values())) == 59
