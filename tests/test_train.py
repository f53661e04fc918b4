"""`collate train`: what stewards said, as the releases show it, and what is left out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import tables
from pipeline.decide import decide
from pipeline.errors import UsageError
from pipeline.match import model_file
from pipeline.match.model import shipped
from pipeline.release import disk
from pipeline.run import run
from pipeline.stages import Request
from pipeline.train import Plan, stewards, train
from tests.benchmarks import planted
from tests.pages import Card, page

FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
DAY = date(2026, 11, 2)


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, three verdicts on its pairs, and a release in which one of them is gone."""
    folder = tmp_path_factory.mktemp("train")
    pages, curated = folder / "pages", folder / "curated"
    pages.mkdir()
    for night in range(2):
        works = {"a": [1, 2, 3], "b": [1, 2, 3]} if night == 0 else {"a": [1, 3], "b": [1]}
        for name, cards in works.items():
            text = page(Card(work, int(name == "b")) for work in cards)
            (pages / f"{name}.txt").write_text(text, encoding="utf-8")
        when = FIRST + timedelta(days=night)
        run(
            Request(
                as_of=when, pages=(pages,), raw=folder / "raw", curated=curated, accept="a test"
            )
        )
        if night == 0:
            found = disk.read_table(curated / "latest", "pairs").to_pylist()
            ranked = sorted(found, key=lambda row: -row["weight"])
            for at, (row, verdict) in enumerate(
                zip(ranked, ("same", "same", "different"), strict=False)
            ):
                decide(
                    row["left_mention_id"],
                    row["right_mention_id"],
                    verdict,
                    because="a test",
                    steward="s",
                    decided_at=when + timedelta(minutes=at),
                    curated=curated,
                )
    return curated


def test_every_decision_in_force_is_an_example_with_the_evidence_it_had(curated: Path) -> None:
    found = stewards(curated, shipped())
    assert found.said == {"same": 2, "different": 1}
    assert (found.left_out, found.not_found) == (0, 0)
    assert found.examples.same.tolist().count(True) == 2
    assert (found.first, found.last) == (FIRST.date(), FIRST.date())
    assert (found.examples.levels >= 0).any(axis=1).all()


def test_what_stands_only_on_pages_that_merging_is_measured_on_is_left_out(
    curated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {
        row["snapshot_sha256"]
        for version in ("2026-11-01.1", "2026-11-02.1")
        for row in disk.read_table(curated / "releases" / version, "listings").to_pylist()
    }
    rows = [{"sha256": sha256, "note": "a test"} for sha256 in shown]
    monkeypatch.setattr("pipeline.tables.rows", lambda *_: rows)
    found = stewards(curated, shipped())
    assert (found.left_out, len(found.examples.same)) == (3, 0)


@pytest.mark.seeds
def test_the_real_pages_are_held_back(seeds: Path) -> None:
    import hashlib

    held = {row["sha256"] for row in tables.rows("held_back.tsv", "sha256", "note")}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in seeds.iterdir()} == held


def test_too_few_decisions_are_refused(curated: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There are 2 pairs of one work and 1 of others"):
        train(Plan(on=DAY, curated=curated), tmp_path / "model.toml")
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def planted_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sets") / "planted.jsonl"
    lines = (json.dumps(row) + "\n" for row in planted.rows(400))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_the_next_model_is_written_with_a_card_and_can_be_used(
    curated: Path, planted_set: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model.toml"
    card = train(Plan(on=DAY, sets=(planted_set,), curated=curated), out)
    found = model_file.read(out)
    assert found.version != shipped().version
    assert out.read_text(encoding="utf-8").startswith(
        f"# Model {found.version}, trained 2026-11-02"
    )
    for said in (
        f"from {shipped().name}",
        "planted: 400 records of ",
        "stewards' decisions: 1 different, 2 same, 2026-11-01 to 2026-11-01",
        "planted, part 5: precision ",
        "etter where held out",
        "moved by more than a bit",
    ):
        assert said in card


def test_a_model_is_never_written_over(planted_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.toml"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="never written over"):
        train(Plan(on=DAY, sets=(planted_set,)), out)
    assert out.read_text(encoding="utf-8") == "mine"
