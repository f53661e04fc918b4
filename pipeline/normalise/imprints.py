"""Imprint lines: year, pages, languages, identifiers, formats and price, in any order.

A line may hold several imprints (``2009/231 pages ISBN … (English) 2012/227 pages ISBN …
(Spanish)``), one imprint several languages, and a language its own ISBN. Nothing is guessed:
``20118/32 pages`` has no year, and what no reader understands is kept as an ``Unknown``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.model import Identifier, MentionEdition, Unknown
from pipeline.normalise import languages
from pipeline.normalise.imprint_editions import editions, electronic, in_order, segments
from pipeline.normalise.imprint_line import LONGEST, Line, Token, line
from pipeline.normalise.imprint_lists import settled
from pipeline.normalise.imprint_publishers import publication, runs
from pipeline.normalise.imprint_tokens import tokens
from pipeline.normalise.imprint_words import is_printing

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the imprint lines of one entry say.

    Attributes:
        year: The earliest year printed (CE), with its month where one is said.
        editions: One per language, and per ISBN where a language has several; page order.
        identifiers: As printed, page order; ``language`` where the page ties one to it.
        formats: The formats it is said to be available in; empty when nothing is said.
        prices: Every price said, page order; ``price_amount`` is the first of a sure currency.
        edition: The statements of edition and of later printings, as printed.
        publishers: Who published it, and ``published_at`` where, as far as the line says.
        numbers: Sales and order numbers, as printed: identifiers of no scheme.
        unknowns: What could not be read.
    """

    year: int | None = None
    month: int | None = None
    editions: tuple[MentionEdition, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    formats: tuple[str, ...] = ()
    price_amount: float | None = None
    price_currency: str | None = None
    prices: tuple[tuple[float, str | None], ...] = ()
    edition: str | None = None
    publishers: tuple[str, ...] = ()
    published_at: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


def imprint(text: str) -> Imprint:
    """Read the imprint or imprints that ``text`` holds.

    >>> read = imprint("2015/184 pages ISBN 978-92-9068-715-3 (English) Spanish PDF")
    >>> [(e.language, e.isbn, e.pages, e.year) for e in read.editions]
    [('en', '9789290687153', 184, 2015), ('es', None, 184, 2015)]
    >>> imprint("20118/32 pages English").year
    """
    source = line(text)
    kept = _dated(source, electronic(settled(source, tokens(source))))
    years = [int(token.value) for token in kept if token.kind == "year" and token.value]
    shared = years[0] if len(years) == 1 else None
    found = [editions(group, shared) for group in segments(kept)]
    prices = [
        (t.amount, _text(t.value)) for t in kept if t.kind == "price" and t.amount is not None
    ]
    price = next((item for item in prices if item[1]), prices[0] if prices else (None, None))
    said = [source.text[t.start : t.stop] for t in kept if t.kind in ("edition", "later")]
    printed = publication(source.text, kept)
    year = min(years, default=None)
    return Imprint(
        year=year,
        month=next((t.month for t in kept if t.kind == "year" and t.value == year), None),
        editions=_each_once(edition for made, _ in found for edition in made),
        identifiers=_each_once(item for _, items in found for item in items),
        formats=in_order(_formats(source, kept)),
        price_amount=price[0],
        price_currency=price[1],
        prices=_each_once(prices),
        edition="; ".join(said) or None,
        publishers=printed.publishers,
        published_at=printed.places,
        numbers=tuple(source.text[t.start : t.stop] for t in kept if t.kind == "number"),
        unknowns=tuple(_unknowns(source, kept, printed.spans)),
    )


def _text(value: int | str | None) -> str | None:
    return str(value) if value else None


def _dated(source: Line, found: Sequence[Token]) -> tuple[Token, ...]:
    """Make the year of a revision the year of publication where no other is said.

    A reprint is dated by its printing, and the work is older: by how much, the line does not say.
    """
    if any(token.kind == "year" for token in found):
        return tuple(found)
    return tuple(
        replace(t, kind="year") if t.kind == "later" and not is_printing(source, t) else t
        for t in found
    )


def joined(imprints: Sequence[Imprint]) -> Imprint:
    """Return what several imprint lines of one entry say together, in page order."""
    years = sorted((i for i in imprints if i.year), key=lambda item: item.year or 0)
    price = next((i for i in imprints if i.price_amount is not None), Imprint())
    editions_said = "; ".join(dict.fromkeys(i.edition for i in imprints if i.edition))
    return Imprint(
        year=years[0].year if years else None,
        month=years[0].month if years else None,
        editions=_each_once(e for item in imprints for e in item.editions),
        identifiers=_each_once(i for item in imprints for i in item.identifiers),
        formats=in_order(f for item in imprints for f in item.formats),
        price_amount=price.price_amount,
        price_currency=price.price_currency,
        prices=_each_once(p for item in imprints for p in item.prices),
        edition=editions_said or None,
        publishers=_each_once(p for item in imprints for p in item.publishers),
        published_at=_each_once(p for item in imprints for p in item.published_at),
        numbers=_each_once(n for item in imprints for n in item.numbers),
        unknowns=tuple(u for item in imprints for u in item.unknowns),
    )


def _each_once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _formats(source: Line, kept: Sequence[Token]) -> Iterator[str]:
    """Yield the formats said; a download of no said format is one from the web."""
    found = [str(token.value) for token in kept if token.kind == "format"]
    yield from found
    words = (source.low[token.start : token.stop] for token in kept if token.kind == "noise")
    if not set(found) & {"pdf", "epub", "online"} and any(w.startswith("download") for w in words):
        yield "online"


# --- what could not be read


def _unknowns(
    source: Line, kept: Sequence[Token], spans: Collection[tuple[int, int]]
) -> Iterator[Unknown]:
    has_year = any(token.kind == "year" for token in kept)
    for token in runs(kept):
        if token.kind == "later" and has_year:
            continue
        unread = _unread(source.text[token.start : token.stop], token)
        if unread is not None and (token.start, token.stop) not in spans:
            yield unread
    if len(source.text) >= LONGEST:
        yield Unknown(text=source.text[-80:], kind="line", suggestion="the line is too long")


def _unread(text: str, token: Token) -> Unknown | None:
    """Return what a steward has to look at in one token."""
    if token.kind == "later":
        return Unknown(text=text, kind="date", suggestion=_text(token.value))
    if token.kind == "unread":
        return _unread_language(text)
    if token.kind == "text":
        return Unknown(text=text, kind=_kind(text))
    if token.kind == "price" and token.value is None:
        return Unknown(text=text, kind="line", suggestion="which currency?")
    is_wrong = token.identifier is not None and not token.identifier.is_valid
    return Unknown(text=text, kind="identifier") if is_wrong else None


def _unread_language(text: str) -> Unknown:
    found = languages.language(text)
    return found if isinstance(found, Unknown) else Unknown(text=text, kind="language")


def _kind(text: str) -> str:
    """Return what a text was meant to be: with digits and no letters, a date."""
    has_letters = any(char.isalpha() for char in text)
    return "date" if not has_letters and any(char.isdigit() for char in text) else "line"
