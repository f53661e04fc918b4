"""The features of many records as arrays, one row per record, in the order given.

Texts become hashes, bit sets and padded rows of word numbers here, once per record, so that
millions of pairs can be compared without touching a string again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.match import features
from pipeline.match.records import Record

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

TITLE_WORDS = 24  # telling words of a title that are compared; one in a thousand titles has more
NAMES = 10
VENUE_WORDS = 6
NUMBERS = 6
ISBNS = 6
CUTS = 3
TITLE_BITS = 1024
ABSTRACT_BITS = 2048
ABSTRACT_CHARACTERS = 6000
SHINGLE = 8  # letters: one 64-bit word, so that shingling is one view of the bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Arrays of features; 0 stands for "not given" in hashes and padded rows."""

    rids: tuple[str, ...]
    source: Ints
    pages: tuple[frozenset[str], ...]
    title: Hashes  # the whole title
    heads: Hashes  # (n, CUTS) what it begins with
    tails: Hashes  # (n, CUTS) what it ends with
    words: npt.NDArray[np.int32]  # (n, TITLE_WORDS) numbers of words, from 1
    loose: npt.NDArray[np.uint64]  # (n, TITLE_WORDS) what a misprint leaves of each word
    rarity: Floats  # per word number: information in bits
    title_bits: npt.NDArray[np.uint64]  # (n, TITLE_BITS / 64) its three-letter pieces
    numbers: Hashes  # (n, NUMBERS)
    parts: Hashes  # (n, NUMBERS)
    months: Ints  # bit set
    companions: Ints  # bit set
    generic: Ints  # 1 where many works bear such a title
    edition: Hashes
    language: Hashes  # a language the title names in a note
    year: Ints
    month: Ints
    names: npt.NDArray[np.uint64]  # (n, NAMES) family names
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
    abstract_bits: npt.NDArray[np.uint64]  # (n, ABSTRACT_BITS / 64), or (n, 0) where none has one
    abstract_keys: Hashes  # (n, 4) smallest shingles, for blocking
    extents: tuple[tuple[tuple[str | None, int], ...], ...]
    places: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rids)


def hashed(text: str) -> int:
    """Return 64 bits of a text, the same on every machine; 0 for the empty text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") if text else 0


@dataclass(slots=True)
class _Rows:
    """Lists that grow record by record and become ``Columns``."""

    vocabulary: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)

    def hash(self, text: str) -> int:
        """Return ``hashed(text)``, remembered: names and venues come again and again."""
        if not text:
            return 0
        value = self.hashes.get(text)
        if value is None:
            value = self.hashes[text] = hashed(text)
        return value

    def loose(self, word: str) -> int:
        """Return the hash of what a misprint leaves of a word, remembered."""
        value = self.words.get(word)
        if value is None:
            value = self.words[word] = hashed(features.loose(word))
        return value

    def add(self, name: str, value: object) -> None:
        self.lists.setdefault(name, []).append(value)


def columns(records: Iterable[Record]) -> Columns:
    """Return the features of ``records``, in their order."""
    rows = _Rows()
    for record in records:
        _add(rows, record)
    return _columns(rows)


def _add(rows: _Rows, record: Record) -> None:
    add = rows.add
    add("rid", record.rid)
    add("source", rows.sources.setdefault(record.source, len(rows.sources)))
    add("pages", record.pages)
    _add_title(rows, record)
    add("year", record.year or 0)
    add("month", record.month or 0)
    names = features.families(record.authors)[:NAMES]
    add("names", [rows.hash(features.skeleton(name)) for name in names])
    venue = features.venue_words(record.venue)
    add("venue", rows.hash(" ".join(venue)))
    add("venue_words", [rows.hash(word) for word in venue[:VENUE_WORDS]])
    initials, short = features.acronyms(record.venue)
    add("initials", rows.hash(initials))
    add("short_venue", rows.hash(short))
    add("venue_kind", features.venue_kind(record.venue, bool(record.volume)))
    add("volume", rows.hash(features.first_number(record.volume)))
    add("number", rows.hash(features.first_number(record.number)))
    first, last = features.page_range(record.page_range)
    add("first_page", rows.hash(first))
    add("last_page", rows.hash(last))
    add("doi", hashed(features.doi_key(record.doi)))
    isbns = record.isbns[:ISBNS]
    add("isbns", [hashed(isbn) for isbn, _ in isbns])
    add("isbn_languages", [rows.hash(language or "") for _, language in isbns])
    add("series", rows.hash(record.series))
    add("series_number", rows.hash(record.series_number))
    add("abstract", _letters(record.abstract[:ABSTRACT_CHARACTERS]))
    add("extents", record.extent)
    add("places", record.places)


def _letters(text: str) -> bytes:
    return features.key(features.words(text)).encode() if text else b""


def _add_title(rows: _Rows, record: Record) -> None:
    title, edition, language = features.trimmed(
        features.without_last_year(record.title, record.year)
    )
    tokens = features.words(title)
    key = features.key(tokens)
    heads, tails = features.heads_and_tails(features.segments(title))
    rows.add("title", hashed(key))
    rows.add("title_key", key.encode())
    rows.add("heads", [hashed(head) for head in heads])
    rows.add("tails", [hashed(tail) for tail in tails])
    telling = dict.fromkeys(token for token in tokens if token not in features.STOP)
    number = rows.vocabulary
    told = list(telling or dict.fromkeys(tokens))[:TITLE_WORDS]
    rows.add("words", [number.setdefault(token, len(number) + 1) for token in told])
    rows.add("loose", [rows.loose(token) for token in told])
    rows.add("numbers", [rows.hash(n) for n in sorted(features.numbers(tokens))[:NUMBERS]])
    rows.add("parts", [rows.hash(n) for n in sorted(features.parts(tokens))[:NUMBERS]])
    rows.add("months", sum(1 << month for month in features.months(tokens)))
    rows.add("generic", int(features.is_generic(tokens)))
    rows.add("companions", features.companions(tokens))
    rows.add("edition", rows.hash(edition or ""))
    rows.add("language", rows.hash(language or ""))


def _columns(rows: _Rows) -> Columns:
    lists = rows.lists
    n = len(lists.get("rid", ()))
    words = _padded(lists.get("words", []), TITLE_WORDS, np.int32)
    abstracts = lists.get("abstract", [])
    has_abstract = np.array([len(text) >= 5 * SHINGLE for text in abstracts], dtype=bool)
    bits, keys = _shingled(abstracts, has_abstract)
    plain = {
        name: np.array(lists.get(name, []), dtype=np.int64)
        for name in ("source", "months", "companions", "year", "month", "venue_kind", "generic")
    }
    hashes = {
        name: np.array(lists.get(name, []), dtype=np.uint64)
        for name in (
            "title edition language venue initials short_venue volume number first_page last_page doi series "
            "series_number"
        ).split()
    }
    widths = {
        "heads": CUTS, "loose": TITLE_WORDS, "tails": CUTS, "numbers": NUMBERS, "parts": NUMBERS, "names": NAMES,
        "venue_words": VENUE_WORDS, "isbns": ISBNS, "isbn_languages": ISBNS,
    }  # fmt: skip
    padded = {
        name: _padded(lists.get(name, []), width, np.uint64) for name, width in widths.items()
    }
    plain["generic"] |= recurring(hashes["title"], plain["year"], padded["names"][:, 0])
    return Columns(
        rids=tuple(lists.get("rid", ())),
        pages=tuple(lists.get("pages", ())),
        words=words,
        rarity=_rarity(words, len(rows.vocabulary), n),
        title_bits=_pieces(lists.get("title_key", [])),
        has_abstract=has_abstract,
        abstract_bits=bits,
        abstract_keys=keys,
        extents=tuple(lists.get("extents", ())),
        places=tuple(lists.get("places", ())),
        **plain,
        **hashes,
        **padded,
    )


OFTEN = 3  # years and first authors: a title that stands in so many is that of a column


def recurring(title: Hashes, year: Ints, author: Hashes) -> Ints:
    """Return 1 for titles that come again in other years by others, as a column's do."""
    years, authors = _variety(title, year.astype(np.uint64)), _variety(title, author)
    return ((years >= OFTEN) & (authors >= OFTEN)).astype(np.int64)


def _variety(title: Hashes, value: Hashes) -> Ints:
    """Return for each title how many different values stand beside it; 0 counts as none."""
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


def _rarity(words: npt.NDArray[np.int32], size: int, n: int) -> Floats:
    """Return the information of each word in bits: log2 of records per record that has it.

    Few records say little about how rare a word is, so the count starts from that of a
    thousand records in which every word stands at least twice.
    """
    seen = np.bincount(words.ravel(), minlength=size + 1).astype(np.float32)
    rarity = np.log2((n + 1000) / (seen + 2 * 1000 / (n + 1000)))
    rarity[0] = 0
    return rarity.astype(np.float32)


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


_CHUNK = 20_000  # texts at a time: bounds the memory of their windows


def _pieces(titles: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    found = [np.zeros((0, TITLE_BITS // 64), dtype=np.uint64)]
    for start in range(0, len(titles), _CHUNK):
        chunk = titles[start : start + _CHUNK]
        rows, mixed = _windows(chunk, 3)
        bits = mixed >> np.uint64(64 - TITLE_BITS.bit_length() + 1)
        found.append(_set_bits(rows, bits, len(chunk), TITLE_BITS))
    return np.concatenate(found)


def _shingled(
    texts: Sequence[bytes], has: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint64], Hashes]:
    """Return the shingles of abstracts as bit sets, and the four smallest of each.

    One shingle in four is kept, chosen by its hash: a text and its beginning keep the same.
    """
    n = len(texts)
    if not has.any():
        return np.zeros((n, 0), dtype=np.uint64), np.zeros((n, 4), dtype=np.uint64)
    bits, keys = [], []
    for start in range(0, n, _CHUNK):
        chunk = texts[start : start + _CHUNK]
        rows, mixed = _windows(chunk, SHINGLE)
        kept = mixed & np.uint64(3) == 0
        rows, mixed = rows[kept], mixed[kept]
        shift = np.uint64(64 - ABSTRACT_BITS.bit_length() + 1)
        bits.append(_set_bits(rows, mixed >> shift, len(chunk), ABSTRACT_BITS))
        keys.append(_smallest(rows, mixed, len(chunk)))
    return np.concatenate(bits), np.concatenate(keys)


def _smallest(rows: Ints, values: Hashes, n: int, count: int = 4) -> Hashes:
    order = np.lexsort((values, rows))
    rows, values = rows[order], values[order]
    starts = np.searchsorted(rows, np.arange(n))
    rank = np.arange(len(rows)) - starts[rows]
    found = np.zeros((n, count), dtype=np.uint64)
    low = rank < count
    found[rows[low], rank[low]] = values[low]
    return found
