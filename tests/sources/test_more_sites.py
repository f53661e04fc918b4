"""Twenty-five further kinds of pages that nobody declared: what they list is made out."""

import re
from pathlib import Path

import pytest

from pipeline.ingest.names import media_type
from pipeline.model import Entry
from pipeline.normalise import mentions
from pipeline.sources import read_page
from pipeline.sources.entries import OWN
from pipeline.sources.proposal import proposal
from tests.sources.more_sites import DESCRIBED, REPEATED, TAGGED, WORKS
from tests.sources.pages import snapshot


@pytest.fixture(autouse=True)
def _no_own_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OWN, raising=False)


def says_year(entry: Entry, year: str) -> bool:
    return any(year in value for field in entry.fields for value in field.values)


@pytest.mark.parametrize("case", REPEATED)
def test_the_entries_of_a_regular_page_are_made_out(case: str) -> None:
    made = proposal(snapshot(REPEATED[case], "text/html"), "mine")
    assert [entry.title for entry in made.laid.entries] == [title for title, _ in WORKS], made.text


@pytest.mark.parametrize("case", DESCRIBED)
def test_a_page_that_describes_what_it_lists_is_read(case: str) -> None:
    kind, body = DESCRIBED[case]
    reading = read_page(snapshot(body, kind))
    assert [entry.title for entry in reading.entries] == [title for title, _ in WORKS]
    found = {each.mention.title: each.mention.year for each in mentions.standardise([reading])}
    assert found == {title: int(year) for title, year in WORKS}


@pytest.mark.parametrize("case", [name for name, (kind, _) in DESCRIBED.items() if "xml" in kind])
def test_a_feed_is_known_by_its_bytes(case: str) -> None:
    body = DESCRIBED[case][1]
    assert media_type(body if isinstance(body, bytes) else body.encode()) == "application/xml"


@pytest.mark.parametrize("case", TAGGED)
def test_a_page_about_one_publication_is_read_by_its_tags(case: str) -> None:
    reading = read_page(snapshot(TAGGED[case], "text/html"))
    (found,) = mentions.standardise([reading])
    assert (found.mention.title, found.mention.year) == (WORKS[2][0], int(WORKS[2][1]))
    assert [person.name for person in found.mention.contributors] == ["Surtees"]
    assert not [
        u.text
        for u in reading.unread
        if not re.fullmatch(r"Home|About|Contact|Library|Some.*", u.text)
    ]
