"""A release states its merge error, and a blind answer is an answer like any other, marked."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipeline.decide import decide, sample
from pipeline.errors import UsageError
from pipeline.match.model import shipped
from pipeline.release import show
from pipeline.resolve import blind, judgements
from pipeline.run import run
from pipeline.stages import DECISIONS, Outcome, Request
from tests.pages import Card, page

NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("blind")
    (folder / "pages").mkdir()
    for name, cards in (("a", [Card(1), Card(2)]), ("b", [Card(1, 1), Card(3)])):
        (folder / "pages" / f"{name}.txt").write_text(page(cards), encoding="utf-8")
    curated = folder / "curated"
    return run(Request(as_of=NOW, pages=(folder / "pages",), raw=folder / "raw", curated=curated))


def test_the_merge_error_stands_wherever_a_release_is_read(made: Outcome) -> None:
    stated = json.loads((made.path / "datapackage.json").read_bytes())["release"]["mergeError"]
    assert (stated["basis"], stated["model"]) == ("labelled sets", shipped().name)
    assert 0 < stated["precision"]["low"] <= stated["precision"]["value"] <= 1
    curated = made.path.parents[1]
    said = f"precision {stated['precision']['value']:.3f} ("
    for text in (
        (made.path / "report" / "index.html").read_text(encoding="utf-8"),
        show.render(show.show(curated=curated)),
        made.summary,
        made.markdown,
    ):
        assert said in text
        assert "no blind sample" in text


def test_a_drawn_pair_is_judged_blind_and_no_other(made: Outcome) -> None:
    curated = made.path.parents[1]
    (first, left, right), *_ = sample(curated, 5)
    assert left.endswith(")")
    assert right.endswith(")")
    decide(
        first.right,
        first.left,
        "unsure",
        because="both lack a year",
        steward="s",
        decided_at=NOW,
        curated=curated,
        is_blind=True,
    )
    (kept,) = judgements.read(curated / DECISIONS)
    assert blind.marked(kept) == first
    assert kept.because.endswith("both lack a year")
    with pytest.raises(UsageError, match="no such pair to be judged blind"):
        decide(
            first.left,
            "m-0",
            "same",
            because="",
            steward="s",
            decided_at=NOW,
            curated=curated,
            is_blind=True,
        )
