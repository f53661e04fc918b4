"""Scraped text is text, wherever it stands."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.report import ReportData, render, summary_markdown, summary_text
from pipeline.report.cards import DESK
from pipeline.report.text import bounded, hides, plain, shown, visible, web_address
from tests.report.builders import listing, mention, release, sample, work
from tests.report.page import ATTRIBUTES, ELEMENTS, elements, parsed

ATTACKS = {
    "a script": "</bdi></style></script><script>alert(1)</script>",
    "an image": "\"'><img src=x onerror=alert(1)>",
    "a handler": '" onmouseover="alert(1)" x="',
    "a comment": "<!-- --><![CDATA[ ]]> <svg onload=alert(1)>",
    "a template": "{{ 7 * 7 }}{% for x in y %}{{ config }}",
    "an address": "javascript:alert(1)",
    "a meta": "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "a base": "<base href='https://example.org/'><form action=x><input name=y>",
    "bidi controls": "safe\u202egnp.exe\u202c \u2066isolate\u2069 \u200emark\u061c",
    "zero width": "A\u200bB\u200cC\u200dD\ufeffE\u2060F\u00adG",
    "controls": "a\x00b\x07c\x1b[2Jd\x7fe\x85f\x9bg",
    "lone surrogates": "a\ud800b\udfffc",
    "separators": "a\u2028b\u2029c",
    "marks": "Z" + "\u0301" * 500,
    "fillers": "a\u3164b\u2800c\u115fd",
    "quotes": "`'\"\\&<>;&lt;&#60;&#x3c;",
    "a long word": "x" * 5000,
    "nothing": "",
    "blanks": " \n\t ",
}


def poisoned(data: ReportData, text: str) -> ReportData:
    """Return ``data`` with ``text`` beside every string that is no code of our own."""
    names = [field.name for field in fields(data) if isinstance(getattr(data, field.name), tuple)]
    rows: dict[str, Any] = {
        name: tuple(_poisoned_row(row, text) for row in getattr(data, name))
        for name in names
        if name != "notices"
    }
    return replace(data, **rows, notices=(text,), parent=text, version=text)


OURS = frozenset({"band", "op", "severity", "work_id", "mention_id", "listing_id"})


def _poisoned_row(row: Any, text: str) -> Any:
    return replace(
        row,
        **{
            field.name: _poison(getattr(row, field.name), text)
            for field in fields(row)
            if field.name not in OURS and not field.name.endswith(("_id", "_sha256"))
        },
    )


def _poison(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return text + value
    if isinstance(value, tuple):
        return tuple(_poison(item, text) for item in value)
    return _poisoned_row(value, text) if is_dataclass(value) else value


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_adds_no_element_and_no_attribute(text: str) -> None:
    tree = parsed(render(poisoned(sample(), text)))
    assert {node.tag for node in elements(tree)} <= ELEMENTS
    assert {name for node in elements(tree) for name in node.attrib} <= ATTRIBUTES
    assert len(tree.xpath("//script")) == 1
    assert len(tree.xpath("//style")) == 1
    assert len(tree.xpath("//meta")) == 5


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_no_hidden_character_reaches_the_page(text: str) -> None:
    page = render(poisoned(sample(), text))
    assert {char for char in page if hides(char)} == set()


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_links_go_within_the_page_or_to_http(text: str) -> None:
    urls = replace(
        sample(),
        listings=tuple(
            replace(row, url=text, entry_url="https://example.org/" + text)
            for row in sample().listings
        ),
    )
    for node in parsed(render(urls)).xpath("//a"):
        href = node.get("href")
        assert href.startswith(("#", "https://example.org/", f"{DESK}/"))
        assert href.startswith("#") or node.get("rel") == "noopener noreferrer nofollow"


def test_hostile_identifiers_stay_within_their_attribute_and_their_command() -> None:
    name = "m-\"><script>alert(1)</script> $(touch x) `y` 'z"
    data = sample()
    (waits,) = (pair for pair in data.pairs if pair.band == "review")
    tree = parsed(render(replace(data, pairs=(replace(waits, left_mention_id=name),))))
    (command,) = tree.xpath("//section[@id='review']//code[@class='command']/text()")
    assert len(tree.xpath("//script")) == 1
    assert command.startswith("collate decide 'm-\"><script>")
    assert "'\"'\"'z' m-c1 same" in command  # the quote in it is quoted for the shell


def test_a_megabyte_of_title_is_a_line() -> None:
    text = "Needs <assessment> " * 60_000
    data = release(
        works=(work("w-1", title=text, mention_count=2),),
        mentions=(mention("m-1", title=text), mention("m-2", title=text[1:], abstract=text)),
        listings=(listing("l-1", "m-1", page=text, locator=text, source=text),),
    )
    page = render(data)
    assert len(page) < 80_000
    assert "…" in page


def test_every_character_is_shown_or_named() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        text = visible("".join(map(chr, range(start, start + 4096))))
        assert not {char for char in text if unicodedata.category(char)[0] == "C"} - {"\t", "\n"}
        assert "<" not in text.replace('<span class="hid">', "").replace("</span>", "")


def test_a_character_that_stands_alone_is_shown_or_named_as_well() -> None:
    for char in map(chr, range(0x3400)):
        assert (char in visible(char)) != hides(char) or char in "&<>\"'", f"U+{ord(char):04X}"


@given(st.text(st.characters(exclude_characters="[]"), max_size=60))
def test_what_is_shown_reads_as_the_text_with_its_hidden_characters_named(text: str) -> None:
    node = html.fragment_fromstring(str(shown(text)))
    assert node.tag == "bdi"
    assert node.text_content() == plain(text).replace("[", "").replace("]", "")


@given(st.text(max_size=200), st.integers(1, 50))
def test_bounded_text_is_never_longer_than_its_bound_and_the_dots(text: str, limit: int) -> None:
    assert len(bounded(text, limit)) <= limit + 1


@given(st.text(max_size=100))
def test_plain_text_is_one_line_that_hides_nothing(text: str) -> None:
    assert not any(hides(char) or char == "\n" for char in plain(text))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " https://example.org/",
        "https://example.org/ x",
        "https://example.org/\u202e",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/",
        "https:example.org",
        "https://",
        "http://[::1",
        "https://example.org/" + "x" * 3000,
        "",
        None,
    ],
)
def test_only_a_web_address_becomes_a_link(url: str | None) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize("url", ["https://example.org/a?b=c&d#e", "http://example.org:8080/ü"])
def test_a_web_address_is_kept_as_it_is(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("summary", [summary_markdown, lambda data: summary_text(data, report="r")])
def test_a_summary_is_lines_of_plain_text(summary: Callable[[ReportData], str], text: str) -> None:
    said = summary(poisoned(sample(), text))
    assert {char for char in said if hides(char)} == set()
    assert max(map(len, said.splitlines())) < 900


def test_markdown_from_a_page_stays_text() -> None:
    data = sample()
    (page,) = data.set_aside
    said = summary_markdown(
        replace(data, set_aside=(replace(page, page="[x](javascript:y) | <b>*z*</b>"),))
    )
    assert r"\[x\]\(javascript\:y\) \| \<b\>\*z\*\</b\>" in said


def test_only_our_own_files_become_markup_without_being_escaped() -> None:
    # `|safe` in a template, or Markup(...) around a variable, would undo all of the above.
    folder = Path(sys.modules["pipeline.report"].__file__ or "").parent
    calls = [
        (path.name, ast.unparse(node.args[0]))
        for path in sorted(folder.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup"
        if not isinstance(node.args[0], ast.Constant)
    ]
    assert calls == [("page.py", "style"), ("page.py", "script")]
    for template in folder.rglob("*.html"):
        assert "safe" not in template.read_text(encoding="utf-8")


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
def test_a_browser_runs_our_script_and_no_other(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    text = "<script>document.title='owned'</script><img src=x onerror=document.title='owned'>"
    page.write_text(render(poisoned(sample(), text)), encoding="utf-8")
    options = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --dump-dom"
    command = ["chromium", *options.split(), f"--user-data-dir={tmp_path / 'u'}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    tree = parsed(done.stdout)
    assert tree.xpath("string(//title)") != "owned"
    assert tree.xpath("//p[@id='find']/@hidden") == []  # our script showed the search
