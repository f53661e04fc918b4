"""What a page is called, and what it is: by its name or address for people, by its bytes."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from pipeline.ingest import xml_tree

LONGEST_NAME = 200  # characters

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|section|article|main|table|ul|ol|dl|p|h[1-6]|span)"
    rb"[\s>]",
    re.IGNORECASE,
)
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)


def media_type(body: bytes) -> str:
    """Return the media type that the bytes themselves show.

    >>> media_type(b"<!DOCTYPE html><p>x")
    'text/html'
    >>> media_type(b"%PDF-1.7"), media_type(b'<?xml version="1.0"?><rss>')
    ('application/pdf', 'application/xml')
    >>> media_type("Année < 2010".encode())
    'text/plain'
    """
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if _HTML.match(body[:1024]):
        return "text/html"
    start = body[:16384].replace(b"\0", b"")  # UTF-16 markup shows once its zero bytes are gone
    if xml_tree.root_name(start.decode("utf-8", "ignore")):
        return "application/xml"
    if len(_MARKUP.findall(start)) >= 2 or re.match(rb"\W*<(?:!doctype|html)", start, re.I):
        return "text/html"
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in body[:1024]:
        return "text/plain"
    return "application/octet-stream"


def label(name: str) -> str:
    r"""Return a file name that is safe to print and to publish.

    >>> label("a\tb\u202e.txt")
    'a b .txt'
    """
    shown = name.encode("utf-8", "replace").decode("utf-8")
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in shown)
    return clean[:LONGEST_NAME]


def called(url: str) -> str:
    """Return what a page is called for people: the last piece of its address, or its host.

    >>> called("https://example.org/a/reports.html?page=2"), called("https://example.org/")
    ('reports.html?page=2', 'example.org')
    """
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or ""
    return label(f"{last}?{parts.query}" if parts.query else last)
