"""A page whose reading hangs or crashes costs itself and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.cache import OFF, Store
from pipeline.errors import PageError, ReaderError
from pipeline.model import Reading
from pipeline.sources.apart import Limits, Part, read_part
from pipeline.sources.readings import PART, completed, plan
from pipeline.stages import Pages
from tests.sources.odd import CRASHES, HANGS, RAISES, odd
from tests.sources.pages import snapshot

CARD = "Title {0}\n\nWhat {0} is about.\n\nCountry\nGhana\nRegion\nAfrica\nYear\n2014\n\n"
GOOD = "".join(CARD.format(word) for word in ("one", "two", "three"))


def part(*names: str) -> Part:
    pages = tuple(snapshot(f"{name}\n\n{GOOD}", page=name) for name in names)
    return Part(source="site", number=1, of=1, snapshots=pages)


def told(names: tuple[str, ...], limits: Limits) -> list[str]:
    found = read_part(part(*names), limits, read=odd)
    return ["read" if isinstance(each, Reading) else each.reason for each in found]


def test_a_reader_that_hangs_crashes_or_fails_costs_its_page_alone() -> None:
    a, hung, b, crashed, failed, c = told(
        ("a", HANGS, "b", CRASHES, RAISES, "c"), Limits(page=1, part=60)
    )
    assert (a, b, c) == ("read", "read", "read")
    assert hung == "reading it failed: it took more than 1 s; please report the page"
    assert "its process ended (SIGSEGV)" in crashed
    assert "ZeroDivisionError: no such page" in failed


def test_a_source_whose_pages_cost_three_readers_is_given_up() -> None:
    names = (CRASHES, CRASHES, "a", CRASHES, "b", "c")
    *_, third, b, c = told(names, Limits())
    assert "SIGSEGV" in third
    assert b == c == "not tried: 3 pages of site had cost their readers"


def test_a_part_has_a_time_of_its_own() -> None:
    found = told((HANGS, "a", "b"), Limits(page=60, part=0.5))
    assert "it took more than 0." in found[0]
    assert found[1:] == ["not tried: reading site took more than 0.5 s"] * 2


def test_a_large_source_is_read_in_parts_and_every_page_once(tmp_path: Path) -> None:
    one = snapshot(GOOD)
    pages = [
        replace(one, sha256=f"{at:064}", path=tmp_path / ("b" if at % 3 else "a") / str(at))
        for at in range(PART * 3)
    ]
    parts = plan(pages, OFF).parts
    assert [each.name for each in parts] == ["a", "b 1 of 2", "b 2 of 2"]
    assert sorted(page.sha256 for each in parts for page in each.snapshots) == [
        page.sha256 for page in pages
    ]


@pytest.mark.parametrize("reason", ["it took too long"])
def test_what_a_lost_reader_says_is_not_kept(reason: str, tmp_path: Path) -> None:
    pages = [snapshot("one"), snapshot("two")]
    cache = Store(tmp_path)
    begun = plan(pages, cache)
    made = [[ReaderError(pages[0].page, reason), PageError(pages[1].page, "no page")]]
    assert len(completed(begun, made)) == 2
    (again,) = plan(pages, cache).parts
    assert [page.sha256 for page in again.snapshots] == [begun.parts[0].snapshots[0].sha256]


def test_a_part_that_failed_as_a_whole_sets_its_pages_aside() -> None:
    page = snapshot(GOOD)
    pages = Pages(snapshots=(page,), aside=())
    found = stages.gather(pages, stages.plan_reading(pages), [ConnectionError("worker lost")])
    assert (found.lost, found.unread) == ((page,), ())
    assert "worker lost" in found.aside[0].reason
