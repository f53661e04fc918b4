"""Imprint lines: year, pages, languages, identifiers, formats and price, in any order.

A line may hold several imprints (``2009/231 pages ISBN … (English) 2012/227 pages ISBN …
(Spanish)``), one imprint several languages, and a language its own ISBN. Nothing is guessed:
``20118/32 pages`` has no year, and what no reader understands is kept as an ``Unknown``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.model import Identifier, MentionEdition, Unknown
from pipeline.normalise import languages
from pipeline.normalise.imprint_editions import editions, electronic, in_order, segments
from pipeline.normalise.imprint_lists import settled
from pipeline.normalise.imprint_tokens import LONGEST, Line, Token, line, tokens

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the imprint lines of one entry say.

    Attributes:
        year: The earliest year printed (CE), with its month where one is said.
        editions: One per language, and per ISBN where a language has several; page order.
        identifiers: As printed, page order; ``language`` where the page ties one to it.
        formats: The formats it is said to be available in; empty when nothing is said.
        edition: The statement of edition, as printed.
        unknowns: What could not be read.
    """

    year: int | None = None
    month: int | None = None
    editions: tuple[MentionEdition, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    formats: tuple[str, ...] = ()
    price_amount: float | None = None
    price_currency: str | None = None
    edition: str | None = None
    unknowns: tuple[Unknown, ...] = ()


def imprint(text: str) -> Imprint:
    """Read the imprint or imprints that ``text`` holds.

    >>> read = imprint("2015/184 pages ISBN 978-92-9068-715-3 (English) Spanish PDF")
    >>> [(e.language, e.isbn, e.pages, e.year) for e in read.editions]
    [('en', '9789290687153', 184, 2015), ('es', None, 184, 2015)]
    >>> imprint("20118/32 pages English").year
    """
    source = line(text)
    kept = electronic(settled(source, tokens(source)))
    years = [int(token.value) for token in kept if token.kind == "year" and token.value]
    shared = years[0] if len(years) == 1 else None
    found = [editions(group, shared) for group in segments(kept)]
    price = next((token for token in kept if token.kind == "price"), None)
    said = next((token for token in kept if token.kind == "edition"), None)
    year = min(years, default=None)
    return Imprint(
        year=year,
        month=next((t.month for t in kept if t.kind == "year" and t.value == year), None),
        editions=_each_once(edition for made, _ in found for edition in made),
        identifiers=_each_once(item for _, items in found for item in items),
        formats=in_order(_formats(source, kept)),
        price_amount=price.amount if price else None,
        price_currency=str(price.value) if price and price.value else None,
        edition=source.text[said.start : said.stop] if said else None,
        unknowns=tuple(_unknowns(source, kept)),
    )


def joined(imprints: Sequence[Imprint]) -> Imprint:
    """Return what several imprint lines of one entry say together, in page order."""
    years = sorted((i for i in imprints if i.year), key=lambda item: item.year or 0)
    price = next((i for i in imprints if i.price_amount is not None), Imprint())
    return Imprint(
        year=years[0].year if years else None,
        month=years[0].month if years else None,
        editions=_each_once(e for item in imprints for e in item.editions),
        identifiers=_each_once(i for item in imprints for i in item.identifiers),
        formats=in_order(f for item in imprints for f in item.formats),
        price_amount=price.price_amount,
        price_currency=price.price_currency,
        edition=next((i.edition for i in imprints if i.edition), None),
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


def _unknowns(source: Line, kept: Sequence[Token]) -> Iterator[Unknown]:
    for token in _run_together(kept):
        text = source.text[token.start : token.stop]
        if token.kind == "unread":
            yield _unread_language(text)
        elif token.kind == "text":
            yield Unknown(text=text, kind=_kind(text))
        elif token.kind == "price" and token.value is None:
            yield Unknown(text=text, kind="line", suggestion="which currency?")
        elif token.identifier is not None and not token.identifier.is_valid:
            yield Unknown(text=text, kind="identifier")
    if len(source.text) >= LONGEST:
        yield Unknown(text=source.text[-80:], kind="line", suggestion="the line is too long")


def _run_together(kept: Sequence[Token]) -> list[Token]:
    """Return the tokens with texts that only signs or small words part made one."""
    runs: list[Token] = []
    for token in kept:
        if token.kind in ("noise", "list"):
            continue
        if token.kind == "text" and runs and runs[-1].kind == "text":
            token = Token(kind="text", start=runs.pop().start, stop=token.stop)
        runs.append(token)
    return runs


def _unread_language(text: str) -> Unknown:
    found = languages.language(text)
    return found if isinstance(found, Unknown) else Unknown(text=text, kind="language")


def _kind(text: str) -> str:
    """Return what a text was meant to be: with digits and no letters, a date."""
    has_letters = any(char.isalpha() for char in text)
    return "date" if not has_letters and any(char.isdigit() for char in text) else "line"
