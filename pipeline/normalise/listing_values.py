"""What the fields of one listing say, in standard form, each value with its place on the page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import (
    Contributor,
    Field,
    Identifier,
    Listing,
    MentionEdition,
    Place,
    Trace,
    Unknown,
)
from pipeline.normalise import dates, identifiers, languages, people, places, titles
from pipeline.normalise.imprint_editions import in_order
from pipeline.normalise.imprints import Imprint, imprint
from pipeline.normalise.mention_dates import Dating
from pipeline.normalise.text import squash
from pipeline.normalise.variants import folded_editions
from pipeline.sources.words import is_undated


@dataclass(slots=True, kw_only=True)
class Values:
    """What one listing says; gathered field by field."""

    listing: Listing
    datings: list[Dating] = field(default_factory=list)
    series: str | None = None
    contributors: list[Contributor] = field(default_factory=list)
    editions: list[MentionEdition] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    formats: tuple[str, ...] | None = None
    price: tuple[float, str | None] | None = None
    country_codes: list[str] = field(default_factory=list)
    region_codes: list[str] = field(default_factory=list)
    is_worldwide: bool | None = None
    places: list[Place] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    def trace(self, name: str, value: object, locator: str, rule: str) -> None:
        """Note where a value was read, and by which rule."""
        self.traces.append(
            Trace(
                field=name,
                value=str(value),
                listing_id=self.listing.listing_id,
                locator=locator,
                rule=rule,
            )
        )

    def dated(self, date: dates.Dated, source: str, locator: str, rule: str) -> None:
        """Note a date, where it stands and by which rule it was read."""
        self.datings.append(
            Dating(
                date=date,
                source=source,
                rule=rule,
                listing_id=self.listing.listing_id,
                locator=locator,
            )
        )

    def unknown(self, item: Unknown, locator: str) -> None:
        """Note a text that could not be read, and where it stands."""
        self.unknowns.append(replace(item, locator=locator, listing_id=self.listing.listing_id))


def values(listing: Listing, publisher: str | None = None) -> Values:
    """Return what ``listing`` says; ``publisher`` is the short name of who lists it."""
    found = Values(listing=listing)
    _read_title(found)
    for role, read in _READERS.items():
        for item in listing.fields:
            if item.role == role:
                read(found, item)
    _read_labelled(found)
    _read_regions(found, publisher)
    _read_prose(found)
    _date_from_title(found)
    return found


def _each(item: Field) -> Iterator[tuple[str, str]]:
    """Yield the values of a field that say something, each with its place."""
    for at, value in enumerate(item.values):
        if value.strip():
            yield value, _place(item, at)


def _place(item: Field, at: int) -> str:
    return item.value_locators[at] if at < len(item.value_locators) else item.locator


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
        found.editions.append(_edition(language=parts.language))
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
    for value, locator in _each(item):
        read = dates.read(value)
        if not isinstance(read, Unknown):
            found.dated(read, item.role, locator, f"dates.read: {item.role}")
        elif not is_undated(value):
            found.unknown(read, locator)


def _read_series(found: Values, item: Field) -> None:
    for value, locator in _each(item):
        line = titles.series_line(value)
        if line.series and (found.series is None or found.series in line.series):
            found.series = line.series
        if line.series:
            found.trace("series", line.series, locator, "titles.series_line")
        if line.date:
            found.dated(line.date, "series", locator, "titles.series_line")


# --- imprints


def _read_imprint(found: Values, item: Field) -> None:
    for value, locator in _each(item):
        read = imprint(value)
        _add_imprint(found, read, locator)
        found.formats = in_order([*(found.formats or ()), *read.formats])


def _add_imprint(found: Values, read: Imprint, locator: str) -> None:
    if read.year is not None:
        date = dates.Dated(year=read.year, month=read.month)
        found.dated(date, "imprint", locator, "imprints.imprint")
    found.editions += read.editions
    for name in dict.fromkeys(e.language for e in read.editions if e.language):
        found.trace("languages", name, locator, "imprints.imprint")
    for identifier in read.identifiers:
        _add_identifier(found, identifier, locator, "imprints.imprint")
    for name in read.formats:
        found.trace("availability", name, locator, "imprints.imprint")
    if read.price_amount is not None:
        found.price = found.price or (read.price_amount, read.price_currency)
    for amount, currency in read.prices:
        is_kept = (amount, currency) == found.price
        rule = "imprints.imprint" if is_kept else "imprints.imprint: a further price"
        found.trace("price_amount", f"{currency or '?'} {amount:g}", locator, rule)
    _add_publication(found, read, locator)
    for unknown in read.unknowns:
        found.unknown(unknown, locator)


def _add_publication(found: Values, read: Imprint, locator: str) -> None:
    """Note who published it and where, the statement of edition, and numbers of no scheme."""
    for name in read.publishers:
        found.contributors.append(
            Contributor(name=name, given=None, kind="organisation", role="publisher", raw=name)
        )
        found.trace("contributors", name, locator, "imprints.imprint: the publisher")
    for place in read.published_at:
        found.trace("published_at", place, locator, "imprints.imprint: the place of publication")
    if read.edition:
        found.trace("edition", read.edition, locator, "imprints.imprint: the edition as printed")
    for number in read.numbers:
        found.unknown(Unknown(text=number, kind="identifier", suggestion="a sales number"), locator)


def _add_identifier(found: Values, identifier: Identifier, locator: str, rule: str) -> None:
    told = replace(identifier, listing_id=found.listing.listing_id, locator=locator)
    found.identifiers.append(told)
    name = {"isbn": "isbns", "issn": "issns"}.get(told.scheme, "identifiers")
    found.trace(name, told.value, locator, rule)


def _read_language_link(found: Values, item: Field) -> None:
    """Read "Click here for the Russian version": a language that the entry also has."""
    for value, locator in _each(item):
        codes = languages.in_prose(value)
        for code in codes:
            found.editions.append(_edition(language=code))
            found.trace("languages", code, locator, "languages.in_prose: a link to a version")
        if not codes:
            found.unknown(Unknown(text=squash(value), kind="language"), locator)


def _edition(
    language: str | None = None,
    isbn: str | None = None,
    pages: int | None = None,
    year: int | None = None,
) -> MentionEdition:
    return MentionEdition(language=language, isbn=isbn, pages=pages, year=year, formats=())


# --- labelled values of an edition


def _read_labelled(found: Values) -> None:
    """Read ISBN, language, pages, format and price that have labels of their own."""
    spoken = _labelled_languages(found)
    isbns = _labelled_identifiers(found)
    pages = _labelled_imprints(found)
    year = found.datings[0].date.year if found.datings else None
    made: list[MentionEdition] = []
    for name in dict.fromkeys([*spoken, *(i.language for i in isbns if i.language)]):
        own = [i.value for i in isbns if i.language == name or _is_only(name, spoken, i)]
        made += [_edition(name, value, pages, year) for value in own or (None,)]
    if not made and (isbns or pages):
        made = [_edition(None, i.value, pages, year) for i in isbns] or [
            _edition(None, None, pages, year)
        ]
    found.editions = list(folded_editions([*found.editions, *made]))


def _is_only(name: str, spoken: Sequence[str], identifier: Identifier) -> bool:
    return identifier.language is None and list(spoken) == [name]


def _labelled_languages(found: Values) -> list[str]:
    codes: dict[str, None] = {}
    for item in _of_role(found, "language"):
        for value, locator in _each(item):
            for code in languages.languages(value):
                if isinstance(code, Unknown):
                    found.unknown(code, locator)
                else:
                    codes[code] = None
                    found.trace("languages", code, locator, "languages.languages")
    return list(codes)


def _labelled_identifiers(found: Values) -> list[Identifier]:
    """Return the valid ISBNs that have a label; each with the language in brackets after it."""
    isbns: list[Identifier] = []
    for scheme in ("isbn", "issn", "doi"):
        for item in _of_role(found, scheme):
            for value, locator in _each(item):
                isbns += _add_labelled(found, scheme, value, locator)
    return isbns


def _add_labelled(found: Values, scheme: str, value: str, locator: str) -> list[Identifier]:
    tied = imprint(value if "isbn" in value.lower() else f"ISBN {value}").identifiers
    read = identifiers.labelled(scheme, value)
    if scheme == "isbn" and len(tied) >= len(read):
        read = tied
    for identifier in read:
        _add_identifier(found, identifier, locator, f"identifiers.labelled: {scheme}")
    for unknown in identifiers.unknowns(read):
        found.unknown(unknown, locator)
    if not read:
        found.unknown(Unknown(text=squash(value), kind="identifier"), locator)
    return [item for item in read if item.scheme == "isbn" and item.is_valid]


def _labelled_imprints(found: Values) -> int | None:
    """Return the pages that have a label; read formats and prices that have one."""
    pages: int | None = None
    for role in ("pages", "format", "price"):
        for item in _of_role(found, role):
            for value, locator in _each(item):
                read = imprint(
                    f"{value} pages" if role == "pages" and value.strip().isdigit() else value
                )
                pages = pages or next((e.pages for e in read.editions if e.pages), None)
                _add_imprint(found, replace(read, editions=(), year=None), locator)
                if role == "format":
                    found.formats = in_order([*(found.formats or ()), *read.formats])
    return pages


def _of_role(found: Values, role: str) -> Iterator[Field]:
    return (item for item in found.listing.fields if item.role == role)


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
    for value, locator in _each(item):
        if text in squash(value):
            return locator
    return _span(item, 0, len(item.values))


# --- places


def _read_countries(found: Values, item: Field) -> None:
    read = places.read_countries(item.values)
    _add_places(found, item, read, found.country_codes, "country_codes")
    _note_scope(found, item)


def _read_regions(found: Values, publisher: str | None) -> None:
    for item in _of_role(found, "region"):
        read = places.read_regions(item.values, publisher)
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
        locator = _span(item, place.start, place.stop)
        if isinstance(place.value, Unknown):
            found.unknown(place.value, locator)
            continue
        if place.value not in codes:
            codes.append(place.value)
        found.places.append(_place_of(found, place.value, "stated", place.raw, locator))
        found.trace(name, place.value, locator, f"places: {place.why}" if place.why else "places")
        # The code a renamed state had before is not another reading of its old name.
        rival = tuple(code for code in place.also if places.scheme(code) != "iso3166-3")
        if rival:
            suggestion = ", ".join((place.value, *rival))
            found.unknown(Unknown(text=place.raw, kind="place", suggestion=suggestion), locator)


def _span(item: Field, start: int, stop: int) -> str:
    """Return the places of a stretch of values; that of the whole field if it has none."""
    return ";".join(dict.fromkeys(_place(item, at) for at in range(start, stop))) or item.locator


def _place_of(found: Values, code: str, basis: str, raw: str, locator: str) -> Place:
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
    for value, locator in _each(item):
        if places.is_worldwide(value):
            found.is_worldwide = True
            found.trace("is_worldwide", True, locator, "places.is_worldwide")
        elif found.is_worldwide is None:
            found.is_worldwide = False
            found.trace("is_worldwide", False, locator, "the page names places")


# --- running text


def _read_prose(found: Values) -> None:
    """Read the places that title and abstract name, and the identifiers that stand there."""
    listing = found.listing
    _add_mentioned(found, titles.printed(listing.title), "title", listing.title_locator)
    _add_mentioned(found, listing.abstract or "", "abstract", listing.abstract_locator or "")
    for item in identifiers.in_text(listing.title):
        _add_identifier(found, item.identifier, listing.title_locator, "identifiers.in_text: title")
    for identifier in _own(found, listing.abstract or ""):
        locator = listing.abstract_locator or ""
        _add_identifier(found, identifier, locator, "identifiers.in_text: abstract")


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
            found.places.append(_place_of(found, code, basis, text[start:stop], locator))


_READERS: dict[str, Callable[[Values, Field], None]] = {
    "year": _read_year,
    "series": _read_series,
    "imprint": _read_imprint,
    "date": _read_year,
    "language_link": _read_language_link,
    "authors": _read_authors,
    "publisher": _read_publisher,
    "country": _read_countries,
}
