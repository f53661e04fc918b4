"""A crawl that is ended half way: what it saved is whole, and nothing counts that did not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.ingest import records, snapshots
from pipeline.ingest.crawl import crawl, process, sites
from pipeline.ingest.crawl.job import Ended, Job
from pipeline.ingest.crawl.sites import Site as Declared
from tests.ingest.server import Asked, Site, listing, page, served

pytestmark = pytest.mark.heavy
NIGHT = datetime(2026, 11, 22, 2, tzinfo=UTC)
CRAWL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.ingest.crawl import crawl, sites
start, raw = sys.argv[1:]
entry = {"fetch": {"start": start, "private": True, "delay": 0}}
crawl(sites({"slow": entry}).values(), Path(raw), now=datetime(2026, 11, 22, 2, tzinfo=UTC))
"""


def slowly(asked: Asked) -> None:
    number = int(asked.path.partition("=")[2] or 1)
    time.sleep(0.1)
    following = f"/list?page={number + 1}" if number < 25 else ""
    asked.send(200, listing(f"Number {number}", following=following))


@pytest.fixture
def slow() -> Iterator[Site]:
    with served(Site()) as site:
        site.answers = {"*": slowly, "/robots.txt": page(b"", 404)}
        yield site


def without_end(asked: Asked) -> None:
    time.sleep(0.1)
    asked.send(200, listing(asked.path, following=f"/list?page={time.monotonic_ns()}"))


def declared(site: Site, **more: object) -> Declared:
    table = {"start": f"{site.root}/list", "private": True, "delay": 0, **more}
    return sites({"slow": {"fetch": table}})["slow"]


def until(site: Site, pages: int) -> None:
    for _ in range(600):
        if len(site.seen) >= pages:
            return
        time.sleep(0.05)
    raise AssertionError("the crawl never came this far")


def is_running(site: Site) -> bool:
    before = len(site.seen)
    time.sleep(1.0)
    return len(site.seen) > before + 1


def test_a_killed_crawl_leaves_whole_pages_that_do_not_count(slow: Site, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    command = [sys.executable, "-c", CRAWL, f"{slow.root}/list", str(raw)]
    run = subprocess.Popen(command, start_new_session=True)
    try:
        until(slow, 8)
    finally:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()

    assert not is_running(slow), "the process that crawls outlived who started it"
    assert list((raw / "slow").glob("*.html"))
    assert not snapshots.damaged(raw)
    assert snapshots.current(raw) == ((), ())

    (ended,) = crawl([declared(slow)], raw, now=NIGHT)
    assert (ended.state, ended.pages) == ("fetched", 25)
    assert 0 < ended.new < 25, "what was saved before the kill was not saved again"
    assert len(snapshots.current(raw)[0]) == 25


def test_a_crawl_whose_time_is_up_is_ended_and_what_was_good_stands(
    slow: Site, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    slow.answers["*"] = without_end
    job = Job(sites=(declared(slow),), known={}, raw=raw, now=NIGHT, agent="Collate")
    happened, trouble = process.events(job, minutes=0.04)
    assert trouble == "the crawl was stopped before it was done"
    assert not any(isinstance(event, Ended) for event in happened)
    assert not is_running(slow)


def test_a_source_that_takes_longer_than_it_may_is_ended_by_itself(
    slow: Site, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (ended,) = crawl([declared(slow, minutes=0.03)], raw, now=NIGHT)
    assert ended.state == "failed"
    assert "its source took more than 0.03 minutes" in ended.reason
    record = records.newest(raw, "slow")
    assert record
    assert record.pages == ()
