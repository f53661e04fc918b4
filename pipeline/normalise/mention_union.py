"""The listings of one entry as one mention: the union of what they say.

Lists are united in the order of the fullest listing; of single values the first of it counts,
and one that disagrees is kept as a trace. Nothing depends on the names or order of pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.model import Contributor, Identifier, Listing, Mention, Standard, Trace
from pipeline.normalise import identification, titles
from pipeline.normalise.imprint_editions import in_order
from pipeline.normalise.listing_facts import Values
from pipeline.normalise.listing_values import values
from pipeline.normalise.mention_dates import Chosen, chosen
from pipeline.normalise.variants import folded_editions

Item = TypeVar("Item")


def union(mention_id: str, listings: Sequence[Listing], publisher: str | None) -> Standard:
    """Return the mention that ``listings`` are appearances of, in standard form."""
    rows = [replace(listing, mention_id=mention_id) for listing in listings]
    found = [values(row, publisher) for row in sorted(rows, key=_fullest_first)]
    date = chosen([dating for item in found for dating in item.datings])
    identifiers = _each_once(i for item in found for i in item.identifiers)
    return Standard(
        mention=_mention(mention_id, found, date, identifiers),
        listings=tuple(sorted(rows, key=lambda row: row.listing_id)),
        places=_each_once(place for item in found for place in item.places),
        identifiers=identifiers,
        unknowns=_each_once(unknown for item in found for unknown in item.unknowns),
        traces=_each_once([*(t for item in found for t in item.traces), *_dated(date)]),
    )


def _fullest_first(row: Listing) -> tuple[object, ...]:
    """Return what sets the order of listings: how much they say, then what they say."""
    said = [(field.role, field.values) for field in row.fields]
    count = sum(len(field.values) for field in row.fields)
    return -count, -len(row.abstract or ""), row.title, row.abstract or "", said, row.listing_id


def _mention(
    mention_id: str, found: Sequence[Values], date: Chosen, identifiers: Sequence[Identifier]
) -> Mention:
    abstract = _abstract(found)
    price = next((item.price for item in found if item.price), (None, None))
    return Mention(
        mention_id=mention_id,
        source=found[0].listing.source,
        title=titles.printed(found[0].listing.title),
        abstract=abstract,
        abstract_language=identification.identify(abstract) if abstract else None,
        year=date.year,
        month=date.month,
        series=next((item.series for item in found if item.series), None),
        contributors=_people(found),
        editions=folded_editions(edition for item in found for edition in item.editions),
        isbns=_of_scheme(identifiers, "isbn"),
        issns=_of_scheme(identifiers, "issn"),
        availability=_formats(found),
        price_amount=price[0],
        price_currency=price[1],
        country_codes=_each_once(code for item in found for code in item.country_codes),
        region_codes=_each_once(code for item in found for code in item.region_codes),
        is_worldwide=_scope({item.is_worldwide for item in found}),
    )


def _each_once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _abstract(found: Sequence[Values]) -> str | None:
    """Return the longest abstract: pages shorten them and do not lengthen them."""
    texts = [item.listing.abstract or "" for item in found]
    return max(texts, key=lambda text: (len(text), text)) or None


def _people(found: Sequence[Values]) -> tuple[Contributor, ...]:
    """Return the contributors, one that several listings name once."""
    named: dict[tuple[str, str | None, str, str], Contributor] = {}
    for item in found:
        for one in item.contributors:
            named.setdefault((one.name, one.given, one.kind, one.role), one)
    return tuple(named.values())


def _of_scheme(identifiers: Iterable[Identifier], scheme: str) -> tuple[str, ...]:
    """Return the valid identifiers of a scheme, sorted; wrong ones stay out of what is matched."""
    return tuple(sorted({i.value for i in identifiers if i.scheme == scheme and i.is_valid}))


def _formats(found: Sequence[Values]) -> tuple[str, ...] | None:
    said = [item.formats for item in found if item.formats is not None]
    return in_order(name for formats in said for name in formats) if said else None


def _scope(said: set[bool | None]) -> bool | None:
    return True if True in said else (False if False in said else None)


def _dated(date: Chosen) -> Iterable[Trace]:
    for dating in date.datings:
        year = dating.date.year
        agrees = year == date.year
        rule = dating.rule if agrees else f"{dating.rule}; not chosen: {date.year} is stated"
        if date.year is None:
            rule = f"{dating.rule}; not chosen: it may be the subject"
        yield _trace("year", year, dating.listing_id, dating.locator, rule)
        if dating.date.until_year:
            told = f"{year}-{dating.date.until_year}"
            yield _trace("year", told, dating.listing_id, dating.locator, f"{rule}; a range")
        if agrees and date.month and dating.date.month == date.month:
            yield _trace("month", date.month, dating.listing_id, dating.locator, rule)


def _trace(name: str, value: object, listing_id: str, locator: str, rule: str) -> Trace:
    return Trace(field=name, value=str(value), listing_id=listing_id, locator=locator, rule=rule)
