"""From a fresh release by twenty answers, an undo and a draft to the night that honours them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pipeline.resolve import judgements
from pipeline.run import run
from pipeline.stages import Request
from tests.desk.serving import CHROMIUM, browsing, enter, faults, overflow, quiet, served
from tests.pages import Card, page

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed"),
]

WORKS, ANSWERS = 24, 20
EVENING = datetime(2026, 11, 20, 2, tzinfo=UTC)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Windows = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with browsing() as opening:
        yield opening


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A release in which each work waits for a steward to say that it is one."""
    dropped = tmp_path / "dropped"
    dropped.mkdir()
    for wording in (0, 3):
        text = page(Card(number, wording) for number in range(WORKS))
        (dropped / f"page-{wording}.txt").write_text(text, encoding="utf-8")
    request = Request(
        as_of=EVENING, pages=(dropped,), raw=tmp_path / "raw", curated=tmp_path / "curated"
    )
    run(request)
    return tmp_path


def rows(home: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(
        (home / "curated" / "latest").resolve() / f"{table}.parquet"
    ).to_pylist()
    return found


def answered(window: Page, key: str) -> None:
    """Press a key of a question and wait for the next one."""
    here = window.url
    if key == "s":  # against what contradicts the likeness, the desk asks for a reason
        window.keyboard.press("w")
        window.keyboard.type("a reprint")
        window.keyboard.press("Escape")
    window.keyboard.press(key)
    window.wait_for_url(lambda url: url != here)
    expect(window.locator(".htmx-request, .htmx-swapping, .busy")).to_have_count(0)
    window.wait_for_timeout(60)  # htmx settles 20 ms after it has swapped


def test_answers_by_keyboard_are_drafted_published_and_honoured_by_the_next_night(
    windows: Windows, home: Path
) -> None:
    window, told = quiet(windows())
    with served(home / "curated", home / "raw") as desk:
        enter(window, desk)
        window.keyboard.press("j")
        window.keyboard.press("Enter")
        window.wait_for_url("**/pair/**")
        window.wait_for_timeout(200)
        for number in range(ANSWERS):
            answered(window, "d" if number % 5 == 4 else "s")
        window.keyboard.press("z")  # the last answer is taken back
        expect(window.get_by_text("Taken back.", exact=False).first).to_be_visible()
        first = (home / "curated" / "latest").readlink()

        window.goto(f"{desk}/preview")
        expect(window.locator(".n").last).to_have_text(str(ANSWERS - 1))
        window.get_by_role("button", name="Make a draft").click()
        expect(window.locator(".progress")).to_be_visible()
        assert not faults(window)
        expect(window.get_by_role("button", name="Publish it")).to_be_visible(timeout=60_000)
        expect(window.locator(".count")).to_contain_text("merged: 16 by judgement")
        assert not faults(window)
        assert (home / "curated" / "latest").readlink() == first  # looking publishes nothing

        window.get_by_role("button", name="Publish it").click()
        expect(window.get_by_text("Published: release")).to_be_visible(timeout=60_000)
        assert "changed other things" not in window.content()
        expect(window.get_by_text("the release has all that was said")).to_be_visible()
        assert not faults(window)
        window.goto(f"{desk}/queue")
        expect(window.locator(".bar .n").first).to_have_text(str(WORKS - ANSWERS + 1))
        assert not told
    assert (home / "curated" / "latest").readlink() != first
    said = judgements.read(home / "curated" / "decisions.csv")
    assert len(said) == ANSWERS + 1

    later = home / "later"
    later.mkdir()
    text = page(Card(number, 0) for number in range(WORKS, WORKS + 3))
    (later / "page-9.txt").write_text(text, encoding="utf-8")
    request = Request(
        as_of=datetime.now(UTC) + timedelta(days=1),
        pages=(home / "dropped", later),
        raw=home / "raw",
        curated=home / "curated",
    )
    assert run(request).published
    counts = [work["mention_count"] for work in rows(home, "works")]
    assert counts.count(2) == 16  # those said to be the same
    assert counts.count(1) == 2 * (WORKS - 16) + 3
    waits = [pair for pair in rows(home, "pairs") if pair["band"] == "review"]
    assert len(waits) == WORKS - ANSWERS + 1  # and no other question is asked again


def test_a_draft_that_more_was_said_since_is_not_published(windows: Windows, home: Path) -> None:
    window, _ = quiet(windows(java_script_enabled=False))
    with served(home / "curated", home / "raw") as desk:
        enter(window, desk)
        window.locator(".asks").first.click()
        window.get_by_label("Why").fill("a reprint")
        window.get_by_role("button", name="same").click()
        window.goto(f"{desk}/preview")
        window.get_by_role("button", name="Make a draft").click()
        publish = window.get_by_role("button", name="Publish it")
        expect(publish).to_be_visible(timeout=60_000)  # the page loads itself again
        other, _ = quiet(windows())
        enter(other, desk, "Another Steward")
        other.locator(".asks").first.click()
        other.get_by_role("button", name="different").click()
        other.wait_for_url("**kept=**")
        publish.click()
        expect(window.get_by_role("alert").first).to_contain_text("Nothing was published")
        expect(publish).to_have_count(0)
    assert (home / "curated" / "latest").readlink().name == "2026-11-20.1"


def test_the_draft_is_legible_in_any_light_and_at_any_width(windows: Windows, home: Path) -> None:
    window, told = quiet(windows())
    with served(home / "curated", home / "raw") as desk:
        enter(window, desk)
        window.locator(".asks").first.click()
        window.get_by_label("Why").fill("a reprint")
        window.get_by_role("button", name="same").click()
        window.wait_for_url("**kept=**")
        window.goto(f"{desk}/preview")
        window.get_by_role("button", name="Make a draft").click()
        expect(window.get_by_role("button", name="Publish it")).to_be_visible(timeout=60_000)
        for scheme in SCHEMES:
            window.emulate_media(color_scheme=scheme)
            assert not faults(window), scheme
        for width in (1280, 640, 390):
            window.set_viewport_size({"width": width, "height": 800})
            assert overflow(window) <= 0, width
    assert not told
