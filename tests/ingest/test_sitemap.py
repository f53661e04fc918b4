"""Sitemaps give addresses, within bounds, whatever is in them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.names import media_type
from pipeline.ingest.sitemap import MOST, Address, urls
from pipeline.model import Snapshot

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def page(body: str) -> Snapshot:
    raw = body.encode("utf-8", "replace")
    return Snapshot(
        sha256="",
        page="sitemap.xml",
        url=None,
        fetched_at=datetime(2026, 11, 21, tzinfo=UTC),
        media_type=media_type(raw),
        body=raw,
    )


def test_a_sitemap_gives_its_addresses_in_order_and_once() -> None:
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NAMESPACE}>
  <url><loc> https://e.org/a?x=1&amp;y=2 </loc><lastmod>2016-05-12</lastmod></url>
  <url><loc>https://e.org/b</loc></url>
  <url><loc>https://e.org/a?x=1&amp;y=2</loc></url>
</urlset>"""
    assert urls(page(body)) == (
        Address(url="https://e.org/a?x=1&y=2", is_sitemap=False, changed="2016-05-12"),
        Address(url="https://e.org/b", is_sitemap=False),
    )


def test_an_index_gives_further_sitemaps() -> None:
    body = f"<sitemapindex {NAMESPACE}><sitemap><loc>https://e.org/1.xml</loc></sitemap></sitemapindex>"
    assert urls(page(body)) == (Address(url="https://e.org/1.xml", is_sitemap=True),)


def test_a_list_of_addresses_is_a_sitemap_and_prose_is_none() -> None:
    assert [each.url for each in urls(page("https://e.org/a\nhttps://e.org/b\n"))] == [
        "https://e.org/a",
        "https://e.org/b",
    ]
    assert urls(page("See https://e.org/a")) == ()


@pytest.mark.parametrize(
    "loc",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://e.org/x",
        "//e.org/x",
        "http://[::1",
        "https://e.org/" + "a" * 3000,
        "",
    ],
)
def test_what_is_no_web_address_is_not_followed(loc: str) -> None:
    assert urls(page(f"<urlset><url><loc>{loc}</loc></url></urlset>")) == ()


def test_entities_are_never_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    body = f"""<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY e0 "x">{bomb}
<!ENTITY out SYSTEM "file:///etc/hostname">]>
<urlset><url><loc>https://e.org/&e9;</loc></url><url><loc>https://e.org/&out;</loc></url></urlset>"""
    assert {each.url for each in urls(page(body))} == {"https://e.org/"}


def test_no_more_are_given_than_the_protocol_allows() -> None:
    many = "".join(f"<url><loc>https://e.org/{n}</loc></url>" for n in range(MOST + 5))
    assert len(urls(page(f"<urlset>{many}</urlset>"))) == MOST


@given(st.text())
def test_any_text_gives_addresses_or_none(text: str) -> None:
    for body in (text, f"<urlset>{text}</urlset>", f"<urlset><url><loc>{text}"):
        assert all(each.url.startswith("http") for each in urls(page(body)))
