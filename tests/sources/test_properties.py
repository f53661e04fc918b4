"""Laws that hold for every page: no crash, every line accounted for once, time that is linear."""

import random
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PageError
from pipeline.model import Block, Reading, Snapshot
from pipeline.read import blocks, text_at
from pipeline.sources import LAYOUTS, read_page, sources
from pipeline.sources.furniture import rule_for_line
from pipeline.sources.imprints import grade
from pipeline.sources.lines import role
from tests.sources.pages import html, said, snapshot, text

PIECES = (
    *("Country", "Region", "Year", "Authors", "Category", "Worldwide", "2016", "English", "Name:"),
    *("ISBN", "978-92-9068-715-3", "184", "pages", "(", ")", ",", ":", ".", "-", "|", "/", "USD"),
    *("Available", "for", "PDF", "download", "IOM", "ICAT", "Issue", "Brief", "01,", "10/2016"),
    *("Title", "Case", "words", "that", "end.", "ORDER", "FORM", "Skip to main content", "next"),
)
TAGS = (
    *("div", "p", "span", "b", "strong", "h2", "h3", "ul", "li", "dl", "dt", "dd", "table", "tr"),
    *("td", "th", "br", "a", "article", "nav", "pre", "section"),
)

lines = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
pages = st.lists(st.one_of(lines, st.just(""), st.text(max_size=20)), max_size=30).map("\n".join)
tags = st.tuples(
    st.sampled_from(["<{}>", "</{}>", "<{} class='field__label'>"]), st.sampled_from(TAGS)
)
markup = st.lists(
    st.one_of(tags.map(lambda tag: tag[0].format(tag[1])), lines, st.text(max_size=8)), max_size=40
).map("".join)


def attempt(page: Snapshot) -> Reading | None:
    try:
        return read_page(page)
    except PageError:
        return None


def assert_each_once(page: Snapshot, found: Reading) -> None:
    unread = [unknown.locator for unknown in found.unread if unknown.kind == "line"]
    claimed = [claim.locator for claim in found.claims]
    assert Counter(claimed + unread) == Counter(block.locator for block in blocks(page))


@given(st.binary(max_size=300), st.sampled_from(["text/plain", "text/html"]))
def test_no_bytes_do_harm(body: bytes, media_type: str) -> None:
    attempt(snapshot(body, media_type))


@given(pages)
def test_every_line_of_a_text_is_accounted_for_once(body: str) -> None:
    page = snapshot(body.encode("utf-8", "surrogatepass"))
    if found := attempt(page):
        assert_each_once(page, found)


@given(markup)
def test_every_block_of_a_page_is_accounted_for_once(body: str) -> None:
    page = snapshot(body.encode("utf-8", "surrogatepass"), "text/html")
    if found := attempt(page):
        assert_each_once(page, found)


@given(pages, st.sampled_from(sorted(LAYOUTS)))
def test_a_layout_accounts_for_every_line_whatever_the_page(body: str, layout: str) -> None:
    found = blocks(snapshot(body.encode("utf-8", "surrogatepass")))
    laid = LAYOUTS[layout](found, sources()[layout])
    unread = [unknown.locator for unknown in laid.unread if unknown.kind == "line"]
    assert sorted([claim.locator for claim in laid.claims] + unread) == sorted(
        block.locator for block in found
    )
    assert [entry.ordinal for entry in laid.entries] == list(range(1, len(laid.entries) + 1))
    assert all(entry.title for entry in laid.entries)


@given(markup)
def test_every_locator_of_a_page_leads_to_its_block(body: str) -> None:
    page = snapshot(body.encode("utf-8", "surrogatepass"), "text/html")
    for block in blocks(page):
        assert text_at(page, block.locator) == block.text


@given(pages, st.text(max_size=12))
def test_the_name_of_a_page_changes_nothing(body: str, name: str) -> None:
    here, there = (attempt(snapshot(body.encode("utf-8", "replace"), page=n)) for n in ("a", name))
    assert (here and (here.source, here.entries)) == (there and (there.source, there.entries))


@pytest.mark.parametrize("judge", [grade, rule_for_line, lambda line: role(line, "paragraph")])
def test_judging_a_line_takes_no_time_whatever_it_is_made_of(judge: object) -> None:
    """A pattern that backtracks without bound would not come to an end here."""
    dice = random.Random(7)
    assert callable(judge)
    for size in (60, 199, 299, 1199):
        for count in (1, 2, 3, 6):
            some = dice.sample([*PIECES, "1", "«", "x ", "…", "http://", "(("], count)
            judge("".join(dice.choices(some, k=size))[:size])


def calls(body: str, media_type: str) -> int:
    """Count the calls of Python functions that reading a page takes: time that is repeatable."""
    count = 0

    def counted(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event == "call"

    page = snapshot(body, media_type)
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        attempt(page)
    finally:
        sys.setprofile(before)
    return count


HOSTILE = {
    "labels": ("Country\n", "text/plain"),
    "labels and values": ("Country\nMali\nYear\n2018\n", "text/plain"),
    "values": ("IOM Title\nCountry\nYear\n" + "Mali\n" * 10, "text/plain"),
    "imprints": ("Title of IOM\n2015/184 pages English\n", "text/plain"),
    "halves of an imprint": ("English\n", "text/plain"),
    "sentences broken off": ("lower case words go on-\n", "text/plain"),
    "dated headings": ("Title of Something ICAT (2016)\nProse that ends here.\n", "text/plain"),
    "order forms": ("Name:\n", "text/plain"),
    "open divs": ("<div>", "text/html"),
    "open divs with text": ("<div>x", "text/html"),
    "open spans with breaks": ("<span>x<br>", "text/html"),
    "links with blocks": ("<a>x<div>y", "text/html"),
    "bold words": ("<b>x</b> y ", "text/html"),
    "lists": ("<ul><li>x", "text/html"),
    "cells": ("<td>x", "text/html"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_twice_the_page_takes_no_more_than_about_twice_the_time(case: str) -> None:
    piece, media_type = HOSTILE[case]
    once, twice = (calls("IOM Title\n" + piece * times, media_type) for times in (400, 800))
    assert twice <= 2.6 * once + 2000


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_cards_in_another_order_say_the_same(order: list[int]) -> None:
    cards = [
        f"Title {n} of a card\n\nA study of the subject, number {n} of a list.\nCountry\nMali\n"
        f"Year\n201{n}\n\n"
        for n in range(4)
    ]
    straight = said(text("".join(cards)))
    assert said(text("".join(cards[n] for n in order))) == [straight[n] for n in order]


def test_a_page_as_deep_as_nobody_builds_is_read_to_its_end() -> None:
    deep = "<div>" * 100_000 + "<p>Title 1</p><p>2015/184 pages</p><p>A study of things.</p>"
    after = "</div>" * 100_000 + "<p>Title 2</p><p>2016/18 pages</p><p>A study of others.</p>"
    assert [entry.title for entry in html(deep + after).entries] == ["Title 1", "Title 2"]


def test_blocks_are_never_empty() -> None:
    found = blocks(snapshot("<p> </p><p>\u200b</p><p>x</p>", "text/html"))
    assert [block.text for block in found] == ["x"]
    assert isinstance(found[0], Block)
