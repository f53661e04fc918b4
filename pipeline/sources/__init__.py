"""HOW EACH SITE IS READ: a source is a layout plus its labels, its words and its expectations.

``read_page`` is the whole stage: blocks, recognition, layout, checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.errors import PageShapeError, UnknownSourceError
from pipeline.model import Block, Reading, Snapshot
from pipeline.read import blocks as read_blocks
from pipeline.read import head
from pipeline.sources import headed_prose, imprint_catalogue, labelled_cards
from pipeline.sources.base import Laid, Source, declared
from pipeline.sources.entries import entries, own_file
from pipeline.sources.ledger import INTRODUCTION, RULE
from pipeline.sources.recognition import candidate

__all__ = ["LAYOUTS", "Source", "entries", "own_file", "read_page", "recognise", "sources"]

EXPLAINED = 0.6  # share of a page's text, furniture set aside, that a layout must account for

_INTRODUCED = RULE + INTRODUCTION

LAYOUTS: Mapping[str, Callable[[Sequence[Block], Source], Laid]] = {
    "labelled_cards": labelled_cards.entries,
    "headed_prose": headed_prose.entries,
    "imprint_catalogue": imprint_catalogue.entries,
}


def sources() -> Mapping[str, Source]:
    """Return the sources that ``sources.toml`` declares, by name."""
    return declared()


def recognise(blocks: Sequence[Block]) -> str | None:
    """Return the name of the source the page is of, from its content alone."""
    found = _read(blocks)
    return found[0].name if found else None


def read_page(snapshot: Snapshot) -> Reading:
    """Return the page as the source that claims it reads it.

    Raises:
        UnknownSourceError: No source claims the page.
        PageShapeError: The source that claims it found fewer or more entries than it may have.
        PageError: The page cannot be read at all.
    """
    sample = head(snapshot)
    junk = sample is not None and candidate(sample) is None
    found = None if junk else _read(read_blocks(snapshot))
    if found is None:
        raise UnknownSourceError(snapshot.page, "no source recognises it from its content")
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


def _read(blocks: Sequence[Block]) -> tuple[Source, Laid] | None:
    """Return the source that claims the page and its reading, if that explains the page."""
    source = candidate(blocks)
    if source is None:
        return None
    laid = LAYOUTS[source.layout](blocks, source)
    if not laid.entries or laid.explained < EXPLAINED:
        return None
    if len(laid.entries) == 1 and any(claim.claimed_by == _INTRODUCED for claim in laid.claims):
        return None  # an article that quotes an imprint or ends with labels is no listing
    return source, laid
