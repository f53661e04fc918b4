"""A draft is a run beside the releases: nothing is published by looking, nothing is hidden."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.desk.app import application
from pipeline.desk.drafts import Command, laid_out, stand
from pipeline.desk.runs import STEPS
from pipeline.model import Change
from pipeline.release import versions
from tests.desk.build import Browser, address, entry, release, settings, three
from tests.desk.test_pages import checked

TOLD = "\n".join(json.dumps({"event": name, "seconds": 0.5}) for name in STEPS)
PUBLISHES = """
import os, shutil, sys
new, curated, told = sys.argv[1:]
print(told, file=sys.stderr)
name = os.path.basename(new)
shutil.copytree(new, f"{curated}/releases/{name}", dirs_exist_ok=True)
os.unlink(f"{curated}/latest")
os.symlink(f"releases/{name}", f"{curated}/latest")
"""
REFUSES = """
import sys
print("collate: Nothing was published: <b>every</b> work would vanish.", file=sys.stderr)
sys.exit(1)
"""
WAITS = "import time; time.sleep(600)"


def desk(curated: Path, script: str, *given: str, command: bool = True) -> Browser:
    """Return a browser at a desk whose runs are a script."""

    def run(folder: Path, _model: str) -> Sequence[str]:
        return sys.executable, "-S", "-c", script, *given[:1], str(folder), *given[1:]

    made: Command | None = run if command else None
    return Browser(application(replace(settings(curated), command=made))).enter("A Steward")


def ended(browser: Browser) -> str:
    """Return the page when what is under way has ended."""
    until = time.monotonic() + 30
    while 'http-equiv="refresh"' in (text := browser.get("/preview").text):
        assert time.monotonic() < until
        time.sleep(0.02)
    return text


@pytest.fixture
def coming(tmp_path: Path) -> Path:
    """The release that runs of a test make."""
    change = Change(
        work_id="w-0001a", op="changed", field="year", before="2014", after="2015",
        cause="judgement",
    )  # fmt: skip
    folder = release(tmp_path / "coming", [entry(1, "a"), entry(1, "b")], [], changes=[change])
    later = folder.with_name("2026-11-22.1")
    folder.rename(later)
    told = (later / "datapackage.json").read_text(encoding="utf-8")
    (later / "datapackage.json").write_text(told.replace(folder.name, later.name), "utf-8")
    return later


def test_a_draft_shows_what_would_change_and_publishing_makes_it_so(
    tmp_path: Path, coming: Path
) -> None:
    curated = tmp_path / "curated"
    first, *_ = three(curated)
    before = versions.latest(curated)
    with desk(curated, PUBLISHES, str(coming), TOLD) as browser:
        assert browser.answer(first, "edition").status_code == 303
        assert address(first) in browser.get("/preview").text
        assert browser.post("/preview", {}).status_code == 303
        page = ended(browser)
        assert "1 by judgement" in page
        assert versions.latest(curated) == before
        assert browser.post("/preview/publish", {}).status_code == 303
        assert "Published: release" in ended(browser)
    assert versions.latest(curated) == coming.name


def test_a_refused_draft_says_why_in_plain_text_and_cannot_be_published(tmp_path: Path) -> None:
    three(tmp_path)
    with desk(tmp_path, REFUSES) as browser:
        browser.post("/preview", {})
        page = ended(browser)
        checked(page)
        assert "&lt;b&gt;every&lt;/b&gt; work would vanish" in page
        refused = browser.post("/preview/publish", {})
        assert refused.status_code == 422
        assert "There is no draft to publish" in refused.text


def test_what_is_said_after_a_draft_holds_its_publishing_up(tmp_path: Path, coming: Path) -> None:
    first, *_ = three(tmp_path / "curated")
    with desk(tmp_path / "curated", PUBLISHES, str(coming), TOLD) as browser:
        browser.post("/preview", {})
        assert "Publish it" in ended(browser)
        browser.answer(first, "edition")
        assert "Publish it" not in browser.get("/preview").text
        assert browser.post("/preview/publish", {}).status_code == 422
    assert versions.latest(tmp_path / "curated") != coming.name


def test_while_a_draft_is_made_no_other_begins_and_closing_ends_it(tmp_path: Path) -> None:
    three(tmp_path)
    with desk(tmp_path, WAITS) as browser:
        browser.post("/preview", {})
        bench = browser.app.room.bench
        draft = bench.draft
        assert 'aria-current="step"' in browser.get("/preview").text
        browser.post("/preview", {})
        assert bench.draft is draft
        bench.close()
        assert draft.run.is_over
        assert not draft.home.exists()


def test_nobody_publishes_without_a_name_a_token_or_a_way(tmp_path: Path) -> None:
    three(tmp_path)
    with Browser(application(settings(tmp_path))) as browser:
        assert browser.post("/preview", {}).status_code == 422
        assert browser.post("/preview", {"token": "none"}).status_code == 403
        assert browser.post("/preview/publish", {"token": "none"}).status_code == 403
    with desk(tmp_path, WAITS, command=False) as browser:
        assert "next collate run" in browser.post("/preview", {}).text


def test_a_draft_is_laid_out_from_links_and_copies_and_writes_nothing_back(tmp_path: Path) -> None:
    three(tmp_path)
    (tmp_path / "decisions.csv").write_text("", "utf-8")
    cached = tmp_path / ".cache" / "abc" / "works-1.arrow"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"rows")
    home = tmp_path / "home"
    home.mkdir()
    stood = stand(tmp_path)
    laid_out(tmp_path, home)
    assert stand(home) == stood
    (home / "decisions.csv").write_text("more", "utf-8")
    (home / ".cache" / "abc" / "works-1.arrow").unlink()
    shutil.rmtree(home)
    assert stand(tmp_path) == stood
    assert cached.read_bytes() == b"rows"
    assert versions.resolve(versions.LATEST, tmp_path).is_dir()


def test_a_draft_goes_only_when_no_page_reads_it_any_more(tmp_path: Path, coming: Path) -> None:
    three(tmp_path / "curated")
    with desk(tmp_path / "curated", PUBLISHES, str(coming), TOLD) as browser:
        browser.post("/preview", {})
        ended(browser)
        drafted = browser.app.room.bench.draft.opened  # as a page holds it that is being made
        assert browser.post("/preview", {}).status_code == 303
        assert drafted.count("changes") == 1
        ended(browser)
        assert browser.app.room.bench.draft.opened is not drafted
