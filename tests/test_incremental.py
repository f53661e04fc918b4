"""A night that uses what earlier nights worked out makes the very release that a full one makes."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import stages
from pipeline.cache import packs
from pipeline.normalise import mention_union
from pipeline.sources import apart
from pipeline.sources.apart import Part
from tests.pages import Card
from tests.test_nights import Site

FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)


def _site(folder: Path, seed: int, size: int, *, is_cached: bool) -> Site:
    drawn = random.Random(seed)
    pages = {
        f"p{n}.txt": [Card(drawn.randrange(size * 4), drawn.choice([0, 0, 1, 2])) for _ in range(6)]
        for n in range(size)
    }
    folder.mkdir()
    return Site(folder, random.Random(seed), pages, is_cached=is_cached)


def _bytes(site: Site) -> dict[str, bytes]:
    latest = site.curated / "latest"
    texts = [latest / "report" / "index.html", latest / "CHANGES.md"]
    return {path.name: path.read_bytes() for path in (*latest.glob("*.parquet"), *texts)}


@pytest.mark.parametrize(
    ("seed", "size", "nights"),
    [
        (1, 4, 4),
        pytest.param(2, 60, 6, marks=pytest.mark.heavy),
        pytest.param(3, 5, 50, marks=pytest.mark.heavy),
    ],
)
def test_a_sequence_of_nights_is_the_same_with_and_without_what_was_kept(
    seed: int, size: int, nights: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = _site(tmp_path / "quick", seed, size, is_cached=True)
    full = _site(tmp_path / "full", seed, size, is_cached=False)
    for night in range(nights):
        when = FIRST + timedelta(days=night)
        if night == nights // 2:
            monkeypatch.setattr(stages, "made_by", lambda: "other code")
        for site in (quick, full):
            if night:
                site.change()
                site.judge(when - timedelta(hours=3))
            site.run(when)
        assert _bytes(quick) == _bytes(full)
    assert not list(full.curated.glob(".cache/*/*"))
    assert list(quick.curated.glob(".cache/*/*"))


def _calls(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, told: Callable[[Any], str]
) -> list[str]:
    """Return a list that grows by what is told of the first argument of each call."""
    seen: list[str] = []
    plain = getattr(module, name)

    def noted(first: Any, *rest: Any) -> Any:
        seen.append(told(first))
        return plain(first, *rest)

    monkeypatch.setattr(module, name, noted)
    return seen


def _page(part: Part) -> str:
    (only,) = part.snapshots
    return only.page


def test_only_what_changed_is_read_and_put_in_standard_form_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = _site(tmp_path / "site", 1, 5, is_cached=True)
    site.pages = {name: [Card(10 * at + n) for n in range(5)] for at, name in enumerate(site.pages)}
    site.run(FIRST)
    read = _calls(monkeypatch, apart, "read_part", _page)
    formed = _calls(monkeypatch, mention_union, "values", lambda listing: listing.title)
    site.run(FIRST + timedelta(hours=1))
    assert (read, formed) == ([], [])
    site.pages["p0.txt"] = [Card(999), *site.pages["p0.txt"]]  # the others move down their page
    site.run(FIRST + timedelta(days=1))
    assert read == ["p0.txt"]
    assert len(formed) == 1


def test_looking_at_a_page_that_is_gone_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "SOME_DEAD", 0)
    site = _site(tmp_path / "site", 1, 5, is_cached=True)
    site.pages = {name: [Card(10 * at + n) for n in range(5)] for at, name in enumerate(site.pages)}
    site.run(FIRST)
    site.pages["p0.txt"] = [Card(999), *site.pages["p0.txt"]]  # what was there is asked again
    site.run(FIRST + timedelta(days=1))
    read = _calls(monkeypatch, apart, "read_part", _page)
    formed = _calls(monkeypatch, mention_union, "values", lambda listing: listing.title)
    site.run(FIRST + timedelta(days=2))
    assert (read, formed) == ([], [])
