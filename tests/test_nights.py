"""Night after night: pages come, change and go, stewards answer, and what was promised holds."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipeline
from pipeline.decide import decide
from pipeline.doctor import examine
from pipeline.rebuild import rebuild, text_reader
from pipeline.release import changelog, show, versions
from pipeline.release import diff as comparing
from pipeline.release import replay as replaying
from pipeline.release import why as asking
from pipeline.release.losses import losses
from pipeline.resolve import judgements
from pipeline.run import run
from pipeline.stages import DECISIONS, Outcome, Request
from tests.pages import Card, page

FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
NIGHTS = 10
APART = {"different", "edition", "translation", "companion"}


@dataclass
class Site:
    """A folder of pages that somebody keeps changing, and the releases made of it."""

    folder: Path
    drawn: random.Random
    pages: dict[str, list[Card]]
    gone: dict[str, list[Card]] = field(default_factory=dict)
    said: list[tuple[tuple[str, str], str]] = field(default_factory=list)
    ever: set[str] = field(default_factory=set)
    is_cached: bool = True

    @property
    def curated(self) -> Path:
        return self.folder / "curated"

    @property
    def raw(self) -> Path:
        return self.curated / "raw"

    def run(self, when: datetime) -> Outcome:
        folder = self.folder / "pages"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, cards in self.pages.items():
            (folder / name).write_text(page(cards), encoding="utf-8")
        request = Request(
            as_of=when,
            pages=(folder,),
            raw=self.raw,
            curated=self.curated,
            accept="a test",
            is_cached=self.is_cached,
        )
        return run(request)

    def table(self, name: str, version: str = "latest") -> pd.DataFrame:
        return pipeline.load(name, version, self.curated)

    # ------------------------------------------------------------------- what happens by day

    def change(self) -> None:
        happens = [self.drop, self.bring_back, self.reword, self.add, self.shuffle, self.cut]
        self.drawn.choice(happens)(self.drawn.choice(sorted(self.pages)))

    def drop(self, name: str) -> None:
        if len(self.pages) > 3:
            self.gone[name] = self.pages.pop(name)

    def bring_back(self, _: str) -> None:
        self.pages |= self.gone

    def reword(self, name: str) -> None:
        self.pages[name] = [
            Card(card.work, self.drawn.choice([0, 0, 1, 2])) for card in self.pages[name]
        ]

    def add(self, name: str) -> None:
        cards = [Card(self.drawn.randrange(40), self.drawn.randrange(3)) for _ in range(3)]
        self.pages[f"{name}-more.txt"] = cards

    def shuffle(self, name: str) -> None:
        self.drawn.shuffle(self.pages[name])

    def cut(self, name: str) -> None:
        self.pages[name] = self.pages[name][1:] or self.pages[name]

    def judge(self, when: datetime) -> None:
        mentions, pairs = sorted(self.table("mentions").mention_id), self.table("pairs")
        asked = list(zip(pairs.left_mention_id, pairs.right_mention_id, strict=True))
        for number in range(2):
            is_asked = asked and self.drawn.random() < 0.7
            left, right = self.drawn.choice(asked) if is_asked else self.drawn.sample(mentions, 2)
            verdict = self.drawn.choice(
                ["same", "same", "different", "different", "unsure", "undo", "edition", "companion"]
            )
            decide(
                left,
                right,
                verdict,
                because='a "quoted" reason;\n=1+1',
                steward="s",
                decided_at=when + timedelta(seconds=number),
                curated=self.curated,
            )
            self.said.append((((left, right) if left < right else (right, left)), verdict))


@pytest.fixture(
    scope="module", params=[1, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (2, 3, 4))]
)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    pages = {f"p{n}.txt": [Card(n * 6 + i) for i in range(6)] for n in range(4)}
    pages["q.txt"] = [Card(0, 1), Card(1, 2), Card(2), Card(7, 1), Card(30)]
    made = Site(tmp_path_factory.mktemp("site"), random.Random(request.param), pages)
    for night in range(NIGHTS):
        when = FIRST + timedelta(days=night)
        if night:
            made.change()
            made.judge(when - timedelta(hours=3))
        made.run(when)
        _nothing_new_makes_no_release(made, when)
        _every_id_ever_published_resolves(made)
        _no_judgement_is_lost(made)
    return made


def _nothing_new_makes_no_release(site: Site, when: datetime) -> None:
    again = site.run(when + timedelta(hours=1))
    assert not again.published


def _every_id_ever_published_resolves(site: Site) -> None:
    works = set(site.table("works").work_id)
    site.ever |= works
    ids = sorted(site.ever)
    for old, now in zip(ids, pipeline.resolve_ids(ids, root=site.curated), strict=True):
        assert now is None or now in works, (old, now)


def _no_judgement_is_lost(site: Site) -> None:
    decisions = site.table("decisions")
    assert len(decisions) == len(site.said)
    status = {
        (row.left_mention_id, row.right_mention_id): row.status for row in decisions.itertuples()
    }
    work_of = site.table("mentions").set_index("mention_id").work_id
    pairs = site.table("pairs")
    ids_of = zip(pairs.left_mention_id, pairs.right_mention_id, strict=True)
    bands = dict(zip(ids_of, pairs.band, strict=True))
    for ids, verdict in dict(site.said).items():
        if not set(ids) <= set(work_of.index):
            assert status[ids] == "absent"
            continue
        assert status[ids] in {"applied", "reopened"}
        is_one = work_of[ids[0]] == work_of[ids[1]]
        if verdict in APART:
            assert not is_one
        if verdict == "same" and status[ids] == "applied":
            # else another verdict contradicts it, and then it is asked, not forgotten
            assert is_one or bands[ids] == "review"
        if status[ids] == "applied" and verdict in APART:
            assert bands[ids] == "different"  # and is not asked again


def test_every_release_of_every_night_is_whole(site: Site) -> None:
    assert list(examine(site.curated, site.raw)) == []


def test_every_release_can_be_made_again_after_all_that_came_later(site: Site) -> None:
    for version in versions.releases(site.curated):
        found = replaying.replay(
            version, curated=site.curated, rebuild=rebuild(site.curated, site.raw)
        )
        assert found.is_same, replaying.render(found)


def test_any_two_releases_can_be_compared(site: Site) -> None:
    sides = [
        comparing.stored(versions.resolve(version, site.curated))
        for version in versions.releases(site.curated)[:: NIGHTS // 4]
    ]
    for before in sides:
        for after in sides:
            found = comparing.compare(before, after)
            assert changelog.render(found, losses(before.tables, after.tables))
            assert before is not after or not found


def test_every_work_ever_published_can_be_shown_and_explained(site: Site) -> None:
    for work_id in sorted(site.ever):
        found = asking.why(work_id, curated=site.curated, text_at=text_reader(site.raw))
        assert found.work_id is None or found.origins
        assert all(origin.text for origin in found.origins)
    for version in versions.releases(site.curated):
        assert version in show.render(show.show(version, curated=site.curated))


# ----------------------------------------------------------------------- what people do to files


@pytest.fixture
def small(tmp_path: Path) -> Site:
    pages = {"a.txt": [Card(1), Card(2), Card(3)], "b.txt": [Card(1, 1), Card(4), Card(5)]}
    return Site(tmp_path, random.Random(0), pages)


def _excel(body: bytes) -> bytes:
    """A file as a spreadsheet saves it: a mark, semicolons, CRLF, another order of columns."""
    table = list(csv.reader(io.StringIO(body.decode("utf-8"))))
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([row[::-1] for row in table])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _judged(site: Site, verdict: str, when: datetime) -> tuple[str, str]:
    left, right, *_ = sorted(site.table("mentions").mention_id)
    decide(
        left,
        right,
        verdict,
        because="seen",
        steward="s",
        decided_at=when,
        curated=site.curated,
    )
    return left, right


@pytest.mark.parametrize("saved", [_excel, lambda body: body.replace(b"\n", b"\r\n")])
def test_a_log_saved_by_a_spreadsheet_says_the_same(
    saved: Callable[[bytes], bytes], small: Site
) -> None:
    small.run(FIRST)
    _judged(small, "same", FIRST)
    judged = small.run(FIRST + timedelta(days=1))
    log = small.curated / DECISIONS
    log.write_bytes(saved(log.read_bytes()))
    assert not small.run(FIRST + timedelta(days=2)).published
    found = replaying.replay(
        judged.version, curated=small.curated, rebuild=rebuild(small.curated, small.raw)
    )
    assert found.is_same, replaying.render(found)
    _judged(small, "different", FIRST + timedelta(days=2))
    assert small.run(FIRST + timedelta(days=3)).published
    assert list(examine(small.curated, small.raw)) == []


def test_a_change_of_mind_and_back_within_a_second_is_kept(small: Site) -> None:
    small.run(FIRST)
    for verdict in ("same", "undo", "same"):
        left, right = _judged(small, verdict, FIRST)
    small.run(FIRST + timedelta(days=1))
    work_of = small.table("mentions").set_index("mention_id").work_id
    assert work_of[left] == work_of[right]


def test_a_line_that_stands_twice_counts_once_and_is_no_fault(small: Site) -> None:
    small.run(FIRST)
    _judged(small, "same", FIRST)
    log = small.curated / DECISIONS
    log.write_bytes(log.read_bytes() + log.read_bytes().splitlines(keepends=True)[-1])
    assert len(judgements.read(log)) == 1
    assert list(examine(small.curated, small.raw)) == []
    assert "notice" not in small.run(FIRST + timedelta(days=1)).summary


def test_a_judgement_on_entries_that_are_gone_waits_for_them(small: Site) -> None:
    small.run(FIRST)
    left, right = _judged(small, "same", FIRST)
    pages = dict(small.pages)
    small.pages = {"other.txt": [Card(20), Card(21)]}
    small.run(FIRST + timedelta(days=1))
    assert list(small.table("decisions").status) == ["absent"]
    small.pages = pages
    small.run(FIRST + timedelta(days=2))
    work_of = small.table("mentions").set_index("mention_id").work_id
    assert work_of[left] == work_of[right]


def test_a_page_that_changes_and_changes_back_has_its_works_back(small: Site) -> None:
    small.run(FIRST)
    before, pages = set(small.table("works").work_id), dict(small.pages)
    small.pages = pages | {"a.txt": [Card(9)]}
    small.run(FIRST + timedelta(days=1))
    small.pages = pages
    small.run(FIRST + timedelta(days=2))
    assert set(small.table("works").work_id) == before


def test_a_clock_that_goes_back_does_no_harm(small: Site) -> None:
    small.run(FIRST)
    small.pages["c.txt"] = [Card(11)]
    back = small.run(FIRST - timedelta(days=30))
    assert pipeline.latest(small.curated) == back.version
    assert list(examine(small.curated, small.raw)) == []
    for version in versions.releases(small.curated):
        found = replaying.replay(
            version, curated=small.curated, rebuild=rebuild(small.curated, small.raw)
        )
        assert found.is_same, replaying.render(found)


def test_a_run_without_pages_reads_the_newest_state_of_what_was_given(small: Site) -> None:
    small.run(FIRST)
    small.pages["a.txt"] = [Card(1), Card(2), Card(3), Card(6)]
    small.run(FIRST + timedelta(days=1))
    again = run(Request(as_of=FIRST + timedelta(days=2), raw=small.raw, curated=small.curated))
    assert not again.published


def _digests(site: Site) -> Any:
    return {path.name: path.read_bytes() for path in (site.curated / "latest").glob("*.parquet")}


def test_the_same_pages_and_clock_give_the_same_bytes(small: Site, tmp_path: Path) -> None:
    small.run(FIRST)
    other = Site(tmp_path / "other", random.Random(0), small.pages)
    other.folder.mkdir()
    other.run(FIRST)
    assert _digests(small) == _digests(other)


def test_a_page_that_corrects_a_year_changes_the_work_and_leaves_it_its_id(small: Site) -> None:
    small.run(FIRST)
    before = small.table("works").set_index("work_id")
    small.pages["a.txt"] = [Card(1), Card(2), Card(3, 2)]
    small.run(FIRST + timedelta(days=1))
    changes, after = small.table("changes"), small.table("works").set_index("work_id")
    assert set(before.index) == set(after.index)
    assert set(changes.op) == {"changed"}
    assert set(changes.cause) == {"page"}
    assert list(changes.field) == ["year"]
    (work_id,) = changes.work_id
    assert after.year[work_id] == before.year[work_id] + 1
    small.pages["a.txt"] = [Card(1), Card(2), Card(3)]  # and takes it back
    small.run(FIRST + timedelta(days=2))
    assert small.table("works").set_index("work_id").year[work_id] == before.year[work_id]
    assert list(examine(small.curated, small.raw)) == []
    for version in versions.releases(small.curated):
        found = replaying.replay(
            version, curated=small.curated, rebuild=rebuild(small.curated, small.raw)
        )
        assert found.is_same, replaying.render(found)
