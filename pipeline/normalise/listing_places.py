"""The places of one listing: those its fields state, and those its title and abstract name."""

from collections.abc import Iterable

from pipeline.model import Field, Identifier, Place, Unknown
from pipeline.normalise import identifiers, places, titles
from pipeline.normalise.listing_editions import add_identifier
from pipeline.normalise.listing_facts import Values, each, of_role, span
from pipeline.sources import sources

# --- places


def read_countries(found: Values, item: Field) -> None:
    """Read the countries that a field states."""
    read = places.read_countries(item.values)
    _add_places(found, item, read, found.country_codes, "country_codes")
    _note_scope(found, item)


def read_regions(found: Values, publisher: str | None) -> None:
    """Read the regions of all fields, in the light of the publisher's own names."""
    declared = sources().get(found.listing.source)
    own = declared.regions if declared is not None else {}
    for item in of_role(found, "region"):
        read = places.read_regions(item.values, publisher, own)
        _add_places(found, item, read, found.region_codes, "region_codes")
        _note_scope(found, item)


def _add_places(
    found: Values,
    item: Field,
    read: Iterable[places.Found],
    codes: list[str],
    name: str,
) -> None:
    for place in read:
        locator = span(item, place.start, place.stop)
        if isinstance(place.value, Unknown):
            found.unknown(place.value, locator)
            continue
        if place.value not in codes:
            codes.append(place.value)
        found.places.append(_as_place(found, place.value, "stated", place.raw, locator))
        found.trace(name, place.value, locator, f"places: {place.why}" if place.why else "places")
        # The code a renamed state had before is not another reading of its old name.
        rival = tuple(code for code in place.also if places.scheme(code) != "iso3166-3")
        if rival:
            suggestion = ", ".join((place.value, *rival))
            found.unknown(Unknown(text=place.raw, kind="place", suggestion=suggestion), locator)


def _as_place(found: Values, code: str, basis: str, raw: str, locator: str) -> Place:
    return Place(
        code=code,
        scheme=places.scheme(code),
        name=places.name(code),
        basis=basis,
        raw=raw,
        listing_id=found.listing.listing_id,
        locator=locator,
        successor_codes=tuple(places.successors(code)),
    )


def _note_scope(found: Values, item: Field) -> None:
    """Note that the page says Worldwide, or that it names places and does not."""
    for value, locator in each(item):
        if places.is_worldwide(value):
            found.is_worldwide = True
            found.trace("is_worldwide", True, locator, "places.is_worldwide")
        elif found.is_worldwide is None:
            found.is_worldwide = False
            found.trace("is_worldwide", False, locator, "the page names places")


# --- running text


def read_prose(found: Values) -> None:
    """Read the places that title and abstract name, and the identifiers that stand there."""
    listing = found.listing
    _add_mentioned(found, titles.printed(listing.title), "title", listing.title_locator)
    _add_mentioned(found, listing.abstract or "", "abstract", listing.abstract_locator or "")
    for item in identifiers.in_text(listing.title):
        add_identifier(found, item.identifier, listing.title_locator, "identifiers.in_text: title")
    for identifier in _own(found, listing.abstract or ""):
        locator = listing.abstract_locator or ""
        add_identifier(found, identifier, locator, "identifiers.in_text: abstract")


def _own(found: Values, abstract: str) -> list[Identifier]:
    """Return the identifiers in an abstract that can only be the entry's own.

    A resolution or another book that the abstract refers to is not: a symbol never counts, and
    an ISBN or a DOI only if it is the only one there and the entry prints none elsewhere.
    """
    said = {item.scheme for item in found.identifiers}
    there = [item.identifier for item in identifiers.in_text(abstract)]
    kept: list[Identifier] = []
    for scheme in ("isbn", "doi"):
        of_scheme = [item for item in there if item.scheme == scheme]
        if len(of_scheme) == 1 and scheme not in said:
            kept += of_scheme
    return kept


def _add_mentioned(found: Values, text: str, basis: str, locator: str) -> None:
    seen: set[str] = set()
    for code, start, stop in places.mentioned(text):
        if code not in seen:
            seen.add(code)
            found.places.append(_as_place(found, code, basis, text[start:stop], locator))
