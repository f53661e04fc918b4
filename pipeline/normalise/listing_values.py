"""What the fields of one listing say, in standard form, each value with its place on the page."""

from collections.abc import Callable
from dataclasses import replace

from pipeline.model import Field, Listing, Unknown
from pipeline.normalise import dates, people, titles
from pipeline.normalise.listing_editions import (
    edition,
    read_imprint,
    read_labelled,
    read_language_link,
)
from pipeline.normalise.listing_facts import Values, each, span
from pipeline.normalise.listing_places import read_countries, read_prose, read_regions
from pipeline.normalise.text import squash
from pipeline.sources.words import is_undated


def values(listing: Listing, publisher: str | None = None) -> Values:
    """Return what ``listing`` says; ``publisher`` is the short name of who lists it."""
    found = Values(listing=listing)
    _read_title(found)
    for role, read in _READERS.items():
        for item in listing.fields:
            if item.role == role:
                read(found, item)
    read_labelled(found)
    read_regions(found, publisher)
    read_prose(found)
    _date_from_title(found)
    return found


# --- title


def _read_title(found: Values) -> None:
    listing = found.listing
    title = titles.printed(listing.title)
    found.trace("title", title, listing.title_locator, "titles.printed")
    parts = titles.parts(title)
    if parts.series:
        found.series = parts.series
        found.trace("series", parts.series, listing.title_locator, "titles.parts: in the title")
    if parts.edition:
        found.trace("edition", parts.edition, listing.title_locator, "titles.parts: in the title")
    if parts.language:
        found.editions.append(edition(language=parts.language))
        found.trace(
            "languages", parts.language, listing.title_locator, "titles.parts: in the title"
        )
    if listing.abstract:
        found.trace("abstract", listing.abstract, listing.abstract_locator or "", "as printed")


def _date_from_title(found: Values) -> None:
    """Read the dates of the title: a year in brackets, and what stands at its end."""
    listing = found.listing
    year = titles.bracketed_year(listing.title)
    if year is not None:
        date = dates.Dated(year=year)
        found.dated(date, "brackets", listing.title_locator, "titles.bracketed_year")
    parts = titles.parts(titles.printed(listing.title))
    if parts.year is not None:
        date = dates.Dated(year=parts.year, month=parts.month)
        found.dated(date, "title", listing.title_locator, "titles.parts: ends the title")


# --- dates and series


def _read_year(found: Values, item: Field) -> None:
    for value, locator in each(item):
        read = dates.read(value)
        if not isinstance(read, Unknown):
            found.dated(read, item.role, locator, f"dates.read: {item.role}")
        elif not is_undated(value):
            found.unknown(read, locator)


def _read_series(found: Values, item: Field) -> None:
    for value, locator in each(item):
        line = titles.series_line(value)
        if line.series and (found.series is None or found.series in line.series):
            found.series = line.series
        if line.series:
            found.trace("series", line.series, locator, "titles.series_line")
        if line.date:
            found.dated(line.date, "series", locator, "titles.series_line")


# --- people


def _read_authors(found: Values, item: Field) -> None:
    _add_people(found, item, "author")


def _read_publisher(found: Values, item: Field) -> None:
    _add_people(found, item, "publisher")


def _add_people(found: Values, item: Field, role: str) -> None:
    read, unread = people.contributors(_one_line(item))
    for person in read:
        told = replace(person, role=role) if person.role == "author" else person
        found.contributors.append(told)
        name = " ".join(filter(None, (told.given, told.name)))
        found.trace("contributors", name, _where(item, told.raw), "people.contributors")
    for unknown in unread:
        found.unknown(unknown, _where(item, unknown.text))


def _one_line(item: Field) -> tuple[str, ...]:
    """Return the values as printed: those of one line with the commas that they were cut at."""
    is_cut = len(item.values) > 1 and len(set(item.value_locators)) == 1
    if is_cut and not any("," in value for value in item.values):
        return (", ".join(item.values),)
    return item.values


def _where(item: Field, text: str) -> str:
    """Return the place of the value that ``text`` was read from, else those of all values."""
    for value, locator in each(item):
        if text in squash(value):
            return locator
    return span(item, 0, len(item.values))


_READERS: dict[str, Callable[[Values, Field], None]] = {
    "year": _read_year,
    "series": _read_series,
    "imprint": read_imprint,
    "date": _read_year,
    "language_link": read_language_link,
    "authors": _read_authors,
    "publisher": _read_publisher,
    "country": read_countries,
}
