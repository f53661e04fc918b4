"""The editions of one listing: what its imprint lines and its labelled values say of them."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Contributor, Field, Identifier, MentionEdition, Unknown
from pipeline.normalise import dates, identifiers, languages
from pipeline.normalise.imprint_editions import in_order
from pipeline.normalise.imprints import Imprint, imprint
from pipeline.normalise.listing_facts import Values, each, of_role
from pipeline.normalise.text import squash
from pipeline.normalise.variants import folded_editions

# --- imprints


def read_imprint(found: Values, item: Field) -> None:
    """Read the imprint lines of a field."""
    for value, locator in each(item):
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
        add_identifier(found, identifier, locator, "imprints.imprint")
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


def add_identifier(found: Values, identifier: Identifier, locator: str, rule: str) -> None:
    """Note an identifier, where it stands and by which rule it was read."""
    told = replace(identifier, listing_id=found.listing.listing_id, locator=locator)
    found.identifiers.append(told)
    name = {"isbn": "isbns", "issn": "issns"}.get(told.scheme, "identifiers")
    found.trace(name, told.value, locator, rule)


def read_language_link(found: Values, item: Field) -> None:
    """Read "Click here for the Russian version": a language that the entry also has."""
    for value, locator in each(item):
        codes = languages.in_prose(value)
        for code in codes:
            found.editions.append(edition(language=code))
            found.trace("languages", code, locator, "languages.in_prose: a link to a version")
        if not codes:
            found.unknown(Unknown(text=squash(value), kind="language"), locator)


def edition(
    language: str | None = None,
    isbn: str | None = None,
    pages: int | None = None,
    year: int | None = None,
) -> MentionEdition:
    """Return an edition of which no format is said."""
    return MentionEdition(language=language, isbn=isbn, pages=pages, year=year, formats=())


# --- labelled values of an edition


def read_labelled(found: Values) -> None:
    """Read ISBN, language, pages, format and price that have labels of their own."""
    spoken = _labelled_languages(found)
    isbns = _labelled_identifiers(found)
    pages = _labelled_imprints(found)
    year = found.datings[0].date.year if found.datings else None
    made: list[MentionEdition] = []
    for name in dict.fromkeys([*spoken, *(i.language for i in isbns if i.language)]):
        own = [i.value for i in isbns if i.language == name or _is_only(name, spoken, i)]
        made += [edition(name, value, pages, year) for value in own or (None,)]
    if not made and (isbns or pages):
        made = [edition(None, i.value, pages, year) for i in isbns] or [
            edition(None, None, pages, year)
        ]
    found.editions = list(folded_editions([*found.editions, *made]))


def _is_only(name: str, spoken: Sequence[str], identifier: Identifier) -> bool:
    return identifier.language is None and list(spoken) == [name]


def _labelled_languages(found: Values) -> list[str]:
    codes: dict[str, None] = {}
    for item in of_role(found, "language"):
        for value, locator in each(item):
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
        for item in of_role(found, scheme):
            for value, locator in each(item):
                isbns += _add_labelled(found, scheme, value, locator)
    return isbns


def _add_labelled(found: Values, scheme: str, value: str, locator: str) -> list[Identifier]:
    tied = imprint(value if "isbn" in value.lower() else f"ISBN {value}").identifiers
    read = identifiers.labelled(scheme, value)
    if scheme == "isbn" and len(tied) >= len(read):
        read = tied
    for identifier in read:
        add_identifier(found, identifier, locator, f"identifiers.labelled: {scheme}")
    for unknown in identifiers.unknowns(read):
        found.unknown(unknown, locator)
    if not read:
        found.unknown(Unknown(text=squash(value), kind="identifier"), locator)
    return [item for item in read if item.scheme == "isbn" and item.is_valid]


def _labelled_imprints(found: Values) -> int | None:
    """Return the pages that have a label; read formats and prices that have one."""
    pages: int | None = None
    for role in ("pages", "format", "price"):
        for item in of_role(found, role):
            for value, locator in each(item):
                read = imprint(
                    f"{value} pages" if role == "pages" and value.strip().isdigit() else value
                )
                pages = pages or next((e.pages for e in read.editions if e.pages), None)
                _add_imprint(found, replace(read, editions=(), year=None), locator)
                if role == "format":
                    found.formats = in_order([*(found.formats or ()), *read.formats])
    return pages
