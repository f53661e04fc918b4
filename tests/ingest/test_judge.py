"""What counts as a page of a source, and what stands in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.crawl.judge import Sent, fault

WORDS = "".join(f"<li>Report number {n}, 2015, Albania</li>" for n in range(200))
LISTING = f"<!DOCTYPE html><html><title>Reports</title><ul>{WORDS}</ul></html>".encode()
BOX = b'<form>Members: <input type="password" name=p></form>'


def told(body: bytes, before: bytes | None = None, **more: object) -> str:
    sent = {"status": 200, "body": body, **more}
    return fault(Sent(**sent), before)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        LISTING,
        LISTING.replace(b"<ul>", BOX + b"<ul>"),
        b"<html><title>404 victims identified in Albania</title><p>A report, 2015</html>",
        b"<html><title>Errors in age assessment</title><p>A report, 2015</html>",
        b"<html><title>Forbidden journeys: a report</title><p>2015</html>",
        b"<html><title>Reports</title><h1>Not found: the missing, 2015</h1></html>",
        b"<html><title>Reports</title><h1>Reports</h1><h1>Error 404</h1><p>A novel</html>",
        b"<html><title>Server-side justice and error rates</title><p>2015</html>",
        b"<html><h1>Maintenance of refugee camps</h1><p>A guide, 2015</html>",
        b"<html><h1>Access to justice denied</h1><p>A study, 2015</html>",
        b"<html><title>Not for sale</title><p>A study, 2015</html>",
        b"<p>One",
    ],
)
def test_a_listing_counts(body: bytes) -> None:
    assert told(body) == ""


@pytest.mark.parametrize(
    "title",
    [
        "404 Not Found",
        "Error 503",
        "Page not found | Example",
        "Internal Server Error",
        "403 - Forbidden: Access is denied",
        "Access denied",
        "404",
        "HTTP Status 404 – Not Found",
        "An error occurred",
        "The website is temporarily unavailable",
        "Forbidden",
        "502 Bad Gateway",
        "Service Unavailable",
        "Site under maintenance",
        "Just a moment...",
        "Attention Required! | A shield",
        "Too Many Requests",
        "Are you a robot?",
    ],
)
def test_an_error_that_says_it_is_well_does_not_count(title: str) -> None:
    for tag in ("title", "h1"):
        assert "error page" in told(
            f"<html><{tag}>{title}</{tag}><p>Try again later.</html>".encode()
        )


def test_a_page_that_was_always_called_so_counts() -> None:
    page = b"<html><title>Error</title><p>A report on errors, 2015</html>"
    assert told(page + b"<p>2016", before=page) == ""


def test_a_page_to_sign_in_does_not_count_and_a_box_for_members_does() -> None:
    assert "sign in" in told(b"<html><title>Welcome</title>" + BOX)
    assert "sign in" in told(b"<title>Log in | Example</title>" + BOX + LISTING)
    assert told(BOX + b"<p>One report", before=BOX + b"<p>No report") == ""


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"<html></html>", b"<script>a<b</script>"])
def test_a_page_with_nothing_to_read_does_not_count(body: bytes) -> None:
    assert told(body) in ("it is empty", "it holds no text")


def test_a_page_that_lost_its_end_does_not_take_the_place_of_one_that_had_it() -> None:
    assert told(LISTING[:-900], before=LISTING) == "it breaks off in its middle"
    assert told(LISTING[:-900]) == "", "nothing is known of how its site ends its pages"
    shorter = LISTING.replace(b"<li>Report number 7, 2015, Albania</li>", b"")
    assert told(shorter, before=LISTING) == ""


def test_what_unpacks_to_far_more_than_it_was_does_not_count() -> None:
    assert "times its size" in told(b"<p>a" + b" " * 3_000_000, received=3_000)
    assert told(b"<p>a" + b" " * 1_000_000, received=1_000) == ""


@given(st.binary(max_size=300), st.none() | st.binary(max_size=300))
def test_any_bytes_are_judged(body: bytes, before: bytes | None) -> None:
    assert isinstance(told(body, before), str)


@pytest.mark.parametrize(
    "piece", [b"<input ", b"<h1 ", b"<title>", b"<script", b"<", b"<a ", b"type=password ", b"<h1>"]
)
def test_a_megabyte_of_anything_is_judged_at_once(piece: bytes) -> None:
    assert isinstance(told(piece * (1_000_000 // len(piece)), before=LISTING), str)
