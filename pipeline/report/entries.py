"""Entries side by side: one column per mention, one row per field, differences marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.model import Contributor, Edition, Listing, Mention, MentionEdition
from pipeline.report.index import Index, anchor, language_name
from pipeline.report.text import ABSTRACT, bounded, shown, web_address
from pipeline.report.words import marked, marked_beginnings

BEGINNING = 260  # characters of an abstract that stand open
SHORT = 60  # characters: a rest so short stands open as well
PLACES = 4  # pages named in a column's head
VALUES = 24  # of one cell
VALUE = 600  # characters of one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """One place where an entry stands: page, place on it, and the page's address."""

    page: Markup
    ordinal: int
    locator: Markup
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of one entry's column."""

    source: Markup
    mention_id: Markup
    appearances: tuple[Appearance, ...]
    more: int  # appearances not named
    card: str  # anchor of its work's card
    companions: int  # other entries of its work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The values of one field of one entry; ``rest`` is what opens on demand."""

    values: tuple[Markup, ...]
    rest: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of every entry."""

    name: str
    cells: tuple[Cell, ...]
    differs: bool  # two entries give values, and not the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The whole table; ``more`` entries are not shown."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    more: int


def side_by_side(mentions: Sequence[Mention], look: Index, most: int) -> Entries:
    """Return up to ``most`` mentions as one table, empty rows left out."""
    shown_mentions = mentions[:most]
    rows = [_titles(shown_mentions)]
    fields = [_fields(mention, look) for mention in shown_mentions]
    for name in fields[0] if fields else ():
        rows += _row(name, [values[name] for values in fields])
    return Entries(
        columns=tuple(_column(mention, look) for mention in shown_mentions),
        rows=(*rows, *_abstracts(shown_mentions)),
        more=len(mentions) - len(shown_mentions),
    )


def origin(listing: Listing) -> Appearance:
    """Return where a listing stands."""
    return Appearance(
        page=shown(listing.page, 80),
        ordinal=listing.ordinal,
        locator=shown(listing.locator, 60),
        href=web_address(listing.entry_url) or web_address(listing.url),
    )


def contributor_name(person: Contributor) -> str:
    """Return a name as a person reads it, with any role that is not the author's."""
    name = f"{person.given} {person.name}" if person.given else person.name
    return name if person.role == "author" else f"{name} ({person.role})"


def _fields(mention: Mention, look: Index) -> dict[str, Sequence[str]]:
    """Return what stands in each row between the title and the abstract."""
    return {
        "Date": _date(mention),
        "Series": _series(mention),
        "Authors": _contributors(mention),
        "Places stated": _stated(mention, look),
        "Places named": _named(mention, look),
        "Editions": _editions(mention),
        "Identifiers": _identifiers(mention),
        "Available": _availability(mention),
    }


def _column(mention: Mention, look: Index) -> Column:
    listings = look.listings_of.get(mention.mention_id, ())
    return Column(
        source=shown(mention.source, 60),
        mention_id=shown(mention.mention_id, 60),
        appearances=tuple(origin(listing) for listing in listings[:PLACES]),
        more=max(0, len(listings) - PLACES),
        card=anchor("merged", mention.work_id),
        companions=max(0, look.mentions_of.count(mention.work_id) - 1),
    )


def _titles(mentions: Sequence[Mention]) -> Row:
    cells = tuple(Cell(values=(title,)) for title in marked([m.title for m in mentions]))
    return Row(name="Title", cells=cells, differs=len({m.title for m in mentions}) > 1)


def _abstracts(mentions: Sequence[Mention]) -> tuple[Row, ...]:
    texts = [bounded(mention.abstract or "", ABSTRACT) for mention in mentions]
    if not any(texts):
        return ()
    heads = [_beginning(text) for text in texts]
    cells = (
        Cell(values=(head,) if text else (), rest=_rest(text, beginning))
        for text, beginning, head in zip(texts, heads, marked_beginnings(heads, texts), strict=True)
    )
    said = {text for text in texts if text}
    return (Row(name="Abstract", cells=tuple(cells), differs=len(said) > 1),)


def _beginning(text: str) -> str:
    """Return where an abstract begins, cut between words; all of it when it is short."""
    if len(text) <= BEGINNING + SHORT:
        return text
    return text[: text.rfind(" ", BEGINNING // 2, BEGINNING) + 1 or BEGINNING].rstrip()


def _rest(text: str, beginning: str) -> Markup | None:
    rest = text[len(beginning) :].lstrip()
    return shown(rest, ABSTRACT) if rest else None


def _row(name: str, values: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    if not any(values):
        return ()
    cells = tuple(Cell(values=_bounded_values(said)) for said in values)
    return (Row(name=name, cells=cells, differs=len({tuple(v) for v in values if v}) > 1),)


def _bounded_values(values: Sequence[str]) -> tuple[Markup, ...]:
    rest = len(values) - VALUES
    kept = tuple(shown(value, VALUE) for value in values[:VALUES])
    return (*kept, shown(f"… and {rest} more")) if rest > 0 else kept


def _date(mention: Mention) -> Sequence[str]:
    if mention.year is None:
        return ()
    return (f"{mention.year}-{mention.month:02}" if mention.month else str(mention.year),)


def _series(mention: Mention) -> Sequence[str]:
    return (mention.series,) if mention.series else ()


def _contributors(mention: Mention) -> Sequence[str]:
    return tuple(map(contributor_name, mention.contributors))


def _stated(mention: Mention, look: Index) -> Sequence[str]:
    names = look.names(mention.country_codes, mention.region_codes, mention.is_worldwide)
    return ("; ".join(names),) if names else ()


def _named(mention: Mention, look: Index) -> Sequence[str]:
    """Return the places that the words of an entry name, each with where it is named."""
    bases: defaultdict[str, set[str]] = defaultdict(set)
    for row in look.coverage_of.get(mention.mention_id, ()):
        if row.basis != "stated":
            bases[row.name].add(row.basis)
    said = (f"{name} ({', '.join(sorted(found, reverse=True))})" for name, found in bases.items())
    return tuple(filter(None, ["; ".join(sorted(said))]))


def _editions(mention: Mention) -> Sequence[str]:
    return tuple(map(edition_text, mention.editions))


def edition_text(edition: Edition | MentionEdition) -> str:
    """Return an edition in words: language, year, pages, identifier, formats."""
    return ", ".join(_edition_parts(edition)) or "not said"


def _edition_parts(edition: Edition | MentionEdition) -> Iterable[str]:
    if edition.language:
        yield language_name(edition.language)
    if edition.year:
        yield str(edition.year)
    if edition.pages:
        yield f"{edition.pages} pages"
    if edition.isbn:
        yield f"ISBN {edition.isbn}"
    yield from edition.formats


def _identifiers(mention: Mention) -> Sequence[str]:
    return (*(f"ISBN {n}" for n in mention.isbns), *(f"ISSN {n}" for n in mention.issns))


def _availability(mention: Mention) -> Sequence[str]:
    price = mention.price_amount
    said = () if price is None else (f"{price:.2f} {mention.price_currency or ''}".rstrip(),)
    return tuple(filter(None, [", ".join((*(mention.availability or ()), *said))]))
