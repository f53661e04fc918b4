"""What brings a judgement back: another title, year or identifier; and nothing less."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.match import model_file
from pipeline.match.model import Model, shipped
from pipeline.model import Pair, Snapshot
from pipeline.resolve import Judgement, ParentState, Resolution
from pipeline.resolve.heirs import are_alike, heir, heirs
from pipeline.resolve.ledger import replay
from pipeline.stages import Pages, Request
from tests.pages import Card, page

FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
THERE, HERE = page([Card(1), Card(2)]), page([Card(1, 1), Card(3)])


class Nights:
    """Night after night, from pages to groups, with nothing written."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.parent = ParentState()
        self.said: list[Judgement] = []

    def night(self, *pages: str, model: Model | None = None) -> Resolution:
        self.count += 1
        when = FIRST + timedelta(days=self.count)
        path = self.folder / f"{self.count}.toml"
        path.write_text(model_file.text(model or shipped()), encoding="utf-8")
        found = tuple(self._snapshot(text, when) for text in pages)
        standards = stages.normalise(stages.read(Pages(snapshots=found, aside=())))
        matched = stages.match(standards, Request(as_of=when, model=path))
        version = f"2026-11-{self.count:02}.1"
        resolution = stages.resolve_with(standards, matched, self.said, self.parent, version)
        self.parent = ParentState(ledger=resolution.ledger)
        self.titles = {each.mention.mention_id: each.mention.title for each in standards}
        return resolution

    def _snapshot(self, text: str, when: datetime) -> Snapshot:
        return Snapshot(
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            page=f"{self.count}.txt",
            url=None,
            fetched_at=when,
            media_type="text/plain",
            body=text.encode(),
        )

    def judge(self, pair: Pair, verdict: str) -> None:
        self.said.append(
            Judgement(
                decided_at=FIRST + timedelta(days=self.count),
                steward="Steward One",
                left_mention_id=pair.left_mention_id,
                right_mention_id=pair.right_mention_id,
                verdict=verdict,
                because="both are at hand",
                left_title=self.titles[pair.left_mention_id],
                right_title=self.titles[pair.right_mention_id],
                evidence_hash=pair.evidence_hash,
            )
        )


def strongest(found: Resolution) -> Pair:
    return max(found.pairs, key=lambda pair: (pair.weight, pair.left_mention_id))


@pytest.fixture(params=["same", "different"])
def judged(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Nights, Pair, str]:
    nights = Nights(tmp_path)
    pair = strongest(nights.night(THERE, HERE))
    nights.judge(pair, request.param)
    return nights, pair, request.param


def of(found: Resolution, pair: Pair) -> Pair:
    ids = pair.left_mention_id, pair.right_mention_id
    return next(p for p in found.pairs if (p.left_mention_id, p.right_mention_id) == ids)


def test_another_page_time_or_comma_brings_nothing_back(
    judged: tuple[Nights, Pair, str],
) -> None:
    nights, pair, verdict = judged
    comma = HERE.replace(". ", ", ", 1)
    assert comma != HERE
    for pages in ((THERE, HERE), (HERE, THERE), (THERE, comma), (THERE, HERE + "\n\n\n")):
        found = nights.night(*pages)
        assert of(found, pair).band == verdict
        assert [decision.status for decision in found.decisions] == ["applied"]


@pytest.mark.parametrize("towards", [-40.0, 40.0])
def test_other_weights_bring_nothing_back_whatever_they_say(
    judged: tuple[Nights, Pair, str], towards: float
) -> None:
    nights, pair, verdict = judged
    other = replace(
        shipped(), version="next", same=5 + towards, review=towards, floor=min(-60, towards - 4)
    )
    found = nights.night(THERE, HERE, model=other)
    assert of(found, pair).band == verdict
    assert [decision.status for decision in found.decisions] == ["applied"]


def retitled(text: str) -> str:
    return text.replace(": A longer account", ": An account")


def redated(text: str) -> str:
    head, mark, tail = text.partition("Year\n")
    return f"{head}{mark}{int(tail[:4]) + 7}{tail[4:]}"


@pytest.mark.parametrize("change", [retitled, redated])
@pytest.mark.parametrize("verdict", ["same", "different"])
def test_another_title_or_year_brings_it_back_unless_the_weights_say_the_same(
    tmp_path: Path, change: object, verdict: str
) -> None:
    assert callable(change)
    changed = change(HERE)
    assert changed != HERE
    fresh = Nights(tmp_path)
    fresh.night(THERE, HERE)
    alone = strongest(fresh.night(THERE, changed))  # what the weights say with nobody asked
    nights = Nights(tmp_path)
    nights.judge(strongest(nights.night(THERE, HERE)), verdict)
    resolution = nights.night(THERE, changed)
    found = of(resolution, alone)
    assert [decision.status for decision in resolution.decisions] == ["absent"]
    if alone.band == verdict:
        assert found.band == verdict
    else:
        assert found.band == "review"
        assert found.reason.startswith("The entry reads otherwise since Steward One said")
    assert of(nights.night(THERE, changed), alone).band == found.band  # and the next night too
    back = nights.night(THERE, HERE)
    assert [decision.status for decision in back.decisions] == ["applied"]


def test_another_way_to_write_the_title_keeps_the_verdict(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    nights.judge(strongest(nights.night(THERE, HERE)), "different")
    found = nights.night(THERE, HERE.replace("A longer account", "a Longer Account"))
    pair = strongest(found)
    assert (pair.band, pair.reason) == (
        "different",
        "Steward One said different on 2026-11-02: both are at hand",
    )


def test_an_answer_on_the_new_entry_settles_it(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    nights.judge(strongest(nights.night(THERE, HERE)), "different")
    nights.judge(strongest(nights.night(THERE, retitled(HERE))), "same")
    found = strongest(nights.night(THERE, retitled(HERE)))
    assert found.band == "same"


def test_an_undone_verdict_is_not_passed_on(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    pair = strongest(nights.night(THERE, HERE))
    nights.judge(pair, "different")
    nights.judge(pair, "undo")
    assert "Steward" not in strongest(nights.night(THERE, retitled(HERE))).reason


def test_an_entry_of_the_same_title_that_was_there_before_is_no_heir(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    first = nights.night(THERE, HERE, retitled(HERE))
    lives = replay(first.ledger)
    here = [m for m, title in nights.titles.items() if title.endswith("A longer account")]
    left = {m: title for m, title in nights.titles.items() if m not in here}
    assert heirs(first.ledger, left)[here[0]] == ()
    assert set(lives.work) == set(nights.titles)


def test_two_that_could_be_the_heir_are_none() -> None:
    titles = {"a": "Legal review of 2005", "b": "Legal review of 2006"}
    assert heir("Legal review", ["a", "b"], titles) is None
    assert heir("Legal review of 2005", ["b"], titles) == "b"


def test_titles_of_no_words_are_not_alike() -> None:
    assert not are_alike("", "")
    assert not are_alike("!", "Legal review")
