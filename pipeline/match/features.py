"""The features of one record: what is known of its words, names, numbers and identifiers.

Everything here is pure and depends on the record alone, so that it can be worked out in any
order and in any process. Texts become hashes here, once per record. A value stands in a row
once, so that what two rows share is as much from either side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from hashlib import blake2b
from operator import and_, or_
from typing import NamedTuple
from zlib import crc32

from pipeline.match import people, printing, titles
from pipeline.match import words as wording
from pipeline.match.records import Record, title_places

TITLE_WORDS = 24  # telling words of a title that are compared; one in a thousand titles has more
NAMES = 10
VENUE_WORDS = 6
NUMBERS = 6
YEARS = 4
ISBNS = 6
LANGUAGES = 6
PLACES = 10
CUTS = 3
ABSTRACT_CHARACTERS = 6000


class Row(NamedTuple):
    """The features of one record before they become columns; names are those of ``Columns``."""

    rids: str
    source: int
    pages: frozenset[str]
    title: int
    letters: bytes
    heads: list[int]
    tails: list[int]
    words: list[int]
    spelt: list[int]
    numbers: list[int]
    parts: list[int]
    title_years: list[int]
    months: int
    generic: int
    companions: int
    turns: int
    edition: int
    language: int
    year: int
    month: int
    names: tuple[int, ...]
    bodies: int
    venue: Venue
    volume: int
    number: int
    first_page: int
    last_page: int
    page_digits: int
    doi: int
    isbns: list[int]
    isbn_languages: list[int]
    languages: list[int]
    title_places: list[int]
    series: int
    series_number: int
    abstract: bytes
    topic: float
    extents: tuple[tuple[str | None, int], ...]
    places: tuple[str, ...]


class Venue(NamedTuple):
    """What is known of a venue, worked out once however many records it has."""

    venue: int
    venue_words: list[int]
    initials: int
    short_venue: int
    venue_kind: int


STOP, GENERIC, COUNTS, MONTH, HINTS = (1 << at for at in range(5))


class Token(NamedTuple):
    """What is known of a word, worked out once however often it comes.

    Attributes:
        spelt: The word in one spelling.
        word: 32 bits of it.
        letters: 64 bits, of which a misprint changes few.
        kind: ``STOP`` for a word that tells no work from another, ``GENERIC`` for one that
            titles of many works consist of, ``COUNTS`` if it may name a number or a part,
            ``MONTH`` if it may name a month, ``HINTS`` if it may name a companion document.
    """

    spelt: str
    word: int
    letters: int
    kind: int


@lru_cache(maxsize=200_000)
def token(word: str) -> Token:
    """Return what is known of a word."""
    number = wording.number(word)
    spelt = number or wording.spelling(word)
    counts = number is not None or len(word) == 1 or wording.is_enumerator(word)
    return Token(
        spelt=spelt,
        word=crc32(spelt.encode()) or 1,
        letters=wording.spelt(word if number and word.isalpha() else spelt),
        kind=STOP * (word in wording.STOP)
        | GENERIC * wording.is_generic((word,))
        | COUNTS * counts
        | MONTH * wording.is_month(word)
        | HINTS * titles.may_be_companion(word),
    )


def hashed(text: str) -> int:
    """Return 64 bits of a text, the same on every machine; 0 for the empty text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") if text else 0


short = lru_cache(maxsize=500_000)(hashed)  # names, venues and numbers come again and again


def features(record: Record) -> Row:
    """Return the features of a record."""
    title, series_number = titles.without_series(titles.without_first_year(record.title))
    title, run_in = titles.without_run_in(titles.whole_words(title))
    title, cites = titles.without_citation(title)
    title, edition, language = titles.trimmed(titles.without_last_year(title, record.year))
    spoken = wording.words(title)
    known = [token(word) for word in spoken]
    spelt, numbers, letters, kinds = zip(*known, strict=True) if known else ((), (), (), ())
    in_any, in_all = reduce(or_, kinds, 0), reduce(and_, kinds, -1)
    key = wording.title_key(spelt)
    heads, tails = titles.heads_and_tails(titles.segments(title))
    told = _telling(numbers, letters, kinds, all_stop=bool(in_all & STOP))
    first_page, last_page = (
        printing.page_range(record.page_range) if record.page_range else ("", "")
    )
    isbns = record.isbns[:ISBNS]
    bodies = people.bodies(record.authors) if record.authors else None
    abstract = (
        wording.words(wording.substance(record.abstract[:ABSTRACT_CHARACTERS]))
        if record.abstract
        else []
    )
    return Row(
        rids=record.rid,
        source=short(record.source),
        pages=record.pages,
        title=hashed(key),
        letters=key.encode(),
        heads=[hashed(head) for head in heads],
        tails=[hashed(tail) for tail in tails],
        words=[word for word, _ in told],
        spelt=[spelling for _, spelling in told],
        numbers=_few(wording.numbers(spoken)) if in_any & COUNTS else [],
        parts=_few(wording.parts(spoken)) if in_any & COUNTS else [],
        title_years=_few(titles.years(record.title))
        if "19" in record.title or "20" in record.title
        else [],
        months=_months(record.title) if in_any & MONTH else 0,
        generic=int(in_all & GENERIC != 0),
        companions=(titles.companions(spoken) if in_any & HINTS else 0)
        or titles.CORRECTION * cites,
        turns=reduce(or_, map(wording.turns, spoken), 0),
        edition=short(edition or ""),
        language=short(language or ""),
        year=record.year or (printing.venue_year(record.venue) if record.venue else 0),
        month=record.month or 0,
        names=_names(record.authors, bodies) if record.authors else (),
        bodies=int(bodies is not None),
        venue=_venue(record.venue, bool(record.volume), run_in),
        volume=short(printing.first_number(record.volume)),
        number=short(printing.first_number(record.number)),
        first_page=short(first_page),
        last_page=short(last_page),
        page_digits=short(printing.page_digits(record.page_range)) if first_page else 0,
        doi=hashed(printing.doi_key(record.doi)) if record.doi else 0,
        isbns=[hashed(isbn) for isbn, _ in isbns],
        isbn_languages=[short(language or "") for _, language in isbns],
        languages=[short(language) for language in record.languages[:LANGUAGES]],
        title_places=[short(code) for code in _named_places(record)[:PLACES]],
        series=short(record.series),
        series_number=short(record.series_number or series_number),
        abstract=wording.key(abstract).encode(),
        topic=_topic(spoken, abstract) if abstract else 0.0,
        extents=record.extent,
        places=record.places,
    )


def _telling(
    words: Iterable[int], letters: Iterable[int], kinds: Iterable[int], *, all_stop: bool
) -> list[tuple[int, int]]:
    """Return each telling word once, in order; all words where none is telling.

    "Second" and "2" are one word. What stands in a row once is counted once from either side.
    """
    found = {
        word: (word, spelt)
        for word, spelt, kind in zip(words, letters, kinds, strict=True)
        if all_stop or not kind & STOP
    }
    return list(found.values())[:TITLE_WORDS]


def _months(title: str) -> int:
    """Return the months that a title names, its last year included: "may" is one beside it."""
    return sum(1 << month for month in wording.months(wording.words(title[: titles.LONGEST_TITLE])))


def _few(values: Iterable[str]) -> list[int]:
    return [short(value) for value in sorted(values)[:NUMBERS]]


def _named_places(record: Record) -> Sequence[str]:
    """Return the countries that the title names; a row of a table comes without them."""
    return record.title_places or title_places(record.title)


STEM = 5  # letters: what two forms of a word have in common


def _topic(title: Sequence[str], abstract: Sequence[str]) -> float:
    """Return which share of the telling words of a title stands in the abstract."""
    told = {word[:STEM] for word in title if word not in wording.STOP}
    return len(told.intersection([word[:STEM] for word in abstract])) / len(told) if told else 0.0


def _names(authors: str, bodies: Sequence[str] | None) -> tuple[int, ...]:
    if bodies is not None:
        return tuple(dict.fromkeys(map(short, bodies)))[:NAMES]
    names = tuple(dict.fromkeys(map(_name, people.families(authors))))
    return names if len(names) <= NAMES else (*names[:FIRST_NAMES], *_sample(names[FIRST_NAMES:]))


FIRST_NAMES = 5  # of a long list: others often print no more of it


def _sample(names: Iterable[int]) -> Iterable[int]:
    """Return some names of a long list, the same ones in whatever order it is printed."""
    return sorted(names)[: NAMES - FIRST_NAMES]


@lru_cache(maxsize=500_000)
def _name(name: str) -> int:
    return hashed(wording.skeleton(name))


@lru_cache(maxsize=100_000)
def _venue(name: str, has_volume: bool, run_in: str) -> Venue:
    words = printing.venue_words(name)
    initials, only = printing.acronyms(name)
    return Venue(
        venue=short(" ".join(words)),
        venue_words=[short(word) for word in words[:VENUE_WORDS]],
        initials=short(initials),
        short_venue=short(only),
        venue_kind=printing.venue_kind(name, has_volume) | printing.venue_kind(run_in),
    )
