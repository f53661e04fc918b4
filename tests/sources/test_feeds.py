"""Feeds give listings whatever is done to them; nothing outside of them is ever read."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PageError, UnknownSourceError
from pipeline.model import Entry
from pipeline.normalise import mentions
from pipeline.read import text_at
from pipeline.sources import read_page
from tests.sources.pages import snapshot


def rss(items: str, before: str = "", channel: str = "<title>All</title>") -> str:
    return f'{before}<rss version="2.0"><channel>{channel}{items}</channel></rss>'


def entries(body: str) -> Sequence[Entry]:
    return read_page(snapshot(body, "application/rss+xml")).entries


def fields(entry: Entry) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(field.label, field.role, field.values) for field in entry.fields]


def test_entities_that_a_feed_declares_are_never_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    outside = '<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://e.org/x">%p;'
    before = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom">{bomb}{outside}]>'
    items = "<item><title>A title &e12; &file; of a work</title></item>"
    assert [entry.title for entry in entries(rss(items, before))] == ["A title of a work"]


def test_a_summary_is_the_abstract_and_the_full_text_is_not() -> None:
    content = "<content:encoded>A long text of the same.</content:encoded>"
    items = f"<item><title>A title</title>{content}<description>Short.</description></item>"
    assert entries(rss(items))[0].abstract == "Short."
    assert entries(rss(items.replace("description", "x")))[0].abstract == "A long text of the same."


def test_an_address_is_no_author_and_a_name_in_brackets_is() -> None:
    items = "<item><title>A title</title><author>a@b.org (Rebecca Surtees)</author></item>"
    assert fields(entries(rss(items))[0]) == [("author", "authors", ("Rebecca Surtees",))]
    items = "<item><title>A title</title><author>a@b.org</author></item>"
    assert fields(entries(rss(items))[0]) == [("author", "other", ("a@b.org",))]


def test_an_identifier_is_known_by_its_form() -> None:
    items = (
        "<item><title>A title</title><guid>urn:isbn:9789290687153</guid><guid>post 7</guid></item>"
    )
    assert fields(entries(rss(items))[0]) == [("guid", "isbn", ("urn:isbn:9789290687153",))]


def test_an_item_without_a_title_is_left_unread() -> None:
    items = "<item><description>Words.</description></item><item><title>A title</title></item>"
    reading = read_page(snapshot(rss(items), "text/xml"))
    assert [entry.title for entry in reading.entries] == ["A title"]
    assert [unread.text for unread in reading.unread] == ["Words."]


@pytest.mark.parametrize(
    "body", ["<rss/>", "<rss><channel><title>x</title></channel></rss>", "<feed"]
)
def test_a_feed_without_items_is_claimed_by_nobody(body: str) -> None:
    with pytest.raises(UnknownSourceError):
        entries(body)


def test_a_sitemap_says_what_it_is() -> None:
    with pytest.raises(UnknownSourceError, match="it is a sitemap"):
        entries("<urlset><url><loc>https://e.org/</loc></url></urlset>")


HOSTILE = {
    "deep": "<a>" * 5000,
    "many attributes": "<a " + " ".join(f'x{n}="1"' for n in range(5000)) + "/>",
    "no end": "<description><![CDATA[" + "<p>" * 3000,
    "one long word": f"<description>{'x' * 200_000}</description>",
    "unclosed tags": "<description>" + "&lt;b" * 20_000 + "</description>",
    "null bytes": "<description>a\0b</description>",
    "a script": "<description>&lt;script&gt;alert(1)&lt;/script&gt;Words.</description>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_items_stop_nothing(case: str) -> None:
    body = rss(f"<item><title>A title of a work</title>{HOSTILE[case]}</item>")
    reading = read_page(snapshot(body, "application/xml"))
    assert [entry.title for entry in reading.entries] == ["A title of a work"]
    assert "alert" not in reading.entries[0].abstract
    mentions.standardise([reading])


@given(
    st.lists(st.sampled_from(["title", "description", "pubDate", "author", "guid", "x"])), st.text()
)
def test_every_value_of_any_feed_stands_where_it_says(names: list[str], text: str) -> None:
    inner = "".join(f"<{name}>{text}{name}</{name}>" for name in names)
    shot = snapshot(
        rss(f"<item><title>T</title>{inner}</item>").encode("utf-8", "replace"), "text/xml"
    )
    try:
        found = read_page(shot)
    except PageError:
        return
    for entry in found.entries:
        assert entry.title in text_at(shot, entry.title_locator).replace("\n", " ")
        for field in entry.fields:
            for value, locator in zip(field.values, field.value_locators, strict=True):
                assert value in text_at(shot, locator)
