"""The features of many records as arrays, one row per record, in the order given.

Texts become hashes, bit sets and padded rows of word numbers here, once per record, so that
millions of pairs can be compared without touching a string again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipeline.match import people, printing, titles
from pipeline.match import words as wording
from pipeline.match.records import Record, title_places

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

TITLE_WORDS = 24  # telling words of a title that are compared; one in a thousand titles has more
NAMES = 10
VENUE_WORDS = 6
NUMBERS = 6
YEARS = 4
ISBNS = 6
LANGUAGES = 6
PLACES = 10
LONG_ABSTRACT = 500  # letters
CUTS = 3
TITLE_BITS = 1024
ABSTRACT_BITS = 2048
ABSTRACT_CHARACTERS = 6000
SHINGLE = 8  # letters: one 64-bit word, so that shingling is one view of the bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Arrays of features; 0 stands for "not given" in hashes and padded rows."""

    rids: tuple[str, ...]
    source: Hashes
    pages: tuple[frozenset[str], ...]
    title: Hashes  # the whole title
    heads: Hashes  # (n, CUTS) what it begins with
    tails: Hashes  # (n, CUTS) what it ends with
    words: Words  # (n, TITLE_WORDS) telling words
    loose: Words  # (n, TITLE_WORDS) what a misprint leaves of each
    rarity: Floats  # (n, TITLE_WORDS) information of each in bits
    title_bits: npt.NDArray[np.uint64]  # (n, TITLE_BITS / 64) its three-letter pieces
    numbers: Hashes  # (n, NUMBERS)
    parts: Hashes  # (n, NUMBERS)
    months: Ints  # bit set
    companions: Ints  # bit set
    title_years: Hashes  # (n, YEARS) all years that the title names
    generic: Ints  # 1 where many works bear such a title
    edition: Hashes
    language: Hashes  # a language the title names in a note
    year: Ints
    month: Ints
    names: npt.NDArray[np.uint64]  # (n, NAMES) family names, or initials of organisations
    bodies: Ints  # 1 where all who are named are organisations
    venue: Hashes
    venue_words: Hashes  # (n, VENUE_WORDS)
    initials: Hashes  # of the venue's words
    short_venue: Hashes  # its one telling word, which may be initials
    venue_kind: Ints  # bit set
    volume: Hashes
    number: Hashes
    first_page: Hashes
    last_page: Hashes
    doi: Hashes
    isbns: Hashes  # (n, ISBNS)
    isbn_languages: Hashes  # (n, ISBNS) 0: not tied to one
    series: Hashes
    series_number: Hashes
    has_abstract: npt.NDArray[np.bool_]
    long_abstract: npt.NDArray[np.bool_]  # long, and not one that many titles share
    topic: Floats  # share of the telling words of the title that the abstract has
    languages: Hashes  # (n, LANGUAGES) of its editions
    title_places: Hashes  # (n, PLACES) countries that the title names
    abstract_bits: npt.NDArray[np.uint64]  # (n, ABSTRACT_BITS / 64), or (n, 0) where none has one
    abstract_keys: Hashes  # (n, 4) smallest shingles, for blocking
    extents: tuple[tuple[tuple[str | None, int], ...], ...]
    places: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rids)


class Token(NamedTuple):
    """What is known of a word, worked out once however often it comes."""

    spelt: str  # in one spelling
    word: int  # 32 bits of it
    loose: int  # 32 bits of what a misprint leaves of it
    stop: bool
    generic: bool
    counts: bool  # it may name a number or a part
    month: bool
    hints: bool  # it may name a companion document


@lru_cache(maxsize=1_000_000)
def token(word: str) -> Token:
    """Return what is known of a word."""
    spelt = wording.spelling(word)
    return Token(
        spelt=spelt,
        word=crc32(spelt.encode()) or 1,
        loose=crc32(wording.loose(spelt).encode()) or 1,
        stop=word in wording.STOP,
        generic=wording.is_generic((word,)),
        counts=wording.number(word) is not None or wording.is_enumerator(word),
        month=wording.is_month(word),
        hints=titles.may_be_companion(word),
    )


def hashed(text: str) -> int:
    """Return 64 bits of a text, the same on every machine; 0 for the empty text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") if text else 0


short = lru_cache(maxsize=500_000)(hashed)  # names, venues and numbers come again and again


class _Row(NamedTuple):
    """The features of one record before they become columns; names are those of ``Columns``."""

    rids: str
    source: int
    pages: frozenset[str]
    title: int
    letters: bytes
    heads: list[int]
    tails: list[int]
    words: list[int]
    loose: list[int]
    numbers: list[int]
    parts: list[int]
    title_years: list[int]
    months: int
    generic: int
    companions: int
    edition: int
    language: int
    year: int
    month: int
    names: tuple[int, ...]
    bodies: int
    venue: _Venue
    volume: int
    number: int
    first_page: int
    last_page: int
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


class _Venue(NamedTuple):
    venue: int
    venue_words: list[int]
    initials: int
    short_venue: int
    venue_kind: int


AT_ONCE = 20_000  # records whose features wait as Python objects


def columns(records: Iterable[Record]) -> Columns:
    """Return the features of ``records``, sorted by ``rid``."""
    waiting = iter(records)
    parts = [_part([])]
    while rows := [_row(record) for record in islice(waiting, AT_ONCE)]:
        parts.append(_part(rows))
    rids = [rid for part in parts for rid in part["rids"]]
    order = np.array(sorted(range(len(rids)), key=rids.__getitem__), dtype=np.int64)
    found = {name: _joined([part.pop(name) for part in parts], order) for name in tuple(parts[0])}
    found["generic"] |= recurring(found["title"], found["year"], found["names"][:, 0])
    found["long_abstract"] &= _variety(found["abstract_keys"][:, 0], found["title"]) < OFTEN
    found["rarity"] = _rarity(found["words"], len(rids))
    return Columns(**found)


def _joined(parts: Sequence[Any], order: Ints) -> Any:
    """Put the parts of one column together, in order."""
    if isinstance(parts[0], tuple):
        flat = [value for part in parts for value in part]
        return tuple(flat[at] for at in order)
    return np.concatenate(_widened(parts))[order]


def _widened(parts: Sequence[npt.NDArray[Any]]) -> Sequence[npt.NDArray[Any]]:
    """Give the abstracts of a part that has none their columns, if another part has some."""
    width = max(part.shape[-1] for part in parts)
    if parts[0].ndim == 1 or all(part.shape[-1] == width for part in parts):
        return parts
    return [
        part if part.shape[-1] == width else np.zeros((len(part), width), dtype=part.dtype)
        for part in parts
    ]


def _row(record: Record) -> _Row:
    title, series_number = titles.without_series(record.title)
    title, edition, language = titles.trimmed(titles.without_last_year(title, record.year))
    spoken = wording.words(title)
    known = [token(word) for word in spoken]
    key = wording.title_key([t.spelt for t in known])
    heads, tails = titles.heads_and_tails(titles.segments(title))
    telling = dict.fromkeys(
        known if all(t.stop for t in known) else (t for t in known if not t.stop)
    )
    told = list(telling)[:TITLE_WORDS]
    counts = any(t.counts for t in known)
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
    return _Row(
        rids=record.rid,
        source=short(record.source),
        pages=record.pages,
        title=hashed(key),
        letters=key.encode(),
        heads=[hashed(head) for head in heads],
        tails=[hashed(tail) for tail in tails],
        words=[t.word for t in told],
        loose=[t.loose for t in told],
        numbers=_few(wording.numbers(spoken)) if counts else [],
        parts=_few(wording.parts(spoken)) if counts else [],
        title_years=_few(titles.years(record.title))
        if "19" in record.title or "20" in record.title
        else [],
        months=sum(1 << m for m in wording.months(spoken)) if any(t.month for t in known) else 0,
        generic=int(all(t.generic for t in known)),
        companions=titles.companions(spoken) if any(t.hints for t in known) else 0,
        edition=short(edition or ""),
        language=short(language or ""),
        year=record.year or 0,
        month=record.month or 0,
        names=_names(record.authors, bodies) if record.authors else (),
        bodies=int(bodies is not None),
        venue=_venue(record.venue, bool(record.volume)),
        volume=short(printing.first_number(record.volume)),
        number=short(printing.first_number(record.number)),
        first_page=short(first_page),
        last_page=short(last_page),
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
        return tuple(short(name) for name in bodies[:NAMES])
    return tuple(_name(name) for name in people.families(authors)[:NAMES])


@lru_cache(maxsize=500_000)
def _name(name: str) -> int:
    return hashed(wording.skeleton(name))


@lru_cache(maxsize=100_000)
def _venue(name: str, has_volume: bool) -> _Venue:
    words = printing.venue_words(name)
    initials, only = printing.acronyms(name)
    return _Venue(
        venue=short(" ".join(words)),
        venue_words=[short(word) for word in words[:VENUE_WORDS]],
        initials=short(initials),
        short_venue=short(only),
        venue_kind=printing.venue_kind(name, has_volume),
    )


def _part(rows: Sequence[_Row]) -> dict[str, Any]:
    """Return the columns of some records, in their order."""
    empty = ((),) * len(_Row._fields)
    lists: dict[str, Sequence[Any]] = dict(
        zip(_Row._fields, zip(*rows, strict=True) if rows else empty, strict=True)
    )
    venues = lists["venue"]
    lists |= {name: [getattr(venue, name) for venue in venues] for name in _Venue._fields}
    found: dict[str, Any] = {name: np.array(lists[name], dtype=np.int64) for name in _NUMBERS}
    found |= {name: np.array(lists[name], dtype=np.uint64) for name in _HASHES}
    found["topic"] = np.array(lists["topic"], dtype=np.float32)
    found |= {name: _padded(lists[name], width, kind) for name, (width, kind) in _PADDED.items()}
    found |= {name: tuple(lists[name]) for name in ("rids", "pages", "extents", "places")}
    abstracts = lists["abstract"]
    found["has_abstract"] = np.array([len(text) >= 5 * SHINGLE for text in abstracts], dtype=bool)
    found["long_abstract"] = np.array(
        [len(text) >= LONG_ABSTRACT for text in abstracts], dtype=bool
    )
    found["abstract_bits"], found["abstract_keys"] = _shingled(abstracts, found["has_abstract"])
    found["title_bits"] = _pieces(lists["letters"])
    return found


_NUMBERS = ("months", "companions", "generic", "bodies", "year", "month", "venue_kind")
_HASHES = (
    "title", "edition", "language", "venue", "initials", "short_venue", "volume", "number",
    "first_page", "last_page", "doi", "series", "series_number", "source",
)  # fmt: skip
_PADDED: Mapping[str, tuple[int, Any]] = {
    "heads": (CUTS, np.uint64),
    "tails": (CUTS, np.uint64),
    "words": (TITLE_WORDS, np.uint32),
    "loose": (TITLE_WORDS, np.uint32),
    "numbers": (NUMBERS, np.uint64),
    "parts": (NUMBERS, np.uint64),
    "title_years": (YEARS, np.uint64),
    "names": (NAMES, np.uint64),
    "venue_words": (VENUE_WORDS, np.uint64),
    "isbns": (ISBNS, np.uint64),
    "isbn_languages": (ISBNS, np.uint64),
    "languages": (LANGUAGES, np.uint64),
    "title_places": (PLACES, np.uint64),
}


OFTEN = 3  # years and first authors: a title that stands in so many is that of a column


def recurring(title: Hashes, year: Ints, author: Hashes) -> Ints:
    """Return 1 for titles that come again in other years by others, as a column's do."""
    years, authors = _variety(title, year.astype(np.uint64)), _variety(title, author)
    return ((years >= OFTEN) & (authors >= OFTEN)).astype(np.int64)


def _variety(title: Hashes, value: Hashes) -> Ints:
    """Return for each title (or abstract) how many values stand beside it; 0 counts as none."""
    given = value != 0
    pairs = np.unique(np.stack([title[given], value[given]], axis=1), axis=0)
    titles, counts = np.unique(pairs[:, 0], return_counts=True)
    if not len(titles):
        return np.zeros(len(title), dtype=np.int64)
    at = np.minimum(np.searchsorted(titles, title), len(titles) - 1)
    return np.where(titles[at] == title, counts[at], 0)


def _padded(rows: Sequence[Sequence[int]], width: int, dtype: Any) -> npt.NDArray[Any]:
    lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
    flat = np.fromiter((item for row in rows for item in row), dtype=dtype, count=lengths.sum())
    found = np.zeros((len(rows), width), dtype=dtype)
    found[np.arange(width) < lengths[:, None]] = flat
    return found


BUCKETS = 1 << 21  # words are counted by bucket: two rare words in one do no harm


def _rarity(words: Words, n: int) -> Floats:
    """Return the information of each word in bits, row by row: log2 of records per record.

    Few records say little about how rare a word is, so the count starts from that of a
    thousand records in which every word stands twice.
    """
    bucket = words % BUCKETS
    bits = information(np.bincount(bucket.ravel(), minlength=BUCKETS), n)
    return np.where(words != 0, bits[bucket], np.float32(0))


def information(seen: Ints, n: int) -> Floats:
    """Return the bits that a word says which stands in ``seen`` of ``n`` records."""
    return np.log2((n + 1000) / (seen + 2 * 1000 / (n + 1000))).astype(np.float32)


def _set_bits(rows: Ints, bits: Hashes, n: int, width: int) -> npt.NDArray[np.uint64]:
    found = np.zeros(n * (width // 64), dtype=np.uint64)
    words = rows * (width // 64) + (bits >> np.uint64(6)).astype(np.int64)
    np.bitwise_or.at(found, words, np.uint64(1) << (bits & np.uint64(63)))
    return found.reshape(n, width // 64)


_MIX = np.uint64(0x9E3779B97F4A7C15)


def _windows(texts: Sequence[bytes], size: int) -> tuple[Ints, Hashes]:
    """Return each run of ``size`` bytes within a text as a mixed 64-bit number, and its row."""
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    whole = np.frombuffer(b"".join(texts) + bytes(8), dtype=np.uint8).astype(np.uint64)
    total = int(lengths.sum())
    value = np.zeros(total, dtype=np.uint64)
    for at in range(size):
        value |= whole[at : at + total] << np.uint64(8 * at)
    rows = np.repeat(np.arange(len(texts)), lengths)
    ends = np.repeat(np.cumsum(lengths), lengths)
    inside = np.arange(total) + size <= ends
    mixed = value[inside] * _MIX
    mixed ^= mixed >> np.uint64(29)
    return rows[inside], mixed * _MIX


def _pieces(titles: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    """Return the three-letter pieces of titles as bit sets."""
    rows, mixed = _windows(titles, 3)
    bits = mixed >> np.uint64(64 - TITLE_BITS.bit_length() + 1)
    return _set_bits(rows, bits, len(titles), TITLE_BITS)


def _shingled(
    texts: Sequence[bytes], has: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint64], Hashes]:
    """Return the shingles of abstracts as bit sets, and the four smallest of each.

    One shingle in four is kept, chosen by its hash: a text and its beginning keep the same.
    """
    n = len(texts)
    if not has.any():
        return np.zeros((n, 0), dtype=np.uint64), np.zeros((n, 4), dtype=np.uint64)
    rows, mixed = _windows(texts, SHINGLE)
    kept = mixed & np.uint64(3) == 0
    rows, mixed = rows[kept], mixed[kept]
    bits = mixed >> np.uint64(64 - ABSTRACT_BITS.bit_length() + 1)
    return _set_bits(rows, bits, n, ABSTRACT_BITS), _smallest(rows, mixed, n)


def _smallest(rows: Ints, values: Hashes, n: int, count: int = 4) -> Hashes:
    order = np.lexsort((values, rows))
    rows, values = rows[order], values[order]
    starts = np.searchsorted(rows, np.arange(n))
    rank = np.arange(len(rows)) - starts[rows]
    found = np.zeros((n, count), dtype=np.uint64)
    low = rank < count
    found[rows[low], rank[low]] = values[low]
    return found
