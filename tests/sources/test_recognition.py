"""Which pages are claimed, and by whom; what is no listing is claimed by nobody."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import PageError, UnknownSourceError
from pipeline.sources import read_page, recognise
from tests.sources.pages import HERE, file, html, snapshot, text

LATER = datetime(2030, 1, 1, tzinfo=UTC)

NO_LISTING = {
    "nothing": "",
    "blank lines": "\n\n \n",
    "a README": """# Tool
A tool that does one thing well.
## Install
Run the installer, then open a new shell.
## Usage
Call it with a file; it prints what it found.
## Author
See the file AUTHORS.
## License
Free for all.
""",
    "a table as CSV": "country,region,year,authors,category\n" + "Mali,Africa,2014,A,B\n" * 20,
    "a login": "Log in\nUsername\nPassword\nCountry\nLanguage\nEnglish\nForgot your password?\n",
    "a search form": "Search publications\nCountry\nMali\nRegion\nAfrica\nYear\n2016\nApply\n",
    "an article": """Agency opens new office
By the newsroom
21 November 2016

GENEVA – The International Organization for Migration (IOM) opened an office on Monday.

Officials said that it will serve three countries and employ forty people.

Background

A report of 184 pages from 2015 (ISBN 978-92-9068-715-3) is available for download.

Category: News
Date: 21 November 2016
Country: Switzerland
""",
    "an encyclopaedia": """Trafficking in persons

Definition

Article 3 of the Protocol defines trafficking in persons by an act, a means and a purpose.

Statistics (2016)

Courts in most countries convict few traffickers, and the number has not grown for years.

ICAT

The Inter-Agency Coordination Group against Trafficking in Persons (ICAT) was set up in 2007.
""",
    "a bibliography": """References
Title of an article. Journal of Things, 12 (3), 2016.
Title of another one. ISBN 978-92-9068-715-3.
Title of a book. Press, 2012. 200 pp.
""",
    "a changelog": "# Changelog\n## 1.2.0 (2016-03-01)\nA feature.\n## 1.1.0\nA bug less.\n",
    "a blog": "Blog\nHow we built it\nPosted on 3 May 2016\nWe built it with care, over months.\n",
    "bytes": "\x00\x01\x02" * 200,
}


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
@pytest.mark.parametrize("case", NO_LISTING)
def test_what_is_no_listing_is_claimed_by_nobody(case: str, media_type: str) -> None:
    body = NO_LISTING[case]
    if media_type == "text/html":
        body = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    with pytest.raises(UnknownSourceError):
        read_page(snapshot(body, media_type))


@pytest.mark.parametrize("case", sorted(HERE.glob("*/*/page.*")), ids=lambda page: page.parts[-3])
def test_recognising_looks_at_bytes_and_nothing_else(case: Path) -> None:
    page = file(case)
    renamed = replace(page, page="other", url="https://elsewhere.example.org/", fetched_at=LATER)
    assert recognise(renamed) == read_page(page).source


def test_a_media_type_without_a_reader_says_what_to_do() -> None:
    with pytest.raises(PageError, match="save the page as text, HTML or PDF"):
        read_page(snapshot(b"\x89PNG", "image/png"))


def test_a_site_is_known_by_its_words_and_a_fallback_reads_the_rest() -> None:
    page = "Title {0} here\n\n2015/184 pages English\n\nA study of {1} and of what follows.\n\n\n"
    assert text(page.format(1, "IOM") + page.format(2, "it")).source == "iom_catalogue"
    assert text(page.format(1, "us") + page.format(2, "it")).source == "imprint_catalogue"


def test_a_word_within_a_word_is_no_sign_of_a_site() -> None:
    page = "Title {0} here\n\n2015/184 pages English\n\nA study of an axiom and its use.\n\n\n"
    assert text(page.format(1) + page.format(2)).source == "imprint_catalogue"


OWN = """
[near]
title = "Near"
layout = "labelled_cards"
labels = { "Wohin" = "country" }
fetch = { start = "http://127.0.0.1:8001/near/list" }

[far]
title = "Far"
layout = "labelled_cards"
url = "http://127.0.0.1:8001/far"

[beside]
title = "Beside"
layout = "labelled_cards"
url = "http://127.0.0.1:8002/near/list"
"""
CARDS = "".join(
    f"<h3>Title {n} of a work</h3><p>What IOM found of it, in a sentence.</p>"
    "<p>Wohin: Mali</p><p>Year: 2012</p><p>Authors: Doe, J.</p>"
    for n in range(3)
)


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("http://127.0.0.1:8001/near/list?page=2", "near"),
        ("https://127.0.0.1:8001/far/off", "far"),
        ("http://127.0.0.1:8002/", "beside"),
        ("http://127.0.0.1:8003/near/list", "iom_topics"),
        (None, "iom_topics"),
    ],
)
def test_a_page_is_of_the_source_it_was_fetched_from_whatever_its_words(
    url: str | None, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "sources.toml"
    own.write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("COLLATE_SOURCES", str(own))
    assert read_page(replace(snapshot(CARDS, "text/html"), url=url)).source == source


def test_labels_that_many_sites_have_are_no_sign_of_a_site() -> None:
    cards = CARDS.replace("IOM", "one").replace("Wohin", "Country")
    assert html(cards).source == "labelled_cards"
    more = cards.replace("<p>Year", "<p>Region: Africa</p><p>Year")
    assert html(more).source == "iom_topics"
    elsewhere = "<link rel='canonical' href='https://other.example.org/list'>"
    assert html(elsewhere + more).source == "labelled_cards"


def test_html_that_hides_a_listing_shows_none() -> None:
    page = "<div>Title {0}</div><div>2015/184 pages</div><div>A study of some subject.</div>"
    with pytest.raises(UnknownSourceError):
        html(f"<div style='display: none'>{page.format(1)}{page.format(2)}</div>")
