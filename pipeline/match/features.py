"""The features of records, column by column: what is known of words, names, numbers, identifiers.

Everything here is pure and depends on each record alone, so that it can be worked out in any
order and in any process. Texts become hashes here, once per record; what comes again and again
(a word, a name, a venue, a page) is read once. A value stands in a row once, so that what two
rows share is as much from either side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.match import people, printing, spoken, titles
from pipeline.match import words as wording
from pipeline.match.abstracts import substance
from pipeline.match.records import Record, title_places
from pipeline.match.spoken import COUNTS, GENERIC, HINTS, MONTH

NAMES = 10
VENUE_WORDS = 6
NUMBERS = 6
YEARS = 4
ISBNS = 6
LANGUAGES = 6
PLACES = 10
CUTS = 3
ABSTRACT_CHARACTERS = 6000

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Part = dict[str, Any]


def hashed(text: str) -> int:
    """Return 64 bits of a text, the same on every machine; 0 for the empty text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") if text else 0


short = lru_cache(maxsize=500_000)(hashed)  # names, venues and numbers come again and again


def features(records: Sequence[Record]) -> tuple[Part, list[bytes], list[bytes]]:
    """Return the features of records as columns, in their order.

    Returns:
        The columns that need no more than this; the keys of titles; those of abstracts.
    """
    bare = [_bare(record) for record in records]
    words = [wording.words(title.text) for title in bare]
    abstracts = [_abstract(record.abstract) if record.abstract else () for record in records]
    of_titles, keys = _of_titles(records, bare, words)
    found = {
        "rids": tuple(record.rid for record in records),
        "pages": tuple(record.pages for record in records),
        **of_titles,
        **_of_people(records),
        **_of_venues(records, bare),
        **_of_print(records, bare),
        **_of_identifiers(records),
        "topic": np.array(list(map(_topic, words, abstracts)), dtype=np.float32),
    }
    return found, [key.encode() for key in keys], [wording.key(text).encode() for text in abstracts]


# --------------------------------------------------------------------------- titles


class Bare(NamedTuple):
    """A title less all that is not its wording, and what that said."""

    text: str
    series_number: str
    run_in: str
    cites: bool
    edition: str | None
    language: str | None


def _bare(record: Record) -> Bare:
    title, series_number = titles.without_series(titles.without_first_year(record.title))
    title, run_in = titles.without_run_in(titles.whole_words(titles.tidied(title)))
    title, cites = titles.without_citation(title)
    title, edition, language = titles.trimmed(titles.without_last_year(title, record.year))
    return Bare(title, series_number, run_in, cites, edition, language)


def _of_titles(
    records: Sequence[Record], bare: Sequence[Bare], words: Sequence[Sequence[str]]
) -> tuple[Part, list[str]]:
    """Return the columns of titles, and their keys."""
    told = spoken.told(words)
    cuts = [titles.heads_and_tails(titles.segments(title.text)) for title in bare]
    counting, dated, hinting = (told.in_any & kind != 0 for kind in (COUNTS, MONTH, HINTS))
    companions = _where(hinting, lambda at: titles.companions(words[at]))
    cites = np.array([title.cites for title in bare], dtype=bool)
    columns: Part = {
        "title": _hashes(told.keys),
        "heads": _padded([[*map(hashed, heads)] for heads, _ in cuts], CUTS),
        "tails": _padded([[*map(hashed, tails)] for _, tails in cuts], CUTS),
        "words": told.words,
        "spelt": told.spelt,
        "numbers": _few(_each(counting, lambda at: wording.numbers(words[at])), NUMBERS),
        "parts": _few(_each(counting, lambda at: wording.parts(words[at])), NUMBERS),
        "title_years": _few([_years(record.title) for record in records], YEARS),
        "months": _where(dated, lambda at: _months(records[at].title)),
        "generic": (told.in_all & GENERIC != 0).astype(np.int64),
        "companions": np.where(companions == 0, titles.CORRECTION * cites, companions),
        "own_subtitle": np.array(
            [
                bool(heads) and titles.says_what_it_is(title.text)
                for title, (heads, _) in zip(bare, cuts, strict=True)
            ],
            dtype=np.int64,
        ),
        "turns": told.turns,
        "edition": _hashes([title.edition or "" for title in bare]),
        "language": _hashes([title.language or "" for title in bare]),
        "title_places": _padded(
            [[*map(short, _named_places(record))] for record in records], PLACES
        ),
    }
    return columns, told.keys


def _years(title: str) -> Iterable[str]:
    return titles.years(title) if "19" in title or "20" in title else ()


def _months(title: str) -> int:
    """Return the months that a title names, its last year included: "may" is one beside it."""
    return sum(1 << month for month in wording.months(wording.words(title[: titles.LONGEST_TITLE])))


def _named_places(record: Record) -> Sequence[str]:
    """Return the countries that the title names; a row of a table comes without them."""
    return record.title_places or title_places(record.title)


# --------------------------------------------------------------------------- abstracts

STEM = 5  # letters: what two forms of a word have in common


def _abstract(text: str) -> Sequence[str]:
    return wording.words(substance(text[:ABSTRACT_CHARACTERS]))


def _topic(title: Sequence[str], abstract: Sequence[str]) -> float:
    """Return which share of the telling words of a title stands in the abstract."""
    if not abstract:
        return 0.0
    told = {word[:STEM] for word in title if word not in wording.STOP}
    return len(told.intersection([word[:STEM] for word in abstract])) / len(told) if told else 0.0


# --------------------------------------------------------------------------- people


def _of_people(records: Sequence[Record]) -> Part:
    read = [_people(record.authors) if record.authors else ((), False) for record in records]
    return {
        "names": _padded([names for names, _ in read], NAMES),
        "bodies": np.array([are_bodies for _, are_bodies in read], dtype=np.int64),
    }


def _people(authors: str) -> tuple[Sequence[int], bool]:
    """Return the names of those who are named, and whether all are organisations."""
    bodies = people.bodies(authors)
    if bodies is not None:
        return [*dict.fromkeys(map(short, bodies))], True
    names = [*dict.fromkeys(map(_name, people.families(authors)))]
    return names if len(names) <= NAMES else names[:FIRST_NAMES] + _sample(
        names[FIRST_NAMES:]
    ), False


FIRST_NAMES = 5  # of a long list: others often print no more of it


def _sample(names: Iterable[int]) -> list[int]:
    """Return some names of a long list, the same ones in whatever order it is printed."""
    return sorted(names)[: NAMES - FIRST_NAMES]


@lru_cache(maxsize=500_000)
def _name(name: str) -> int:
    return hashed(wording.skeleton(name))


# --------------------------------------------------------------------------- where it is printed


class Venue(NamedTuple):
    """What is known of a venue, worked out once however many records it has."""

    venue: int
    venue_words: list[int]
    initials: int
    short_venue: int
    venue_kind: int


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


def _of_venues(records: Sequence[Record], bare: Sequence[Bare]) -> Part:
    venues = [
        _venue(record.venue, bool(record.volume), title.run_in)
        for record, title in zip(records, bare, strict=True)
    ]
    return {
        **{
            name: np.array([getattr(venue, name) for venue in venues], dtype=np.uint64)
            for name in ("venue", "initials", "short_venue")
        },
        "venue_words": _padded([venue.venue_words for venue in venues], VENUE_WORDS),
        "venue_kind": np.array([venue.venue_kind for venue in venues], dtype=np.int64),
    }


@lru_cache(maxsize=100_000)
def _number(text: str) -> int:
    return short(printing.first_number(text))


@lru_cache(maxsize=500_000)
def _page_range(text: str) -> tuple[int, int, int]:
    """Return the first and the last page, and the digits of both, as hashes."""
    first, last = printing.page_range(text)
    return short(first), short(last), short(printing.page_digits(text)) if first else 0


def _of_print(records: Sequence[Record], bare: Sequence[Bare]) -> Part:
    series_numbers = [
        short(record.series_number or title.series_number)
        for record, title in zip(records, bare, strict=True)
    ]
    pages = [_page_range(record.page_range) for record in records]
    columns = {
        "volume": [_number(record.volume) for record in records],
        "number": [_number(record.number) for record in records],
        "first_page": [first for first, _, _ in pages],
        "last_page": [last for _, last, _ in pages],
        "page_digits": [digits for _, _, digits in pages],
        "series": [short(record.series) for record in records],
        "series_number": series_numbers,
        "source": [short(record.source) for record in records],
    }
    return {
        **{name: np.array(values, dtype=np.uint64) for name, values in columns.items()},
        "year": np.array([_year(record) for record in records], dtype=np.int64),
        "month": np.array([record.month or 0 for record in records], dtype=np.int64),
    }


def _year(record: Record) -> int:
    return record.year or (printing.venue_year(record.venue) if record.venue else 0)


def _of_identifiers(records: Sequence[Record]) -> Part:
    isbns = [record.isbns[:ISBNS] for record in records]
    dois = [printing.doi_key(record.doi) if record.doi else "" for record in records]
    return {
        "doi": _hashes(dois),
        "isbns": _padded([[hashed(isbn) for isbn, _ in some] for some in isbns], ISBNS),
        "isbn_languages": _padded(
            [[short(language or "") for _, language in some] for some in isbns], ISBNS
        ),
        "languages": _padded([[*map(short, record.languages)] for record in records], LANGUAGES),
    }


# --------------------------------------------------------------------------- columns


def _hashes(texts: Sequence[str]) -> Hashes:
    """Return 64 bits of each text, as ``hashed`` has them."""
    digests = (blake2b(text.encode(), digest_size=8).digest() for text in texts)
    found = np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
    found[[not text for text in texts]] = 0
    return found


def _few(rows: Iterable[Iterable[str]], width: int) -> Hashes:
    return _padded([[*map(short, sorted(values))] if values else () for values in rows], width)


def _padded(rows: Sequence[Sequence[int]], width: int) -> Hashes:
    """Return rows of numbers, the first ``width`` of each, filled up with 0."""
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    if lengths.max(initial=0) > width:
        rows, lengths = [row[:width] for row in rows], np.minimum(lengths, width)
    found = np.zeros((len(rows), width), dtype=np.uint64)
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.uint64, count=int(lengths.sum()))
    found[np.arange(width) < lengths[:, None]] = flat
    return found


def _each(chosen: npt.NDArray[np.bool_], of: Callable[[int], Iterable[str]]) -> list[Iterable[str]]:
    """Return what a function says of the chosen rows; of the others nothing."""
    found: list[Iterable[str]] = [()] * len(chosen)
    for at in np.flatnonzero(chosen).tolist():
        found[at] = of(at)
    return found


def _where(chosen: npt.NDArray[np.bool_], of: Callable[[int], int]) -> Ints:
    """Return the numbers that a function gives the chosen rows; 0 for the others."""
    found = np.zeros(len(chosen), dtype=np.int64)
    for at in np.flatnonzero(chosen).tolist():
        found[at] = of(at)
    return found
