"""BYTES BECOME BLOCKS: one stream of blocks, whatever the page's format.

``blocks`` reads a snapshot; ``text_at`` reads again what a locator points at, so that every
published value can be traced to the bytes it came from.
"""

from __future__ import annotations

from pipeline.errors import PageError
from pipeline.model import Block, Snapshot
from pipeline.read import charset, html, text

__all__ = ["blocks", "text_at"]

HTML = frozenset({"text/html", "application/xhtml+xml"})


def blocks(snapshot: Snapshot) -> tuple[Block, ...]:
    """Return the page's text in reading order, one block per line or block-level run.

    Raises:
        PageError: The media type has no reader.
    """
    if _media_type(snapshot) in HTML:
        return html.blocks(charset.decode(snapshot.body, snapshot.charset, is_html=True))
    return text.blocks(charset.decode(snapshot.body, snapshot.charset, is_html=False))


def text_at(snapshot: Snapshot, locator: str) -> str:
    """Return the text a locator points at, white space folded, one line per piece.

    Args:
        snapshot: The page the locator was made on.
        locator: ``L12`` or ``L12-L14`` in text, an XPath in HTML; several are joined by ``;``.

    Raises:
        PageError: The media type has no reader, or the locator points at nothing.
    """
    is_html = _media_type(snapshot) in HTML
    source = charset.decode(snapshot.body, snapshot.charset, is_html=is_html)
    try:
        return html.text_at(source, locator) if is_html else text.text_at(source, locator)
    except LookupError:
        raise PageError(snapshot.page, f"the locator {locator!r} points at nothing") from None


def _media_type(snapshot: Snapshot) -> str:
    kind = snapshot.media_type.partition(";")[0].strip().lower()
    if kind in HTML or kind == "text/plain":
        return kind
    raise PageError(
        snapshot.page,
        f"there is no reader for {kind or 'a page without a media type'}; "
        "save the page as text/plain or text/html",
    )
