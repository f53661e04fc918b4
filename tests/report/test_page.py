"""The page as a whole: what stands where, in what order, within what size."""

from __future__ import annotations

import random
import re
import time
from base64 import b64encode
from dataclasses import fields, replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest

from pipeline.model import TABLES
from pipeline.report import Limits, PageRead, ReportData, render
from pipeline.schema import table
from tests.report.builders import (
    BALKANS,
    CARIBBEAN,
    evidence,
    listing,
    mention,
    pair,
    release,
    sample,
    unknown,
    work,
)
from tests.report.page import elements, parsed, section

PAGE = render(sample())
TREE = parsed(PAGE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("came-in", ["catalogue", "topic_pages"]),
        ("merged", [CARIBBEAN[1], BALKANS, "+14.2 bits", "one is the other less its subtitle"]),
        ("merged", ["the longest title wins, since sources shorten titles", "page-3.html"]),
        ("merged", ["Editions English, 2005, 184 pages, ISBN 9789290682608, pdf, print"]),
        ("merged", ["Suriname (title)"]),
        ("merged", ["Bosnia and Herzegovina", "Kosovo", "English, 2005, 184 pages"]),
        ("review", ["The same subtitle and year", 'collate decide m-a2 m-c1 same --because "…"']),
        ("apart", [BALKANS, "−5.5 bits", "Two needs assessments of different places."]),
        ("relations", ["companion", "another kind of study"]),
        ("conflicts", ["medium", "2014", "2015", "low", "shorter"]),
        ("unknowns", ["place 1", "St. Maarten (Dutch part)", "SX", "L112", "20118/32 pages"]),
        ("set-aside", ["notes.txt", "no source recognises it"]),
        ("decisions", ["steward-1", "two places", "applied"]),
        ("changes", ["2026-11-20.1", "withdrawn 1", "A title that was", "changed 1"]),
        ("works", ["Arabic", "Trinidad and Tobago", "Caribbean", "Worldwide"]),
    ],
)
def test_a_section_says_what_the_rows_say(name: str, expected: list[str]) -> None:
    text = section(TREE, name)
    assert [phrase for phrase in expected if phrase not in text] == []


def test_the_header_names_the_release_its_day_and_its_parent() -> None:
    (header,) = TREE.xpath("//header[@class='top']")
    text = " ".join(header.text_content().split())
    assert "Release 2026-11-21.1" in text
    assert "As of 2026-11-21, 02:00 UTC. Follows release 2026-11-20.1." in text
    assert "8 listings" in text
    assert "on 4 pages of 2 sources" in text


def test_a_page_without_a_listing_counts_as_read() -> None:
    read = PageRead(page="silent.html", source="topic_pages", snapshot_sha256="e" * 64)
    before, after = (
        section(parsed(render(data)), "came-in")
        for data in (sample(), replace(sample(), pages=(*sample().pages, read)))
    )
    assert "topic_pages 3 4 3 3" in before
    assert "topic_pages 4 4 3 3" in after


def test_a_release_with_nothing_in_it_is_still_a_page() -> None:
    text = parsed(render(release())).text_content()
    assert "Nothing waits for a steward." in text
    assert "The first release" in text


def test_the_order_of_rows_makes_no_difference() -> None:
    shuffle = random.Random(7)
    for _ in range(5):
        assert render(_shuffled(sample(), shuffle)) == PAGE


def test_the_tables_of_a_release_give_the_same_page_as_its_rows() -> None:
    data = sample()
    facts = {
        name: getattr(data, name)
        for name in (field.name for field in fields(ReportData))
        if name not in TABLES
    }
    tables = {
        name: table(TABLES[name], getattr(data, name))
        for name in (field.name for field in fields(ReportData))
        if name in TABLES
    }
    again = ReportData.from_tables({**tables, "ledger": table(TABLES["ledger"], ())}, **facts)
    assert render(again) == PAGE


def test_notices_come_before_the_counts() -> None:
    page = render(replace(sample(), notices=("A check failed and was accepted.",)))
    assert page.index("A check failed and was accepted.") < page.index('class="tiles"')


def test_every_link_within_the_page_leads_somewhere_and_every_id_is_its_own() -> None:
    ids = TREE.xpath("//@id")
    inner = [href[1:] for href in TREE.xpath("//@href") if href.startswith("#")]
    assert len(ids) == len(set(ids))
    assert set(inner) <= set(ids)
    assert "merged-w-1" in inner


def test_labels_refer_to_what_is_there() -> None:
    ids = set(TREE.xpath("//@id"))
    referred = {
        name for value in TREE.xpath("//@aria-labelledby | //@for") for name in value.split()
    }
    assert referred <= ids
    assert TREE.get("lang") == "en"
    assert len(TREE.xpath("//h1")) == 1
    assert TREE.xpath("//svg[@role='img'][not(./title)]") == []


def test_a_heading_never_skips_a_level() -> None:
    levels = [int(node.tag[1]) for node in elements(TREE) if node.tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_the_page_asks_for_nothing_from_outside() -> None:
    assert TREE.xpath("//@src | //link | //iframe | //object | //form | //base | //img") == []
    (style,) = TREE.xpath("//style/text()")
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_lets_in_our_style_and_script_and_nothing_else() -> None:
    (policy,) = TREE.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,), (script,) = TREE.xpath("//style/text()"), TREE.xpath("//script/text()")
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed == {
        "default-src": "'none'",
        "style-src": f"'{_digest(style)}'",
        "script-src": f"'{_digest(script)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_no_element_carries_its_own_style_or_handler() -> None:
    # The policy would block them: a style here is one that is never seen.
    names = {name for node in elements(TREE) for name in node.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *(
            (ink, paper)
            for ink in ("ink", "soft", "accent")
            for paper in ("paper", "card", "faint")
        ),
        *((ink, "card") for ink in ("up", "down")),
        ("ink", "mark"),
        ("ink", "form"),
        ("ask", "ask-bg"),
        ("grave", "grave-bg"),
        ("ink", "calm-bg"),
    ],
)
def test_text_has_the_contrast_that_wcag_asks_for(scheme: int, ink: str, paper: str) -> None:
    (style,) = TREE.xpath("//style/text()")
    colours = dict(
        re.findall(
            r"--([a-z-]+): (#[0-9a-f]+)", re.findall(r":root \{(.*?)\}", style, re.S)[scheme]
        )
    )
    dark, light = sorted((_luminance(colours[ink]), _luminance(colours[paper])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_full_section_says_how_many_more_there_are_and_where() -> None:
    limits = Limits(merged=1, conflicts=1, works=2, unknowns=1, entries=1, pairs=0)
    tree = parsed(render(replace(sample(), unknowns=(unknown("a"), unknown("b"))), limits))
    assert "… and 1 more merged works: works.parquet where mention_count is above 1" in section(
        tree, "merged"
    )
    assert "… and 1 more entry of this work: mentions.parquet" in section(tree, "merged")
    assert "… and 1 more pair of this work: pairs.parquet" in section(tree, "merged")
    assert "… and 1 more conflicts: conflicts.parquet" in section(tree, "conflicts")
    assert "… and 1 more of this kind: unknowns.parquet" in section(tree, "unknowns")
    assert "… and 3 more works: works.parquet" in section(tree, "works")


def test_a_link_to_a_work_that_is_not_listed_is_only_its_title() -> None:
    tree = parsed(render(sample(), Limits(works=0, merged=0)))
    ids = set(tree.xpath("//@id"))
    assert {href[1:] for href in tree.xpath("//@href") if href.startswith("#")} <= ids


def test_rows_that_refer_to_what_is_not_there_do_no_harm() -> None:
    data = replace(sample(), mentions=(), works=(), listings=())
    assert "m-a2" in section(parsed(render(data)), "review")


def test_the_gravest_conflict_comes_first_then_the_least_certain_work() -> None:
    titles = [
        " ".join(node.text_content().split())
        for node in TREE.xpath("//section[@id='merged']/article/header/h3")
    ]
    assert titles == [BALKANS, CARIBBEAN[1] + " (Second Edition)"]


def test_lines_of_a_page_stand_in_page_order() -> None:
    rows = tuple(unknown(f"text {at}", locator=f"L{at}") for at in (100, 9, 20))
    text = section(parsed(render(release(unknowns=rows))), "unknowns")
    assert text.index("text 9") < text.index("text 20") < text.index("text 100")


def test_fields_in_which_the_entries_differ_say_so() -> None:
    (card,) = TREE.xpath("//article[@id='merged-w-2']")
    differing = [
        node.xpath("string(./*[@role='rowheader']/text())").strip()
        for node in card.xpath(".//div[contains(@class, 'differs')]")
    ]
    assert differing == ["Title", "Date"]


def test_a_long_abstract_begins_and_reads_on() -> None:
    long = " ".join(f"word{at}" for at in range(200))
    data = replace(sample(), mentions=tuple(replace(m, abstract=long) for m in sample().mentions))
    (opened, *_) = parsed(render(data)).xpath("//details[@class='abstract']")
    whole = opened.text_content()
    assert len(opened.xpath("string(./summary)")) < 300
    assert [word for word in long.split() if word not in whole.split()] == []


@pytest.mark.heavy
def test_twenty_thousand_works_make_a_page_of_sane_size_in_sane_time() -> None:
    data = _many(20_000)
    start = time.process_time()
    page = render(data)
    assert time.process_time() - start < 20  # about 1.5 s on one quiet core
    assert len(page.encode()) < 8_000_000
    assert "more works" in page


def _many(number: int) -> ReportData:
    works: list[Any] = []
    mentions, listings, pairs, rows = [], [], [], []
    for at in range(number):
        name, is_merged = f"{at:06}", at % 3 == 0
        works.append(work(f"w-{name}", title=f"Report {name}", mention_count=1 + is_merged))
        for side in range(1 + is_merged):
            mentions.append(mention(f"m-{name}-{side}", f"w-{name}", abstract="word " * 300))
            listings.append(listing(f"l-{name}-{side}", f"m-{name}-{side}"))
        if is_merged:
            ids = (f"m-{name}-0", f"m-{name}-1")
            pairs.append(pair(*ids, 9.0, "same"))
            rows += [evidence(*ids, comparison, 2.0) for comparison in ("title", "year")]
        else:
            pairs.append(pair(f"m-{name}-0", f"m-{at + 1:06}-0", 1.0, "review"))
    return release(
        works=tuple(works),
        mentions=tuple(mentions),
        listings=tuple(listings),
        pairs=tuple(pairs),
        evidence=tuple(rows),
        unknowns=tuple(unknown(f"line {at}", locator=f"L{at}") for at in range(number)),
    )


def _shuffled(data: ReportData, shuffle: random.Random) -> ReportData:
    rows: dict[str, Any] = {
        field.name: tuple(shuffle.sample(value, len(value)))
        for field in fields(data)
        if isinstance(value := getattr(data, field.name), tuple)
    }
    return replace(data, **rows)


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#rgb`` or ``#rrggbb``, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_two_works_are_asked_about_once_and_the_card_says_what_the_answer_settles() -> None:
    mentions = [mention(f"m-{n}", "w-1" if n < 2 else "w-2") for n in range(4)]
    pairs = [
        pair(f"m-{a}", f"m-{b}", weight, "review")
        for (a, b), weight in {(0, 2): 1.0, (0, 3): 4.0, (1, 2): 2.0}.items()
    ]
    data = release(works=(work("w-1"), work("w-2")), mentions=tuple(mentions), pairs=tuple(pairs))
    page = render(data)
    assert page.count("collate decide ") == 1
    assert "collate decide m-0 m-3 same" in page
    assert "settles 2 more pairs of the same two works" in page
