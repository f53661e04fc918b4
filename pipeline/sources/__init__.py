"""HOW EACH SITE IS READ: a source is a layout plus its labels, its words and its expectations.

``read_page`` is the whole stage: blocks, recognition, layout, checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.errors import PageShapeError, UnknownSourceError
from pipeline.ingest.sitemap import is_sitemap
from pipeline.model import Block, Reading, Snapshot
from pipeline.read import Page, head
from pipeline.read import page as as_page
from pipeline.sources import (
    embedded,
    feeds,
    headed_prose,
    imprint_catalogue,
    labelled_cards,
    selectors,
)
from pipeline.sources.base import Laid, Source, declared
from pipeline.sources.entries import entries, own_file
from pipeline.sources.ledger import INTRODUCTION, RULE
from pipeline.sources.recognition import candidate, names, of_layout, selected, words_of

__all__ = [
    "LAYOUTS",
    "OF_MARKUP",
    "Source",
    "entries",
    "is_named",
    "own_file",
    "read_page",
    "recognise",
    "sources",
]

EXPLAINED = 0.6  # share of a page's text, furniture set aside, that a layout must account for
_SELECTED = 0.3  # the same where nothing but a source's selectors speaks for it

_UNKNOWN = "no source recognises it from its content"
_INTRODUCED = RULE + INTRODUCTION

LAYOUTS: Mapping[str, Callable[[Sequence[Block], Source], Laid]] = {
    "labelled_cards": labelled_cards.entries,
    "headed_prose": headed_prose.entries,
    "imprint_catalogue": imprint_catalogue.entries,
    "feeds": feeds.entries,
}
OF_MARKUP: Mapping[str, Callable[[Page, Source], Laid]] = {  # these look at the page's tree
    "selectors": selectors.entries,
    "embedded": embedded.entries,
}


def sources() -> Mapping[str, Source]:
    """Return the sources that ``sources.toml`` declares, by name."""
    return declared()


def recognise(snapshot: Snapshot) -> str | None:
    """Return the name of the source the page is of, from its content alone."""
    found = recognised(as_page(snapshot))
    return found[0].name if found else None


def is_named(source: Source, snapshot: Snapshot) -> bool:
    """Tell whether a page names a source, by one of its words or as its own address."""
    page = as_page(snapshot)
    return names(source, page, words_of(page.blocks))


def read_page(snapshot: Snapshot) -> Reading:
    """Return the page as the source that claims it reads it.

    Raises:
        UnknownSourceError: No source claims the page.
        PageShapeError: The source that claims it found fewer or more entries than it may have.
        PageError: The page cannot be read at all.
    """
    sample = head(snapshot)
    if sample is not None and not _may_be_read(sample):
        raise UnknownSourceError(snapshot.page, _UNKNOWN)
    page = as_page(snapshot)
    found = recognised(page)
    if found is None:
        raise UnknownSourceError(snapshot.page, _why_not(page))
    source, laid = found
    if len(laid.entries) not in source.entries_per_page:
        expected = source.entries_per_page
        raise PageShapeError(
            snapshot.page,
            f"{source.name} has {expected.start} to {expected.stop - 1} entries on a page, "
            f"here are {len(laid.entries)}",
        )
    return Reading(
        source=source.name,
        snapshot=snapshot,
        entries=laid.entries,
        claims=laid.claims,
        unread=laid.unread,
    )


def _may_be_read(sample: Page) -> bool:
    """Tell whether the beginning of a large page looks like that of a page some source reads."""
    if candidate(sample) or next(selected(sample), None):
        return True
    return bool(embedded.evidence(sample))


def _why_not(page: Page) -> str:
    if page.kind == "application/xml" and is_sitemap(page.source):
        return "it is a sitemap, which lists addresses and no entries"
    return _UNKNOWN


def recognised(page: Page) -> tuple[Source, Laid] | None:
    """Return the source that claims the page and its reading, if that explains the page."""
    if page.kind == "application/xml":
        strength = feeds.evidence(page.blocks)
        source = of_layout("feeds", page, strength) if strength else None
        return (source, feeds.entries(page.blocks, source)) if source else None
    found = _selected(page) or _laid_out(page)
    if page.kind != "text/html":
        return found
    if found:
        return found[0], embedded.completed(found[1], page)
    items = len(embedded.evidence(page))
    source = of_layout("embedded", page, items) if items else None
    return (source, embedded.entries(page, source)) if source else None


def read_as(page: Page, source: Source) -> Laid:
    """Return a page as the layout of a source reads it, whoever would claim it."""
    if read := OF_MARKUP.get(source.layout):
        return read(page, source)
    laid = LAYOUTS[source.layout](page.blocks, source)
    return embedded.completed(laid, page) if page.kind == "text/html" else laid


def _selected(page: Page) -> tuple[Source, Laid] | None:
    for source, is_sure in selected(page):
        laid = selectors.entries(page, source)
        if laid.entries and (is_sure or laid.explained >= _SELECTED):
            return source, laid
    return None


def _laid_out(page: Page) -> tuple[Source, Laid] | None:
    source = candidate(page)
    if source is None:
        return None
    laid = LAYOUTS[source.layout](page.blocks, source)
    if not laid.entries or laid.explained < EXPLAINED:
        return None
    if len(laid.entries) == 1 and any(claim.claimed_by == _INTRODUCED for claim in laid.claims):
        return None  # an article that quotes an imprint or ends with labels is no listing
    return source, laid
