"""How a source is fetched is declared, checked, and said clearly where it cannot be meant."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.ingest.crawl import chosen, sites
from pipeline.ingest.crawl.sites import Site, is_within, origin
from pipeline.sources import entries, own_file, sources

START = "https://www.example.org/reports"


def one(**table: Any) -> Site:
    return sites({"one": {"fetch": {"start": START, **table}}})["one"]


def test_the_sources_of_the_five_pages_say_where_they_are() -> None:
    found = sites(entries())
    assert set(found) == {"iom_topics", "icat_publications", "iom_catalogue"}
    assert all(site.every >= timedelta(days=1) for site in found.values())
    assert not any(site.is_private for site in found.values())


def test_a_source_is_at_the_hosts_of_its_starts_with_and_without_www() -> None:
    assert one().hosts == {"example.org", "www.example.org"}
    assert one(hosts="files.example.org").hosts == {
        *("example.org", "www.example.org", "files.example.org"),
    }


def test_the_address_of_the_entry_is_the_start_where_none_is_given() -> None:
    assert sites({"one": {"url": START, "fetch": {}}})["one"].start == (START,)


def test_a_source_that_says_nothing_of_fetching_is_not_fetched() -> None:
    assert sites({"one": {"url": START}}) == {}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"start": "example.org"}, "start: 'example.org' is no address"),
        ({"start": "file:///etc/passwd"}, "no address that begins with http"),
        ({"start": "https://"}, "is no address"),
        ({"start": "http://[::1"}, "is no address"),
        ({"start": "https://a:b@example.org/"}, "a password in it"),
        ({"start": 5}, "give a text, or a list"),
        ({"start": []}, "give the address"),
        ({"start": "https://example.org/" + "a" * 1000}, "may have 1000 characters"),
        ({"next": "a["}, "next: 'a[' is no CSS selector"),
        ({"only": "("}, "is no regular expression"),
        ({"every": "daily"}, 'write it like "12 hours"'),
        ({"private": "yes"}, "give true or false"),
        ({"delay": -1}, "0 or more"),
        ({"seconds": 0}, "above 0"),
        ({"pages": 1.5}, "whole number"),
        ({"pages": True}, "whole number"),
        ({"hosts": ["a/b"]}, "is no host name"),
        ({"contact": "a\r\nCookie: b"}, "a text of one line"),
        ({"starts": START}, "starts: there is no such key"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_source_and_key(
    table: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=r"\[one.fetch\]") as caught:
        one(**table)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["../a", "a b", "", "Adopted/x", "adopted", "ü"])
def test_the_name_of_a_source_becomes_no_path(name: str) -> None:
    with pytest.raises(UsageError):
        sites({name: {"fetch": {"start": START}}})


@pytest.mark.parametrize(
    ("url", "is_at_home"),
    [
        (START, True),
        ("http://example.org/?page=2", True),
        ("https://example.org:8443/", False),
        ("https://example.org.evil.net/", False),
        ("https://example.org@evil.net/", False),
        ("ftp://example.org/", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("//example.org/", False),
        ("https://example.org/" + "a" * 2000, False),
    ],
)
def test_pages_are_looked_for_at_home_only(url: str, is_at_home: bool) -> None:
    assert is_within(one(), url) is is_at_home


@given(st.text(max_size=60))
def test_any_text_has_an_origin_or_none(text: str) -> None:
    assert isinstance(origin(text), str)
    assert isinstance(origin(f"http://{text}"), str)


def test_naming_a_source_that_cannot_be_fetched_lists_those_that_can() -> None:
    found = sites({"one": {"fetch": {"start": START}}})
    with pytest.raises(UsageError, match=r"two cannot be fetched\. These can be: one"):
        chosen(found, ["two"])
    assert chosen(found, []) == tuple(found.values())
    with pytest.raises(UsageError, match=r"add \[NAME\.fetch\]"):
        chosen({}, [])


OWN = """
[mine]
title = "Mine"
layout = "labelled_cards"
words = ["mine"]
licence = "CC BY 4.0"

[icat_publications.fetch]
contact = "https://example.org/contact"
"""


def test_a_file_of_ones_own_adds_sources_and_says_more_of_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert own_file() is None
    shipped = set(sources())
    (tmp_path / "sources.toml").write_text(OWN, encoding="utf-8")
    assert set(sources()) == shipped | {"mine"}
    assert next(iter(sources())) == "mine", "one's own are tried first"
    assert sources()["mine"].licence == "CC BY 4.0"
    site = sites(entries())["icat_publications"]
    assert (site.contact, site.start) == (
        *("https://example.org/contact", ("https://icat.un.org/publications",)),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[mine", "Expected ']'"),
        ("mine = 1", "`mine` is no table"),
        ('[mine]\ntitle = "a"', "there is no 'layout'"),
        ('[mine]\ntitle="a"\nlayout="labelled_cards"\nignore={a=["("]}', "[mine]"),
    ],
)
def test_a_wrong_file_of_ones_own_is_said_in_a_sentence(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("COLLATE_SOURCES", str(path))
    with pytest.raises(UsageError) as caught:
        sources()
    assert words in str(caught.value)


def test_a_file_of_ones_own_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLATE_SOURCES", "not-there.toml")
    with pytest.raises(UsageError, match=r"not-there\.toml is not there"):
        entries()
