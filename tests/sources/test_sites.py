"""Twenty-two kinds of sites that list the same publications are all read, by entries alone."""

from pathlib import Path

import pytest

from pipeline.model import Entry, Reading
from pipeline.normalise import mentions
from pipeline.read import page, text_at
from pipeline.sources import read_page
from pipeline.sources.entries import OWN
from tests.sources.pages import snapshot
from tests.sources.sites import OF_ONE, SITES, WORKS, Printed, Site

MEDIA = {"html": "text/html", "xml": "application/xml"}


@pytest.fixture(autouse=True)
def _own_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("\n".join(site.entry for site in SITES), encoding="utf-8")
    monkeypatch.setenv(OWN, str(path))


def reading(site: Site) -> Reading:
    return read_page(snapshot(site.page, MEDIA[site.kind], site.name))


def printed(site: Site) -> tuple[Printed, ...]:
    return WORKS[2:3] if site.name in OF_ONE else WORKS


def values(entry: Entry, *roles: str) -> str:
    return ", ".join(v for field in entry.fields if field.role in roles for v in field.values)


sites = pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)


@sites
def test_a_site_is_read_by_the_source_that_is_meant(site: Site) -> None:
    assert reading(site).source == site.source


@sites
def test_every_publication_of_a_site_is_read_in_order(site: Site) -> None:
    found = [entry.title for entry in reading(site).entries]
    assert found == [work.title for work in printed(site)]


@sites
def test_what_a_site_prints_of_a_publication_is_read(site: Site) -> None:
    for entry, work in zip(reading(site).entries, printed(site), strict=True):
        if "year" in site.roles:
            assert work.year in values(entry, "year", "date")
        if "authors" in site.roles:
            assert all(name in values(entry, "authors") for name in work.authors)
        if "isbn" in site.roles:
            assert values(entry, "isbn").removeprefix("ISBN ") == work.isbn
        if "country" in site.roles:
            assert values(entry, "country") == work.country
        assert entry.abstract.startswith(work.abstract if "abstract" in site.roles else "")


@sites
def test_every_block_of_a_site_is_accounted_for_and_little_is_unread(site: Site) -> None:
    found = reading(site)
    accounted = {claim.locator for claim in found.claims} | {u.locator for u in found.unread}
    blocks = page(snapshot(site.page, MEDIA[site.kind])).blocks
    assert {block.locator for block in blocks} <= accounted
    assert len(found.unread) <= len(found.entries) + 1, [each.text for each in found.unread]


@sites
def test_every_value_of_a_site_stands_where_it_says(site: Site) -> None:
    shot = snapshot(site.page, MEDIA[site.kind])
    found = reading(site)
    told = [(claim.locator, claim.text) for claim in found.claims]
    for locator, text in [*told, *((unread.locator, unread.text) for unread in found.unread)]:
        assert text_at(shot, locator) == text
    for entry in found.entries:
        assert text_at(shot, entry.title_locator) == entry.title
        assert text_at(shot, entry.locator)
        lines = text_at(shot, entry.abstract_locator) if entry.abstract else ""
        assert all(part in lines for part in entry.abstract.split("\n\n"))
        for field in entry.fields:
            for value, locator in zip(field.values, field.value_locators, strict=True):
                assert value in text_at(shot, locator).replace("\n", " ")


@sites
def test_what_a_site_says_reaches_the_mentions(site: Site) -> None:
    found = {each.mention.title: each.mention for each in mentions.standardise([reading(site)])}
    for work in printed(site):
        mention = found[work.title]
        assert mention.year == (int(work.year) if "year" in site.roles else mention.year)
        if "isbn" in site.roles:
            assert mention.isbns == ((work.isbn.replace("-", ""),) if work.isbn else ())
        if "authors" in site.roles:
            assert len(mention.contributors) >= len(work.authors)
