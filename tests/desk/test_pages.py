"""What stands on the pages, also when the pages it was scraped from were hostile."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

from lxml import html

from pipeline.desk.views import statics
from pipeline.model import Conflict
from pipeline.report.text import hides
from tests.desk.build import address, asks, browser, entry, release, three
from tests.report.builders import unknown
from tests.report.test_hostile import ATTACKS

PAGES = (
    "/queue",
    "/queue?show=answered",
    "/blind",
    "/works",
    "/conflicts",
    "/unknowns",
    "/unknowns?kind=place",
    "/tonight",
    "/preview",
)
_OURS = {"/static/htmx.min.js", "/static/desk.js"}


def checked(text: str) -> Any:
    """Return a page's tree, none of it written by those whose text it shows."""
    tree: Any = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    assert {each.get("src") for each in tree.iter("script")} <= _OURS
    for each in tree.iter():
        if not isinstance(each.tag, str):
            continue
        assert each.tag not in {"img", "iframe", "base", "style", "object", "embed", "template"}
        assert not [name for name in each.attrib if name.startswith("on") or name == "style"]
        href = str(each.get("href") or each.get("action") or "/")
        assert str(href).startswith(("/", "#", "?", "http://", "https://")), href
    said = str(tree.text_content())
    assert not any(hides(char) for char in said if char not in "\n\t\r")
    return tree


def test_hostile_text_is_text_on_every_page(tmp_path: Path) -> None:
    asked, said = [], []
    for number, text in enumerate(ATTACKS.values()):
        text = text.encode("utf-8", "ignore").decode()  # no release holds lone surrogates
        left = entry(2 * number, "a", title=f"One {text}", abstract=text or None)
        right = entry(2 * number, "b", title=f"Other {text}", source=f"b {text}"[:300])
        said += [left, right]
        asked.append(asks(left, right, reason=f"Because {text}", veto=text or None))
    texts = [f"x{text}".encode("utf-8", "ignore").decode()[:9000] for text in ATTACKS.values()]
    unknowns = [
        unknown(text, "place", locator=f"L{at}", suggestion=text, snapshot_sha256=said[0].snapshot)
        for at, text in enumerate(texts)
    ]
    disputed = [
        Conflict(work_id=said[0].work, field="title", kept=text, lost=f"{text}!", kind=text,
                 kept_mention_id=said[0].mention_id, lost_mention_id=said[1].mention_id,
                 severity="low")
        for text in texts
    ]  # fmt: skip
    release(tmp_path, said, asked, unknowns=unknowns, conflicts=disputed)
    with browser(tmp_path, "<b>Steward</b> {{ 7 * 7 }}") as desk:
        for path in PAGES:
            assert checked(desk.get(path).text) is not None
        checked(desk.get(f"/works/{said[0].work}").text)
        for pair, text in zip(asked, ATTACKS.values(), strict=True):
            checked(desk.get(f"/entry/{pair.left_mention_id}?field=abstract").text)
            kept = desk.answer(pair, "different", because=f"why {text.encode('utf-8', 'ignore')!r}")
            assert kept.status_code == 303
            checked(desk.get(address(pair)).text)
        assert "{{ 7 * 7 }}" in desk.get("/queue").text


def test_only_constants_become_markup_without_being_escaped() -> None:
    folder = Path(sys.modules["pipeline.desk"].__file__ or "").parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup":
                assert isinstance(node.args[0], ast.Constant), path
    for template in folder.rglob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape", template.read_text("utf-8")), template


def test_a_megabyte_of_title_is_a_line_and_the_rest_can_be_had(tmp_path: Path) -> None:
    long = "word " * 200_000 + "the very end"
    left, right = entry(1, "a", title=long), entry(1, "b")
    asked = asks(left, right)
    release(tmp_path, [left, right], [asked])
    with browser(tmp_path) as desk:
        for path in ("/queue", address(asked), "/blind", f"/entry/{left.mention_id}"):
            assert len(desk.get(path).text) < 80_000
        shown = dict[str, str]()
        for at in ("?field=title", "", "?field=title&from=990000", "?field=title&from=1000000"):
            tree = checked(desk.get(f"/entry/{left.mention_id}{at}").text)
            (piece,) = tree.xpath("//p[@class='whole']")
            shown[at] = piece.text_content()
            later = tree.xpath("//nav[@aria-label='Pieces of the text']/a[@rel='next']/@href")
            assert later == ([] if at.endswith("1000000") else later[:1])
        assert shown["?field=title"] == shown[""] == long[:20_000]
        assert shown["?field=title&from=1000000"] == long[1_000_000:] == "the very end"


def test_a_question_shows_differences_evidence_lines_and_what_an_answer_does(
    tmp_path: Path,
) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        tree = checked(desk.get(address(first)).text)
    said = " ".join(tree.text_content().split())
    marks = {mark.text_content() for mark in tree.xpath("//mark[@class='other']")}
    assert marks == {"a", "b"}
    assert "+8.5" in said  # bits of the title's evidence
    assert "−8.0" in said  # the prior
    assert {"L1", "L2"} & {cell.text_content() for cell in tree.xpath("//td[@class='where']")}
    assert "w-0001a stays, w-0001b leads to it" in said or "w-0001b stays" in said


def test_pages_work_without_scripts(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        tree = checked(desk.get(address(first)).text)
        (form,) = tree.xpath("//form[@class='answer-form']")
        assert form.get("method") == "post"
        buttons = form.xpath(".//button[@name='verdict']")
        assert [b.get("data-key") for b in buttons] == list("sdetpcvu")
        assert len({b.get("value") for b in buttons}) == 8
        hidden = {each.get("name"): each.get("value") for each in form.xpath(".//input")}
        went = desk.runner.run(
            desk.client.post(form.get("action"), data={**hidden, "verdict": "same"})
        )
        assert went.status_code == 303


def test_the_blind_sample_shows_nothing_that_matching_says(tmp_path: Path) -> None:
    sides = [(entry(n, "a"), entry(n, "b")) for n in range(4)]
    pairs = [
        asks(*both, weight=7.25, band=band, reason="A telling reason", veto=None)
        for both, band in zip(sides, ("same", "review", "different", "same"), strict=True)
    ]
    release(tmp_path, [each for both in sides for each in both], pairs)
    with browser(tmp_path) as desk:
        seen = set()
        for _ in range(4):
            text = desk.get("/blind").text
            main = re.sub(r"(?s)<header.*?</header>", "", text)
            for telling in ("7.25", "+7.2", "telling", "w-000", "bits", "review", "%"):
                assert telling not in main.replace("100%", ""), telling
            left, right = (
                re.search(rf'name="{n}" value="([^"]+)"', text) for n in ("left", "right")
            )
            assert left
            assert right
            seen.add((left[1], right[1]))
            form = {"left": left[1], "right": right[1], "verdict": "unsure"}
            assert desk.post("/blind", form).headers["location"] == "/blind"
        assert len(seen) == 4
        assert "All pairs" in desk.get("/blind").text
        odd = desk.post("/blind", {"left": "m-1", "right": "m-2", "verdict": "same"})
        assert odd.status_code == 422
    log = (tmp_path / "decisions.csv").read_text(encoding="utf-8")
    assert log.count("[blind 2026-11-21.1 ") == 4


def test_all_that_pages_refer_to_comes_from_the_desk(tmp_path: Path) -> None:
    first, *_ = three(tmp_path)
    with browser(tmp_path) as desk:
        for path in (*PAGES, address(first)):
            tree = checked(desk.get(path).text)
            for name in tree.xpath("//link/@href | //script/@src"):
                got = desk.get(name)
                assert got.status_code == 200, name
                assert got.content == statics()[name.rpartition("/")[2]][0]


def test_a_newer_release_takes_the_place_of_the_one_shown(tmp_path: Path) -> None:
    from pipeline.desk.app import application
    from tests.desk import build

    first, *_ = three(tmp_path)
    app = application(build.settings(tmp_path))
    with build.Browser(app) as desk:
        desk.enter("A Steward")
        assert "2026-11-21.1" in desk.get("/queue").text
        release(tmp_path, [entry(1, "a"), entry(1, "b")], [asks(entry(1, "a"), entry(1, "b"))])
        desk.get("/queue")  # it is opened beside the old one
        app.room.refresh()
        shown = desk.get("/queue").text
        assert "2026-11-21.2" in shown
        assert shown.count('class="question"') == 1
        assert desk.answer(first, "same").status_code == 303
