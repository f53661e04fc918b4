"""BYTES BECOME BLOCKS: one stream of blocks, whatever the page's format.

``blocks`` reads a snapshot; ``text_at`` reads again what a locator points at, so that every
published value can be traced to the bytes it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from pipeline.errors import PageError
from pipeline.model import Block, Snapshot
from pipeline.read import charset, html, nodes, pdf, text, xml
from pipeline.read.tree import tree

__all__ = ["Page", "blocks", "head", "page", "text_at"]

HTML = frozenset({"text/html", "application/xhtml+xml"})
XML = frozenset({"application/xml", "text/xml"})  # and whatever ends in +xml
PDF = "application/pdf"
LARGEST = 32 * 1024 * 1024  # bytes of anything but PDF; 20,000 entries take less
LARGE = 4 * 1024 * 1024  # bytes; of a larger page the beginning is looked at first:
HEAD = 1024 * 1024  # characters


class Page:
    """A page as its reader gives it: its blocks, and the tree of an HTML page for who asks.

    Attributes:
        kind: ``text/plain``, ``text/html``, ``application/xml`` or ``application/pdf``.
        source: The page as text; ``""`` for a PDF.
        url: Where it was fetched from, where that is known.
    """

    def __init__(
        self, kind: str, source: str, found: tuple[Block, ...], url: str | None = None
    ) -> None:
        self.kind = kind
        self.source = source
        self.blocks = found
        self.url = url

    @cached_property
    def nodes(self) -> nodes.Nodes | None:
        """The nodes of an HTML page by locator; ``None`` for any other page."""
        root = tree(self.source) if self.kind == "text/html" else None
        return None if root is None else nodes.Nodes(root)


def page(snapshot: Snapshot) -> Page:
    """Return the page as its reader gives it.

    Raises:
        PageError: The media type has no reader, a PDF cannot be read, or a page is too large.
    """
    kind = _media_type(snapshot)
    if kind == PDF:
        with _told(snapshot):
            return Page(kind, "", pdf.blocks(snapshot.content), snapshot.url)
    source = _source(snapshot, kind)
    return Page(kind, source, _READERS[kind](source), snapshot.url)


def head(snapshot: Snapshot) -> Page | None:
    """Return the page that a large page begins with, or ``None`` for one that is not large.

    Raises:
        PageError: The media type has no reader, or the page is too large.
    """
    kind = _media_type(snapshot)
    if kind not in ("text/html", "text/plain") or len(snapshot.content) <= LARGE:
        return None
    source = _source(snapshot, kind)[:HEAD]
    return Page(kind, source, _READERS[kind](source), snapshot.url)


def _source(snapshot: Snapshot, kind: str) -> str:
    body = snapshot.content
    if len(body) > LARGEST:
        reason = f"it has {len(body):,} bytes, more than the {LARGEST:,} that are read of a page"
        raise PageError(snapshot.page, reason)
    return charset.decode(body, snapshot.charset, is_html=kind != "text/plain")


_READERS = {"text/html": html.blocks, "application/xml": xml.blocks, "text/plain": text.blocks}


def blocks(snapshot: Snapshot) -> tuple[Block, ...]:
    """Return the page's text in reading order, one block per line or block-level run.

    Raises:
        PageError: The media type has no reader, a PDF cannot be read, or a page is too large.
    """
    return page(snapshot).blocks


def text_at(snapshot: Snapshot, locator: str) -> str:
    """Return the text a locator points at, white space folded, one line per piece.

    Args:
        snapshot: The page the locator was made on.
        locator: ``L12`` or ``L12-L14`` in text, an XPath in HTML, ``p3L12`` or ``p3L12-p4L2`` in
            a PDF, a path of names in a feed; several are joined by ``;``. See ``nodes`` for
            attributes and embedded JSON.

    Raises:
        PageError: The media type has no reader, or the locator points at nothing.
    """
    kind = _media_type(snapshot)
    try:
        if kind == PDF:
            with _told(snapshot):
                return pdf.text_at(snapshot.content, locator)
        source = _source(snapshot, kind)
        if kind == "text/html":
            return _html_at(source, locator)
        if kind == "application/xml":
            return xml.text_at(source, locator)
        return text.text_at(source, locator)
    except LookupError:
        raise PageError(snapshot.page, f"the locator {locator!r} points at nothing") from None


def _html_at(source: str, locator: str) -> str:
    parts = [part.strip() for part in locator.split(";")]
    if not any(map(nodes.is_unseen, parts)):
        return html.text_at(source, locator)
    root = tree(source)
    if root is None:
        raise LookupError(locator)
    values = nodes.Nodes(root)
    told = (values.value(p) if nodes.is_unseen(p) else html.text_at(source, p) for p in parts)
    return "\n".join(told)


def _media_type(snapshot: Snapshot) -> str:
    """Return which of the readers' kinds the page is of."""
    kind = snapshot.media_type.partition(";")[0].strip().lower()
    if kind in HTML:
        return "text/html"
    if kind in XML or kind.endswith("+xml"):
        return "application/xml"
    if kind in (PDF, "text/plain"):
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
