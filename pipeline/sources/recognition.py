"""Which source a page is of: the layout whose anchors it has, then the site whose words it holds.

A page that was fetched from a source's own host is that source's, if its layout reads it; of any
other nothing but the content is looked at. The bars are set so that a page which
merely looks a little like a listing (an article with headings, a form with a field Country, a
reference that quotes an ISBN) is claimed by nobody: setting a page aside costs a look, reading
a wrong one costs trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from urllib.parse import urlsplit

from pipeline.model import Block
from pipeline.read import Page
from pipeline.sources import feeds, headed_prose, imprint_catalogue, labelled_cards, selectors
from pipeline.sources.addresses import at
from pipeline.sources.base import Source, declared
from pipeline.sources.entries import stamp
from pipeline.sources.labels import labels_of
from pipeline.sources.words import folded

_LABELS_OF_A_SITE = 3  # fewer are on many sites
_PLACES = frozenset({"country", "region"})


def candidate(page: Page) -> Source | None:
    """Return the source whose layout and words the page shows, or ``None``."""
    words = ""
    for layout, strength, is_sure in _layouts(page.blocks):
        of_kind = [source for source in _of(layout, page) if strength >= source.minimum]
        sites = [source for source in of_kind if source.name != layout]
        words = words or (words_of(page.blocks) if sites else "")
        named = (source for source in sites if names(source, page, words))
        known = (source for source in sites if _has_labels(source, page))
        others = (source for source in of_kind if is_sure and source.name == layout)
        if found := next(chain(named, known, others), None):
            return found
    return None


def of_layout(layout: str, page: Page, strength: int) -> Source | None:
    """Return the source of one layout that a page of that layout is of.

    The site is known by where the page was fetched from, by its words, or by the address that the
    page itself gives as its own; the layout's fallback takes the rest.
    """
    words = ""
    for source in _of(layout, page):
        if strength < source.minimum:
            continue
        words = words or words_of(page.blocks)
        if source.name == layout or names(source, page, words):
            return source
    return None


def selected(page: Page) -> Iterator[tuple[Source, bool]]:
    """Yield the sources whose selectors find their entries on a page.

    With each: whether the page says that it is of that site. One that is known by nothing but its
    selectors (no words, and no address or a page that has none of its own) comes last.
    """
    of_kind = _of("selectors", page)
    if not of_kind or page.kind != "text/html":
        return
    words = words_of(page.blocks)
    sure = [source for source in of_kind if names(source, page, words)]
    loose = [each for each in of_kind if not each.words and each not in sure]
    for source in (*sure, *(each for each in loose if not (each.url and address(page)))):
        if selectors.evidence(page, source) >= source.minimum:
            yield source, source in sure


def _of(layout: str, page: Page) -> list[Source]:
    """Return the sources of a layout, those first that are where the page was fetched from."""
    near = fetched_from(page.url)
    found = [source for source in declared().values() if source.layout == layout]
    return sorted(found, key=lambda each: near.index(each.name) if each.name in near else len(near))


def fetched_from(url: str | None) -> tuple[str, ...]:
    """Return the names of the sources that an address is of, the nearest first."""
    return _near(url, *stamp()) if url else ()


@lru_cache(maxsize=64)
def _near(url: str, *_: object) -> tuple[str, ...]:
    return at(url, {name: source.places for name, source in declared().items()})


def names(source: Source, page: Page, words: str) -> bool:
    """Tell whether a page is a source's by its address, by a word of it or as the page says."""
    if source.name in fetched_from(page.url) or any(holds(words, word) for word in source.words):
        return True
    host = _host(source.url)
    return bool(host) and host in page.source and host == _host(address(page))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def address(page: Page) -> str:
    """Return the address that a page gives as its own: canonical link, feed link, saved from."""
    if page.kind == "application/xml":
        return feeds.home(page.blocks)
    if page.nodes is None:
        return ""
    saved = _SAVED.search(page.source, 0, 4096)
    for tag, key, value, attribute in _CANONICAL:
        for element in page.nodes.root.iter(tag):
            if value in (element.get(key) or "").lower().split() and element.get(attribute):
                return str(element.get(attribute))
    return saved[1] if saved else ""


_SAVED = re.compile(r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>]{1,2000}) -->")
_CANONICAL = (
    ("link", "rel", "canonical", "href"),
    ("meta", "property", "og:url", "content"),
)


def _layouts(blocks: Sequence[Block]) -> Iterator[tuple[str, int, bool]]:
    """Yield the layouts the page has anchors of, the surest first.

    With each: how many entries it makes, and whether that is enough without a site's words.
    """
    cards, roles = labelled_cards.evidence(blocks, declared()["labelled_cards"])
    imprints = imprint_catalogue.evidence(blocks)
    if cards and cards >= imprints and _are_cards(cards, roles):
        yield "labelled_cards", cards, True
    found, dated, sure = headed_prose.evidence(blocks, declared()["headed_prose"])
    if imprints and imprints >= dated:
        yield "imprint_catalogue", imprints, True
    if found and dated * 3 >= found:
        yield "headed_prose", found, sure >= 2 and sure * 2 >= found


def _are_cards(cards: int, roles: frozenset[str]) -> bool:
    """Two cards need two kinds of label; one card needs three, a place and a year among them."""
    known = roles - {"other", "title", "abstract"}
    if cards >= 2:
        return len(known) >= 2
    return len(known) >= 3 and bool(known & _PLACES) and bool(known & {"year", "date", "isbn"})


def _has_labels(source: Source, page: Page) -> bool:
    """Tell whether a page that says nothing of its site has the labels of a source: all but one.

    A page with an address on another host is another site's, whatever it prints.
    """
    host, own = _host(address(page)), _host(source.url)
    if not source.label_set or (host and own and host != own):
        return False
    found = (label for block in page.blocks for label in labels_of(block, source))
    seen = {folded(label.text) for label in found if label.role != "other"}
    fewest = max(_LABELS_OF_A_SITE, len(source.label_set) - 1)
    return len(seen) >= fewest and seen <= source.label_set


def words_of(blocks: Sequence[Block]) -> str:
    """Return the page's text with letters in one case; declared words have no accents."""
    return "\n".join(block.text for block in blocks).casefold()


def holds(text: str, word: str) -> bool:
    """Tell whether ``text`` holds ``word`` as a whole word."""
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
