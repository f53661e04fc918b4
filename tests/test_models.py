"""A run by other weights than the shipped ones: recorded, told apart, found again by replay."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.match import model_file
from pipeline.match.model import shipped
from pipeline.rebuild import rebuild
from pipeline.release import manifest, versions
from pipeline.release import replay as replaying
from pipeline.run import run
from pipeline.stages import MODELS, Outcome, Request
from tests.pages import Card, page

FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    for name, cards in (("a", [Card(1), Card(2)]), ("b", [Card(1, 1), Card(3)])):
        (tmp_path / "pages" / f"{name}.txt").write_text(page(cards), encoding="utf-8")
    other = replace(shipped(), version="trained", prior=shipped().prior / 2)
    (tmp_path / "trained.toml").write_text(model_file.text(other), encoding="utf-8")
    return tmp_path


def night(folder: Path, number: int, model: str | None = None) -> Outcome:
    return run(
        Request(
            as_of=FIRST + timedelta(days=number),
            pages=(folder / "pages",),
            raw=folder / "raw",
            curated=folder / "curated",
            model=folder / model if model else None,
        )
    )


def again(folder: Path, version: str) -> replaying.Replay:
    curated = folder / "curated"
    return replaying.replay(version, curated=curated, rebuild=rebuild(curated, folder / "raw"))


def test_a_release_names_its_model_and_other_weights_make_another_release(folder: Path) -> None:
    outcomes = [night(folder, 0), night(folder, 1, "trained.toml")]
    assert all(outcome.published for outcome in outcomes)
    stated = [manifest.read(outcome.path) for outcome in outcomes]
    assert [each.inputs.model.split()[0] for each in stated] == [
        shipped().version,
        "trained",
    ]
    assert stated[0].content_digest != stated[1].content_digest


def test_replay_finds_the_model_of_a_release_or_says_that_it_is_another(folder: Path) -> None:
    made = night(folder, 0, "trained.toml")
    (folder / "trained.toml").unlink()
    assert again(folder, made.version).is_same
    shutil.rmtree(folder / "curated" / MODELS)
    found = again(folder, made.version)
    assert not found.is_same
    assert any(line.startswith("model was trained") for line in found.inputs)


def test_a_model_that_is_none_stops_the_run_before_anything_is_published(folder: Path) -> None:
    with pytest.raises(UsageError, match="no model"):
        night(folder, 0, "pages/a.txt")
    assert versions.latest(folder / "curated") is None
