"""Builders: a standard mention from what a test cares about, formal values for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipeline.model import (
    Contributor,
    Identifier,
    Listing,
    Mention,
    MentionEdition,
    Pair,
    Place,
    Standard,
    Trace,
)
from pipeline.resolve import Resolution

SEEN = datetime(2026, 11, 21, 3, tzinfo=UTC)


def mention(mention_id: str, **values: Any) -> Mention:
    plain = Mention(
        mention_id=mention_id,
        source="source_a",
        title="A title",
        abstract=None,
        abstract_language=None,
        year=None,
        month=None,
        series=None,
        contributors=(),
        editions=(),
        isbns=(),
        issns=(),
        availability=None,
        price_amount=None,
        price_currency=None,
        country_codes=(),
        region_codes=(),
        is_worldwide=None,
    )
    return replace(plain, **values)


def listing(mention_id: str, number: int = 1, seen: datetime = SEEN, **values: Any) -> Listing:
    plain = Listing(
        listing_id=f"l-{mention_id}-{number}",
        mention_id=mention_id,
        source="source_a",
        page=f"page-{number}.txt",
        url=None,
        entry_url=None,
        snapshot_sha256=f"{number:064d}",
        ordinal=1,
        locator="L1-L9",
        title="A title",
        title_locator="L1",
        abstract=None,
        abstract_locator="L3",
        fields=(),
        fetched_at=seen,
    )
    return replace(plain, **values)


def standard(
    mention_id: str,
    *,
    listings: tuple[Listing, ...] = (),
    places: tuple[Place, ...] = (),
    identifiers: tuple[Identifier, ...] = (),
    traces: tuple[Trace, ...] = (),
    **values: Any,
) -> Standard:
    return Standard(
        mention=mention(mention_id, **values),
        listings=listings or (listing(mention_id),),
        places=places,
        identifiers=identifiers,
        unknowns=(),
        traces=traces,
    )


def edition(
    language: str | None = None,
    isbn: str | None = None,
    pages: int | None = None,
    year: int | None = None,
    formats: tuple[str, ...] = (),
) -> MentionEdition:
    return MentionEdition(language=language, isbn=isbn, pages=pages, year=year, formats=formats)


def person(name: str, given: str | None = None) -> Contributor:
    return Contributor(name=name, given=given, kind="person", role="author", raw=name)


def pair(
    left: str, right: str, band: str = "same", *, weight: float = 0.0, seen: str = "h"
) -> Pair:
    return Pair(
        left_mention_id=left,
        right_mention_id=right,
        weight=weight,
        probability=0.5,
        band=band,
        reason="as the test says",
        evidence_hash=seen,
    )


def resolution(*clusters: Iterable[str], pairs: tuple[Pair, ...] = ()) -> Resolution:
    groups = tuple(tuple(sorted(cluster)) for cluster in clusters)
    return Resolution(
        pairs=pairs,
        clusters=groups,
        work_of={m: f"w-{group[0]}" for group in groups for m in group},
        decisions=(),
        relations=(),
        ledger=(),
        redirects=(),
    )
