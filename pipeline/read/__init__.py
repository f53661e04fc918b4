"""BYTES BECOME BLOCKS: one stream of blocks, whatever the page's format.

``blocks`` reads a snapshot; ``text_at`` reads again what a locator points at, so that every
published value can be traced to the bytes it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import PageError
from pipeline.model import Block, Snapshot
from pipeline.read import charset, html, pdf, text

__all__ = ["blocks", "text_at"]

HTML = frozenset({"text/html", "application/xhtml+xml"})
PDF = "application/pdf"


def blocks(snapshot: Snapshot) -> tuple[Block, ...]:
    """Return the page's text in reading order, one block per line or block-level run.

    Raises:
        PageError: The media type has no reader, or a PDF cannot be read.
    """
    kind = _media_type(snapshot)
    if kind == PDF:
        with _told(snapshot):
            return pdf.blocks(snapshot.content)
    if kind in HTML:
        return html.blocks(charset.decode(snapshot.content, snapshot.charset, is_html=True))
    return text.blocks(charset.decode(snapshot.content, snapshot.charset, is_html=False))


def text_at(snapshot: Snapshot, locator: str) -> str:
    """Return the text a locator points at, white space folded, one line per piece.

    Args:
        snapshot: The page the locator was made on.
        locator: ``L12`` or ``L12-L14`` in text, an XPath in HTML, ``p3L12`` or ``p3L12-p4L2`` in
            a PDF; several are joined by ``;``.

    Raises:
        PageError: The media type has no reader, or the locator points at nothing.
    """
    kind = _media_type(snapshot)
    is_html = kind in HTML
    try:
        if kind == PDF:
            with _told(snapshot):
                return pdf.text_at(snapshot.content, locator)
        source = charset.decode(snapshot.content, snapshot.charset, is_html=is_html)
        return html.text_at(source, locator) if is_html else text.text_at(source, locator)
    except LookupError:
        raise PageError(snapshot.page, f"the locator {locator!r} points at nothing") from None


def _media_type(snapshot: Snapshot) -> str:
    kind = snapshot.media_type.partition(";")[0].strip().lower()
    if kind in HTML or kind in (PDF, "text/plain"):
        return kind
    raise PageError(
        snapshot.page,
        f"there is no reader for {kind or 'a page without a media type'}; "
        "save the page as text, HTML or PDF",
    )


@contextmanager
def _told(snapshot: Snapshot) -> Iterator[None]:
    """Say of which page it is that a PDF cannot be read."""
    try:
        yield
    except pdf.UnreadablePdfError as error:
        raise PageError(snapshot.page, f"this PDF cannot be read: {error}") from error
