"""Metadata completes what a page shows and never replaces it; a page of no publication has none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PageError, UnknownSourceError
from pipeline.model import Entry, Reading
from pipeline.normalise import mentions
from pipeline.read import text_at
from pipeline.sources import read_page
from tests.sources.pages import html, snapshot

CARDS = """<div><h3>{0}</h3><p>An abstract of this first work, in one sentence.</p>
<dl><dt>Country</dt><dd>Chad</dd><dt>Year</dt><dd>2012</dd></dl></div>
<div><h3>Second of the titles</h3><p>An abstract of the second work, in one sentence.</p>
<dl><dt>Country</dt><dd>Mali</dd><dt>Year</dt><dd>2013</dd></dl></div>"""
TITLE = "First of the titles"


def page(said: object, title: str = TITLE) -> str:
    script = f"<script type='application/ld+json'>{json.dumps(said)}</script>"
    return f"<html><head>{script}</head><body>{CARDS.format(title)}</body></html>"


def fields(entry: Entry) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {field.label: (field.role, field.values) for field in entry.fields}


def report(**said: object) -> dict[str, object]:
    return {"@type": "Report", "name": TITLE, **said}


def test_what_only_the_metadata_says_is_added_to_the_visible_entry() -> None:
    found = html(page(report(isbn="978-92-9068-715-3", author={"name": "Surtees, Rebecca"})))
    assert found.source == "labelled_cards"
    assert fields(found.entries[0])["isbn"] == ("isbn", ("978-92-9068-715-3",))
    assert fields(found.entries[0])["author"] == ("authors", ("Surtees, Rebecca",))
    assert len(found.entries[1].fields) == 2


def test_the_visible_text_wins_and_the_other_date_is_kept_as_a_conflict() -> None:
    found = html(page(report(datePublished="2014-03-01")))
    assert fields(found.entries[0])["Year"] == ("year", ("2012",))
    assert fields(found.entries[0])["datePublished"] == ("date", ("2014-03-01",))
    first = next(s for s in mentions.standardise([found]) if s.mention.title == TITLE)
    assert first.mention.year == 2012
    assert {trace.value for trace in first.traces if trace.field == "year"} == {"2012", "2014"}


def test_another_country_in_the_metadata_is_kept_without_a_meaning() -> None:
    found = html(page(report(spatialCoverage={"@type": "Place", "name": "Niger"})))
    assert fields(found.entries[0])["spatialCoverage"] == ("other", ("Niger",))
    first = next(s for s in mentions.standardise([found]) if s.mention.title == TITLE)
    assert first.mention.country_codes == ("TD",)


def test_what_says_the_same_is_not_said_twice() -> None:
    found = html(page(report(datePublished="2012", spatialCoverage="Chad")))
    assert set(fields(found.entries[0])) == {"Country", "Year"}


def test_metadata_of_what_the_page_does_not_list_adds_nothing() -> None:
    other = {"@type": "Report", "name": "A work that is on no card", "isbn": "978-92-9068-715-3"}
    assert html(page(other)).entries == html(page([])).entries


def test_one_title_on_two_cards_takes_nothing_from_the_metadata() -> None:
    found = html(page(report(isbn="978-92-9068-715-3")).replace("Second of the titles", TITLE))
    assert [len(entry.fields) for entry in found.entries] == [2, 2]


def test_a_person_that_is_referred_to_is_named() -> None:
    graph = {
        "@graph": [
            {"@type": "Book", "name": "A title of a book", "author": [{"@id": "#p"}], "isbn": "x"},
            {"@type": "Person", "@id": "#p", "givenName": "Rebecca", "familyName": "Surtees"},
        ]
    }
    shot = snapshot(f"<script type='application/ld+json'>{json.dumps(graph)}</script>", "text/html")
    field = read_page(shot).entries[0].fields[0]
    assert field.values == ("Rebecca Surtees",)
    assert text_at(shot, field.value_locators[0]) == "Rebecca\nSurtees"


def test_an_author_whom_two_books_share_is_accounted_for_once() -> None:
    books = [{"@type": "Book", "name": f"Book number {n}", "author": {"@id": "#p"}} for n in (1, 2)]
    said = json.dumps({"@graph": [*books, {"@id": "#p", "name": "Surtees, Rebecca"}]})
    found = html(f"<script type='application/ld+json'>{said}</script>")
    assert [fields(entry)["author"][1] for entry in found.entries] == [("Surtees, Rebecca",)] * 2
    keys = [(claim.locator, claim.claimed_by) for claim in found.claims]
    assert len(keys) == len(set(keys))


def test_a_post_of_a_theme_that_calls_every_post_a_creative_work_is_no_publication() -> None:
    post = """<article itemscope itemtype="https://schema.org/CreativeWork"><h2 itemprop="headline">
How we moved our office</h2><time itemprop="datePublished" datetime="2016-05-01">1 May</time>
<span itemprop="author">A</span></article>"""
    with pytest.raises(UnknownSourceError):
        html(post * 3)


NO_PUBLICATION = {
    "a news article": {"@type": "NewsArticle", "headline": "Office opened", "author": "A"},
    "an article of a blog": {
        "@type": "Article",
        "headline": "How we work",
        "datePublished": "2016",
    },
    "a page": {"@type": "WebPage", "name": "Publications"},
    "breadcrumbs": {"@type": "BreadcrumbList", "itemListElement": [{"item": {"name": "Home"}}]},
    "an organisation": {"@type": "Organization", "name": "Example", "founder": {"@type": "Book"}},
    "a book without a name": {"@type": "Book", "isbn": "978-92-9068-715-3"},
    "nothing": None,
    "a text": "Report",
}


@pytest.mark.parametrize("case", NO_PUBLICATION)
def test_metadata_that_is_of_no_publication_makes_no_entry(case: str) -> None:
    script = json.dumps({"@context": "https://schema.org", "@graph": [NO_PUBLICATION[case]]})
    with pytest.raises(UnknownSourceError):
        html(f"<script type='application/ld+json'>{script}</script><p>Some words.</p>")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="DC.title" content="Publications"><meta name="DC.creator" content="Ministry">',
        '<meta property="og:title" content="A Guide"><meta property="og:type" content="article">',
        '<meta name="citation_title" content="One"><meta name="citation_title" content="Two">'
        '<meta name="citation_author" content="A">',
        '<meta name="citation_title" content="A title alone">',
    ],
)
def test_tags_that_describe_a_page_or_too_little_make_no_entry(head: str) -> None:
    with pytest.raises(UnknownSourceError):
        html(f"<html><head>{head}</head><body><p>Some words.</p></body></html>")


HOSTILE = {
    "deep": "[" * 50_000,
    "deep objects": '{"@graph":' * 3000 + "1" + "}" * 3000,
    "referring to itself": '{"@id":"#a","@type":"Book","name":{"@id":"#a"},"author":{"@id":"#a"}}',
    "a long number": '{"@type":"Book","name":"T","isbn":' + "9" * 5000 + "}",
    "not a number": '{"@type":"Book","name":"T","isbn":NaN}',
    "lone surrogates": '{"@type":"Book","name":"\\ud800 title","isbn":"1"}',
    "a script in a name": '{"@type":"Book","name":"<script>alert(1)</script>T","isbn":"1"}',
    "the same name twice": '{"@type":"Book","name":"T","name":"U","isbn":"1"}',
    "many": "[{}" + ',{"@type":"Book","name":"T","isbn":"1"}' * 5000 + "]",
    "types of all kinds": '{"@type":[1,null,{"a":[]},"Book"],"name":["T",{}],"isbn":[[[["1"]]]]}',
    "nothing": "",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_metadata_stops_nothing(case: str) -> None:
    body = f"<script type='application/ld+json'>{HOSTILE[case]}</script>{CARDS.format(TITLE)}"
    found = html(body)
    assert [entry.title for entry in found.entries] == [TITLE, "Second of the titles"]
    mentions.standardise([found])


def read(body: str) -> Reading | None:
    try:
        return read_page(snapshot(body, "text/html"))
    except PageError:
        return None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["@type", "@graph", "@id", "name", "author", "isbn", "identifier", "@value"]
                ),
                inner | st.sampled_from(["Book", "Report", "T", "978-92-9068-715-3"]),
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_every_value_of_any_metadata_stands_where_it_says(said: object) -> None:
    body = f"<script type='application/ld+json'>{json.dumps(said)}</script><p>One.</p>"
    found = read(body.replace("</", "<\\/", body.count("</") - 2) if body.count("</") > 2 else body)
    for entry in found.entries if found else ():
        shot = found.snapshot if found else snapshot(body)
        assert text_at(shot, entry.title_locator) == entry.title
        for field in entry.fields:
            for value, locator in zip(field.values, field.value_locators, strict=True):
                assert value in text_at(shot, locator).replace("\n", " ")
