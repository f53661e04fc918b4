"""The desk in a real browser: with keys, without scripts, in the dark, enlarged."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pipeline.resolve import judgements
from tests.conftest import ROOT
from tests.desk.serving import CHROMIUM, browsing, enter, faults, overflow, quiet, served

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed"),
]

PAGES = (
    "/queue",
    "/blind",
    "/queue?show=answered",
    "/works",
    "/conflicts",
    "/unknowns",
    "/tonight",
    "/preview",
)
Windows = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with browsing() as opening:
        yield opening


@pytest.fixture
def curated(demonstration: Path, tmp_path: Path) -> Path:
    shutil.copytree(demonstration, tmp_path / "curated", symlinks=True)
    return tmp_path / "curated"


@pytest.fixture
def desk(curated: Path) -> Iterator[str]:
    with served(curated, ROOT / "raw") as address:
        yield address


def settled(page: Page, url: str | Callable[[str], bool]) -> str:
    """Wait until a page is there, its keys with it; return its address."""
    page.wait_for_url(url)
    expect(page.locator(".htmx-request, .htmx-swapping, .busy")).to_have_count(0)
    page.wait_for_timeout(100)  # htmx settles 20 ms after it has swapped
    return page.url


def first_question(page: Page, address: str) -> str:
    page.goto(f"{address}/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    return settled(page, "**/pair/**")


def first_work(page: Page, address: str) -> str:
    page.goto(f"{address}/works?only=conflict")
    page.locator("[data-item]").first.click()
    return settled(page, "**/works/**")


def test_keys_answer_skip_and_undo(windows: Windows, desk: str, curated: Path) -> None:
    page, told = quiet(windows())
    enter(page, desk)
    at = first_question(page, desk)
    page.keyboard.press("n")
    settled(page, lambda url: url != at)
    page.keyboard.press("b")
    settled(page, at)
    page.keyboard.press("w")
    page.keyboard.type("the same report: s d e")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    settled(page, "**kept=2**")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("z")
    expect(page.get_by_text("Taken back.", exact=False).first).to_be_visible()
    assert page.url.partition("?")[0] == at
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    said = judgements.read(curated / "decisions.csv")
    assert [(line.verdict, line.steward) for line in said] == [
        ("same", "A Steward"), ("undo", "A Steward"),
    ]  # fmt: skip
    assert said[0].because == "the same report: s d e"
    assert not told


def test_an_answer_against_strong_evidence_asks_why_at_the_field(
    windows: Windows, desk: str, curated: Path
) -> None:
    page, _ = quiet(windows())
    enter(page, desk)
    page.goto(f"{desk}/queue")
    page.get_by_role("link", name="A broken dream").click()
    settled(page, "**/pair/**")
    page.keyboard.press("s")
    expect(page.get_by_role("alert")).to_contain_text("say why")
    expect(page.locator("#because")).to_be_focused()
    page.keyboard.type("listed twice on one page")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_url("**kept=2**")
    assert judgements.read(curated / "decisions.csv")[0].because == "listed twice on one page"


def test_reading_and_answering_need_no_scripts(windows: Windows, desk: str, curated: Path) -> None:
    page, _ = quiet(windows(java_script_enabled=False))
    enter(page, desk)
    page.locator(".asks").first.click()
    page.get_by_label("Why").fill("seen side by side")
    page.get_by_role("button", name="different").click()
    page.get_by_role("button", name="Undo").click()
    said = judgements.read(curated / "decisions.csv")
    assert [line.verdict for line in said] == ["different", "undo"]


def test_a_link_of_the_report_finds_the_steward_and_takes_no_form_from_another_tab(
    windows: Windows, desk: str, curated: Path
) -> None:
    window = windows()
    page, told = quiet(window)
    enter(page, desk)
    page.locator(".asks").first.click()
    settled(page, "**/pair/**")
    report, _ = quiet(window)
    report.goto((curated / "latest" / "report" / "index.html").resolve().as_uri())
    link = report.locator("a.at-desk").first
    link.evaluate("(at, home) => { at.href = home + new URL(at.href).pathname }", desk)
    link.click()
    expect(report.locator(".steward")).to_contain_text("A Steward")
    page.keyboard.press("u")  # with the token of a form that was there before
    settled(page, "**kept=**")
    assert not told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(windows: Windows, desk: str, scheme: str) -> None:
    page, told = quiet(windows(color_scheme=scheme))
    page.goto(f"{desk}/queue")
    assert not faults(page)  # with the question who is there
    enter(page, desk)
    for path in (*PAGES, first_question(page, desk), first_work(page, desk)):
        page.goto(path if path.startswith("http") else desk + path)
        assert not faults(page), path
    assert not told


@pytest.mark.parametrize("width", [640, 390], ids=["twice as large", "a telephone"])
def test_nothing_is_cut_off_when_enlarged(windows: Windows, desk: str, width: int) -> None:
    page, _ = quiet(windows(viewport={"width": width, "height": 800}))
    enter(page, desk)
    for path in (*PAGES, first_question(page, desk), first_work(page, desk)):
        page.goto(path if path.startswith("http") else desk + path)
        assert overflow(page) <= 0, path


def test_focus_is_seen_and_every_control_has_a_name(windows: Windows, desk: str) -> None:
    page, _ = quiet(windows())
    enter(page, desk)
    page.goto(first_question(page, desk))
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const at = document.activeElement;
              const line = getComputedStyle(at);
              const name = at.textContent.trim() || at.getAttribute("aria-label")
                || at.labels?.[0]?.textContent || "";
              return [at.tagName, name, line.outlineStyle, parseFloat(line.outlineWidth)];
            }"""
        )
        if at[0] == "BODY":
            break
        assert at[1], at
        assert at[2] != "none", at
        assert at[3] >= 1, at
        names.append(at[1])
    assert any("same" in name for name in names)


def test_the_guide_shows_the_desk_as_it_is(
    windows: Windows, desk: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    guide = ROOT / "docs" / "howto"
    page, _ = quiet(windows(color_scheme="light"))
    enter(page, desk)
    made = {}
    shown = {
        "queue": "/queue",
        "pair": first_question(page, desk),
        "work": first_work(page, desk),
        "tonight": "/tonight",
    }
    for name, path in shown.items():
        page.goto(path if path.startswith("http") else desk + path)
        made[name] = tmp_path / f"{name}.png"
        page.screenshot(path=made[name])
    page.goto(shown["pair"])
    page.keyboard.press("e")
    page.wait_for_url("**kept=**")
    page.goto(f"{desk}/preview")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("button", name="Publish it")).to_be_visible(timeout=60_000)
    made["preview"] = tmp_path / "preview.png"
    page.screenshot(path=made["preview"])
    named = set(re.findall(r"pictures/(\w+)\.png", (guide / "review.md").read_text("utf-8")))
    assert named == made.keys()
    if request.config.getoption("--update-golden"):
        for name, picture in made.items():
            shutil.copy(picture, guide / "pictures" / f"{name}.png")
    assert all((guide / "pictures" / f"{name}.png").is_file() for name in named)
