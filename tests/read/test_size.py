"""Pages too large to be a listing are set aside before they cost anything."""

import pytest

from pipeline import read
from pipeline.errors import PageError, UnknownSourceError
from pipeline.sources import read_page
from tests.sources.pages import snapshot, text


def test_a_page_of_more_bytes_than_any_listing_has_is_not_read() -> None:
    page = snapshot(b"x" * (read.LARGEST + 1))
    with pytest.raises(PageError, match="33,554,433 bytes, more than the 33,554,432"):
        read_page(page)


def test_of_a_large_page_that_begins_as_no_listing_the_rest_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read, "LARGE", 1000)
    monkeypatch.setattr(read, "HEAD", 200)
    page = snapshot("Some line that says nothing in particular\n" * 50)
    monkeypatch.setattr("pipeline.sources.as_page", lambda _: pytest.fail("read whole"))
    with pytest.raises(UnknownSourceError):
        read_page(page)


def test_a_large_page_that_begins_as_a_listing_is_read_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read, "LARGE", 1000)
    monkeypatch.setattr(read, "HEAD", 800)
    entry = "Title {n} of a card\n\nA study of the subject.\nCountry\nMali\nYear\n2001\n\n"
    assert len(text("".join(entry.format(n=n) for n in range(60))).entries) == 60
