"""Every case of `manners` in one crawl, two nights long, over real connections."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import records, snapshots
from pipeline.ingest.crawl import crawl, sites
from pipeline.ingest.fetched import Fetched
from pipeline.model import Snapshot
from tests.ingest.manners import CASES, LOGIN, ONE, START, TWO, Case, Ends
from tests.ingest.server import Site, listing, served

pytestmark = pytest.mark.heavy
NIGHTS = (datetime(2026, 11, 21, 2, tzinfo=UTC), datetime(2026, 11, 22, 2, tzinfo=UTC))


@dataclass(frozen=True)
class Nights:
    """What two nights brought."""

    sites: dict[str, Site]
    raw: Path
    ended: tuple[dict[str, Fetched], ...]
    files: tuple[frozenset[Path], ...]


def entry(case: Case, site: Site) -> dict[str, Any]:
    table: dict[str, Any] = {"start": [START], "private": True, "delay": 0, **dict(case.fetch)}
    for key in ("start", "sitemaps"):
        if key in table:
            table[key] = [f"{site.root}{path}" for path in table[key]]
    return {"fetch": {key: value for key, value in table.items() if value != []}}


def pages_of(raw: Path, source: str) -> list[Snapshot]:
    record = records.newest(raw, source)
    assert record
    return [found for page in record.pages if (found := snapshots.find(raw, page.sha256))]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    raw = tmp_path_factory.mktemp("crawled") / "raw"
    raw.mkdir()
    with ExitStack() as stack:
        made = {
            name: stack.enter_context(served(Site(f"127.0.0.{number}")))
            for number, name in enumerate(CASES, 2)
        }
        wanted = sites({name: entry(case, made[name]) for name, case in CASES.items()})
        ended, files = [], []
        for now, is_second in zip(NIGHTS, (False, True), strict=True):
            for name, case in CASES.items():
                answers = case.second if is_second and case.second else case.first
                made[name].answers = {"/robots.txt": case.robots, **answers(made[name])}
            found = crawl(tuple(wanted.values()), raw, now=now)
            ended.append({each.source: each for each in found})
            files.append(frozenset(path for path in raw.rglob("*") if path.is_file()))
        yield Nights(made, raw, tuple(ended), tuple(files))


def as_it_ended(fetched: Fetched, ends: Ends) -> Ends:
    words = ends.words if ends.words in fetched.reason else fetched.reason
    return Ends(fetched.state, words, fetched.pages)


@pytest.mark.parametrize("name", CASES)
def test_the_first_night_ends_as_it_should(name: str, nights: Nights) -> None:
    assert as_it_ended(nights.ended[0][name], CASES[name].ends) == CASES[name].ends


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.then])
def test_the_second_night_ends_as_it_should(name: str, nights: Nights) -> None:
    ends = CASES[name].then
    assert ends
    assert as_it_ended(nights.ended[1][name], ends) == ends


def test_nothing_that_was_there_is_changed_or_gone(nights: Nights) -> None:
    assert nights.files[0] <= nights.files[1]


def test_every_file_is_named_by_its_bytes_and_has_its_sidecar(nights: Nights) -> None:
    bodies = [path for path in nights.files[1] if path.suffix != ".json"]
    assert bodies
    for path in bodies:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
        assert path.with_suffix(".json").is_file()


def test_a_sidecar_says_how_the_page_was_fetched(nights: Nights) -> None:
    site = nights.sites["redirect_within"]
    sidecar = next((nights.raw / "redirect_within").glob("*.json"))
    found = json.loads(sidecar.read_text())
    assert found["url"] == f"{site.root}{START}"
    assert found["final_url"] == f"{site.root}/new"
    assert (found["status"], found["source"], found["charset"]) == (200, "redirect_within", "utf-8")
    assert found["fetched_at"] == "2026-11-21T02:00:00Z"
    assert found["headers"]["content-type"] == "text/html; charset=utf-8"


def test_the_sidecar_of_a_changed_page_names_what_it_was_before(nights: Nights) -> None:
    after = hashlib.sha256(TWO).hexdigest()
    found = json.loads((nights.raw / "changed" / f"{after}.json").read_text())
    assert found["previous"] == hashlib.sha256(ONE).hexdigest()


def test_current_pages_are_those_of_the_last_good_crawl(nights: Nights) -> None:
    found, damaged = snapshots.current(nights.raw)
    assert not damaged
    standing = {page.sha256 for each in nights.ended[1] for page in pages_of(nights.raw, each)}
    assert {page.sha256 for page in found} == standing
    urls = {page.url for page in pages_of(nights.raw, "page_fails")}
    assert hashlib.sha256(listing("New", following="/list?page=2")).hexdigest() not in standing
    assert len(urls) == 3


def test_an_unchanged_page_is_asked_for_by_its_tag_and_not_kept_twice(nights: Nights) -> None:
    asked = nights.sites["with_tag"].asked(START)
    assert [each.headers.get("If-None-Match") for each in asked] == [None, '"a"']
    for name in ("with_tag", "tag_ignored", "paging"):
        folder = nights.raw / name
        new = {path for path in nights.files[1] - nights.files[0] if folder in path.parents}
        assert {path.parent.name for path in new} == {"crawls"}


def test_bytes_are_kept_as_they_came_whatever_charset_was_said(nights: Nights) -> None:
    (page,) = pages_of(nights.raw, "wrong_charset")
    assert "Année".encode("latin-1") in page.content
    assert page.charset == "utf-8"


def test_what_does_not_count_is_kept_aside(nights: Nights) -> None:
    (aside,) = nights.ended[1]["log_in"].aside
    assert aside.sha256 == hashlib.sha256(LOGIN).hexdigest()
    assert (nights.raw / "log_in" / "aside" / f"{aside.sha256}.html").read_bytes() == LOGIN


def test_nothing_is_asked_of_a_site_that_forbids_it(nights: Nights) -> None:
    for name in ("robots_forbid", "robots_name_us", "robots_ill"):
        assert not nights.sites[name].asked(START)
    assert not nights.sites["not_public"].seen


def test_an_error_is_asked_for_again_twice_and_a_missing_page_not_at_all(nights: Nights) -> None:
    assert len(nights.sites["always_500"].asked(START)) == 2 * 3
    assert len(nights.sites["missing"].asked(START)) == 2


def test_a_busy_site_is_left_alone_as_long_as_it_asks(nights: Nights) -> None:
    first, second = nights.sites["busy"].asked(START)[:2]
    assert second.at - first.at >= 1
    assert len(nights.sites["busy_for_long"].asked(START)) == 2


def test_every_request_says_who_asks(nights: Nights) -> None:
    agents = {each.headers["User-Agent"] for each in nights.sites["paging"].seen}
    assert all(agent.startswith("Collate/") for agent in agents)
    asked = nights.sites["changed"].asked(START)
    assert asked[0].headers["User-Agent"].endswith("(+https://example.org/contact)")
