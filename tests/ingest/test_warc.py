"""Web archives: the pages in them are adopted with the address and time they were saved with."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.ingest import snapshots, warc
from pipeline.ingest.adopt import adopt

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><title>Reports</title><p>One</p>"
ROOT = "https://example.org"


def archive(path: Path, *records: tuple[str, str, str, bytes], packed: bool = True) -> Path:
    """Write an archive of (address, status, media type, body), a minute apart."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for minute, (url, status, kind, body) in enumerate(records):
            told = [("Content-Type", kind)] + (
                [("Content-Encoding", "gzip")] if "zip" in url else []
            )
            made = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders(status, told, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": f"2025-03-01T10:{minute:02}:00Z"},
            )
            writer.write_record(made)
    return path


@pytest.mark.parametrize("packed", [True, False])
def test_the_pages_of_an_archive_keep_their_address_and_time(tmp_path: Path, packed: bool) -> None:
    path = archive(
        tmp_path / "saved.warc.gz",
        (f"{ROOT}/list?page=1", "200 OK", "text/html; charset=ISO-8859-1", PAGE),
        (f"{ROOT}/zipped", "200 OK", "text/html", gzip.compress(PAGE + b"<p>Two</p>")),
        (f"{ROOT}/catalogue.pdf", "200 OK", "application/pdf", b"%PDF-1.7 of no meaning"),
        packed=packed,
    )
    found, aside = adopt([path], tmp_path / "raw", now=NOW)
    told = {page.url: (page.page, page.charset, page.media_type) for page in found}
    assert told == {
        f"{ROOT}/list?page=1": ("list?page=1", "iso-8859-1", "text/html"),
        f"{ROOT}/zipped": ("zipped", None, "text/html"),
        f"{ROOT}/catalogue.pdf": ("catalogue.pdf", None, "application/pdf"),
    }
    assert {page.fetched_at.minute for page in found} == {0, 1, 2}
    assert {page.content for page in found} >= {PAGE, PAGE + b"<p>Two</p>"}
    assert not aside
    assert snapshots.current(tmp_path / "raw")[0] == found


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.warc",
        (f"{ROOT}/", "404 Not Found", "text/html", PAGE),
        (f"{ROOT}/a.png", "200 OK", "image/png", b"\x89PNG"),
        (f"{ROOT}/a.js", "200 OK", "text/javascript", b"go()"),
        (f"{ROOT}/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
        (f"{ROOT}/moved", "302 Found", "text/html", PAGE),
        ("dns:example.org", "200 OK", "text/plain", b"nothing"),
        (f"{ROOT}/empty", "200 OK", "text/html", b" \n"),
    )
    assert adopt([path], tmp_path / "raw", now=NOW) == ((), ())


def test_of_an_address_the_newest_page_counts_and_takes_the_place_of_older_ones(
    tmp_path: Path,
) -> None:
    url, raw = f"{ROOT}/list", tmp_path / "raw"
    older = archive(tmp_path / "a.warc", (url, "200 OK", "text/html", PAGE))
    adopt([older], raw, now=NOW)
    newer = archive(
        tmp_path / "b.warc",
        (url, "200 OK", "text/html", PAGE + b"<p>Two"),
        (url, "200 OK", "text/html", PAGE + b"<p>Three"),
    )
    adopt([newer], raw, now=NOW)
    (page,) = snapshots.current(raw)[0]
    assert page.content == PAGE + b"<p>Three"


def cut_short(body: bytes) -> bytes:
    return body[: len(body) * 2 // 3]


def with_other_words(body: bytes) -> bytes:
    return body.replace(b"<p>3", b"<p>8")


def with_a_hole(body: bytes) -> bytes:
    middle = len(body) * 2 // 3
    return body[:middle] + b"\xff" * 40 + body[middle + 40 :]


@pytest.mark.parametrize(
    ("damage", "packed"),
    [(cut_short, True), (cut_short, False), (with_other_words, False), (with_a_hole, True)],
)
def test_of_a_damaged_archive_the_whole_pages_are_kept_and_the_rest_is_said(
    tmp_path: Path, damage: Callable[[bytes], bytes], packed: bool
) -> None:
    records = [(f"{ROOT}/{n}", "200 OK", "text/html", PAGE + b"<p>%d" % n) for n in range(5)]
    path = archive(tmp_path / "a.warc", *records, packed=packed)
    path.write_bytes(damage(path.read_bytes()))
    found, aside = adopt([path], tmp_path / "raw", now=NOW)
    assert 0 < len(found) < 5
    assert {page.content for page in found} < {body for *_, body in records}
    assert [each.page for each in aside] == ["a.warc"]
    assert "the web archive is damaged" in aside[0].reason


def test_an_archive_that_was_packed_as_one_file_is_read_too(tmp_path: Path) -> None:
    records = [(f"{ROOT}/{n}", "200 OK", "text/html", PAGE + b"<p>%d" % n) for n in range(5)]
    path = archive(tmp_path / "a.warc.gz", *records, packed=False)
    path.write_bytes(gzip.compress(path.read_bytes()))
    found, aside = adopt([path], tmp_path / "raw", now=NOW)
    assert {page.content for page in found} == {body for *_, body in records}
    assert not aside


def test_a_page_that_is_too_large_is_said_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc, "LARGEST", 1000)
    large = (f"{ROOT}/large", "200 OK", "text/html", PAGE + b" " * 1000)
    path = archive(tmp_path / "a.warc", large, (f"{ROOT}/", "200 OK", "text/html", PAGE))
    found, aside = adopt([path], tmp_path / "raw", now=NOW)
    assert [page.content for page in found] == [PAGE]
    assert [each.reason for each in aside] == ["1 of its pages had more than 1,000 bytes"]


def test_what_cannot_be_made_out_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nhey")
    _, aside = adopt([path], tmp_path / "raw", now=NOW)
    assert [each.reason for each in aside] == [
        "the web archive is damaged (a record cannot be made out)"
    ]
