"""What a crawl means: what stands of a source, and how it is said to have ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.ingest import records
from pipeline.ingest.crawl.job import Came, Ended, Event, Job, Missed, event, line
from pipeline.ingest.crawl.outcome import ended, skipped
from pipeline.ingest.crawl.sites import Site
from pipeline.ingest.crawl.spider import known_pages
from pipeline.ingest.fetched import Fetched, table
from pipeline.ingest.records import Page, Record, Run

NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)
A, B, MAP = "https://example.org/a", "https://example.org/b", "https://example.org/map.xml"
SITE = Site(source="one", start=(A, B), every=timedelta(days=1))


def came(start: str, url: str, sha256: str, *, is_new: bool = True) -> Came:
    return Came(
        source="one",
        start=start,
        url=url,
        final_url=url,
        sha256=sha256 * 64,
        etag=None,
        last_modified=None,
        next=(),
        is_new=is_new,
    )


def missed(start: str, url: str, *, is_gone: bool = False) -> Missed:
    return Missed(source="one", start=start, url=url, reason="it broke", is_gone=is_gone)


def end(start: str, note: str = "") -> Ended:
    return Ended(source="one", start=start, note=note)


def night(
    *happened: Event, before: Record | None = None, days: int = 0, site: Site = SITE
) -> tuple[Record, Fetched]:
    return ended(site, happened, before, now=NIGHT + timedelta(days=days), trouble="it was killed")


GOOD = (came(A, A, "1"), came(A, A + "?2", "2"), end(A), came(B, B, "3"), end(B))


def standing(record: Record) -> str:
    return "".join(sorted(page.sha256[0] for page in record.pages))


def test_all_pages_of_all_starts_stand_after_a_good_crawl() -> None:
    record, fetched = night(*GOOD)
    assert standing(record) == "123"
    assert (fetched.state, fetched.pages, fetched.new, fetched.reason) == ("fetched", 3, 3, "")
    assert fetched.last_good_at == NIGHT


def test_a_start_that_fails_stands_as_it_was_and_the_others_as_they_are() -> None:
    before, _ = night(*GOOD)
    happened = (came(A, A, "4"), missed(A, A + "?2"), end(A), came(B, B, "5"), end(B))
    record, fetched = night(*happened, before=before, days=3)
    assert standing(record) == "125"
    assert (fetched.state, fetched.last_good_at) == ("stale", NIGHT)
    assert fetched.reason == f"{A}?2: it broke"
    assert fetched.new == 1, "pages that do not stand are not counted"


def test_pages_that_are_no_longer_led_to_drop_out_after_a_good_crawl_only() -> None:
    before, _ = night(*GOOD)
    record, fetched = night(came(A, A, "1"), end(A), came(B, B, "3"), end(B), before=before)
    assert (standing(record), fetched.state) == ("13", "fetched")


def test_a_crawl_that_was_killed_leaves_what_it_did_not_end_as_it_was() -> None:
    before, _ = night(*GOOD)
    record, fetched = night(came(A, A, "4"), came(B, B, "5"), end(B), before=before, days=1)
    assert standing(record) == "125"
    assert (fetched.state, fetched.reason) == ("stale", f"{A}: it was killed")


def test_a_source_of_which_nothing_ever_came_has_failed() -> None:
    record, fetched = night(missed(A, A), end(A), missed(B, B), end(B))
    assert (record.pages, fetched.state, fetched.last_good_at) == ((), "failed", None)
    assert fetched.reason == f"{A}: it broke; so for 1 more of its 2 starts"


def test_a_start_that_is_declared_no_more_drops_out() -> None:
    before, _ = night(*GOOD)
    site = Site(source="one", start=(A,))
    record, fetched = night(missed(A, A), end(A), before=before, site=site)
    assert (standing(record), fetched.state) == ("12", "stale")


def test_an_end_without_a_page_is_no_good_crawl() -> None:
    _, fetched = night(end(A), came(B, B, "3"), end(B))
    assert (fetched.state, fetched.reason) == ("stale", f"{A}: no page came")


def test_a_bound_that_was_reached_is_said_though_all_is_well() -> None:
    _, fetched = night(came(A, A, "1"), end(A, "it has more pages"), came(B, B, "3"), end(B))
    assert (fetched.state, fetched.reason) == ("fetched", "it has more pages")


MAPPED = Site(source="one", start=(), sitemaps=(MAP,))
LISTED = (came(MAP, A, "1"), came(MAP, B, "2"), end(MAP))


def test_pages_of_a_sitemap_stand_each_for_itself() -> None:
    before, _ = night(*LISTED, site=MAPPED)
    happened = (came(MAP, A, "3"), missed(MAP, B), end(MAP))
    record, fetched = night(*happened, before=before, days=1, site=MAPPED)
    assert (standing(record), fetched.state) == ("23", "stale")
    assert fetched.last_good_at == NIGHT


def test_a_page_that_a_sitemap_lists_and_that_is_gone_drops_out() -> None:
    before, _ = night(*LISTED, site=MAPPED)
    happened = (came(MAP, A, "1"), missed(MAP, B, is_gone=True), end(MAP))
    record, fetched = night(*happened, before=before, days=1, site=MAPPED)
    assert (standing(record), fetched.state) == ("1", "fetched")
    assert fetched.reason == "1 pages that its sitemap lists are gone"


def test_the_order_in_which_the_pages_of_a_sitemap_come_makes_no_difference() -> None:
    before, _ = night(*LISTED, site=MAPPED)
    record, fetched = night(*LISTED[1::-1], LISTED[2], before=before, site=MAPPED)
    assert record.runs[0].pages == before.runs[0].pages
    assert fetched.state == "unchanged"


@pytest.mark.parametrize(
    ("hours", "is_due"), [(-5, False), (1, False), (17, False), (19, True), (24, True), (999, True)]
)
def test_a_source_is_asked_for_again_when_its_time_has_come(hours: int, is_due: bool) -> None:
    record, _ = night(*GOOD)
    found = skipped(SITE, record, now=NIGHT + timedelta(hours=hours))
    assert (found is None) == is_due
    if found:
        assert (found.state, found.pages, found.is_good) == ("skipped", 3, True)
        assert "2026-11-22 at 02:00 UTC" in found.reason


def test_a_source_is_due_at_once_after_a_failure_and_when_it_is_declared_anew() -> None:
    good, _ = night(*GOOD)
    stale, _ = night(missed(A, A), end(A), came(B, B, "3"), end(B), before=good)
    assert skipped(SITE, stale, now=NIGHT) is None
    assert skipped(Site(source="one", start=(A,), every=SITE.every), good, now=NIGHT) is None
    assert skipped(SITE, None, now=NIGHT) is None


def test_a_record_is_read_as_it_was_written_and_a_quiet_night_adds_little(tmp_path: Path) -> None:
    first, _ = night(*GOOD)
    first = records.write(tmp_path, first)
    assert records.newest(tmp_path, "one") == first
    second, fetched = night(*GOOD, before=first, days=1)
    second = records.write(tmp_path, second)
    assert fetched.state == "unchanged"
    assert records.newest(tmp_path, "one") == second
    assert second.runs[0].held_in == first.number
    files = sorted((tmp_path / "one" / "crawls").iterdir())
    assert files[1].stat().st_size < files[0].stat().st_size


def test_a_damaged_record_is_told_and_the_one_before_counts(tmp_path: Path) -> None:
    first = records.write(tmp_path, night(*GOOD)[0])
    records.write(tmp_path, night(came(A, A, "9"), end(A), came(B, B, "8"), end(B))[0])
    newest = max((tmp_path / "one" / "crawls").iterdir())
    newest.write_text(newest.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assert records.newest(tmp_path, "one") == first
    assert [name for name, _ in records.damaged(tmp_path)] == [f"one/crawls/{newest.name}"]


@pytest.mark.parametrize("told", [*GOOD, missed(A, A), came(A, "https://x/\ud800\n\u202e", "1")])
def test_an_event_is_read_as_it_was_told(told: Event) -> None:
    assert "\n" not in line(told)
    assert event(line(told)) == told


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"kind": "Came"}', '{"kind": "Other"}', "null"])
def test_a_torn_line_is_no_event(torn: str) -> None:
    assert event(torn) is None


def test_the_table_says_each_source_in_a_line() -> None:
    ends = [
        Fetched(source="a", state="fetched", pages=3, new=1, last_good_at=NIGHT),
        Fetched(source="long_name", state="stale", reason="x: y", last_good_at=NIGHT),
    ]
    assert table(ends, NIGHT + timedelta(days=2)).splitlines() == [
        "source     state    pages  new  age  reason",
        "a          fetched      3    1  2 d",
        "long_name  stale        0    0  2 d  x: y",
    ]


def test_a_page_whose_bytes_are_lost_is_asked_for_whatever_its_tag(tmp_path: Path) -> None:
    page = Page(url=A, final_url=A, sha256="1" * 64, etag='"a"', last_modified="Mon")
    run = Run(start=A, followed=SITE.next, at=NIGHT, pages=(page,))
    record = Record(source="one", at=NIGHT, state="fetched", runs=(run,))
    job = Job(sites=(SITE,), known={"one": record}, raw=tmp_path, now=NIGHT, agent="")
    assert known_pages(job, SITE, A)[A].etag is None
    (tmp_path / "one").mkdir()
    for end in ("json", "html"):
        (tmp_path / "one" / f"{page.sha256}.{end}").write_text("x", encoding="utf-8")
    assert known_pages(job, SITE, A) == {A: page}
    assert known_pages(job, replace(SITE, next="a.on"), A)[A].etag is None
    assert known_pages(job, SITE, B) == {}
