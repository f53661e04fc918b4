"""The features of many records as arrays, one row per record, in the order given.

Texts become hashes, bit sets and padded rows of word numbers here, once per record, so that
millions of pairs can be compared without touching a string again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain, islice
from operator import lt
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.match import workers
from pipeline.match.features import Part, features
from pipeline.match.records import Record

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

LONG_ABSTRACT = 500  # letters
TITLE_BITS = 1024
ABSTRACT_BITS = 2048
SHINGLE = 8  # letters: one 64-bit word, so that shingling is one view of the bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What blocks are made of, and what depends on the other records; 0 stands for "not given"."""

    rids: tuple[str, ...]
    pages: tuple[frozenset[str], ...]
    title: Hashes  # the whole title
    heads: Hashes  # (n, CUTS) what it begins with
    tails: Hashes  # (n, CUTS) what it ends with
    words: Words  # (n, TITLE_WORDS) telling words
    rarity: Floats  # (n, TITLE_WORDS) information of each in bits
    generic: Ints  # 1 where many works bear such a title
    year: Ints
    names: npt.NDArray[np.uint64]  # (n, NAMES) family names, or initials of organisations
    volume: Hashes
    first_page: Hashes
    doi: Hashes
    isbns: Hashes  # (n, ISBNS)
    long_abstract: npt.NDArray[np.bool_]  # long, and not one that many titles share
    abstract_keys: Hashes  # (n, 4) smallest shingles, for blocking
    corpus_size: int  # records that these are among

    def __len__(self) -> int:
        return len(self.rids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns(Outline):
    """All features as arrays; 0 stands for "not given" in hashes and padded rows."""

    source: Hashes
    spelt: Hashes  # (n, TITLE_WORDS) bits of each word, of which a misprint changes few
    title_bits: npt.NDArray[np.uint64]  # (n, TITLE_BITS / 64) the title's three-letter pieces
    numbers: Hashes  # (n, NUMBERS)
    parts: Hashes  # (n, NUMBERS)
    months: Ints  # bit set
    companions: Ints  # bit set
    own_subtitle: Ints  # 1 where the title says after a break what it is: "A Handbook"
    turns: Ints  # bit set: words that turn a title into its opposite
    title_years: Hashes  # (n, YEARS) all years that the title names
    edition: Hashes
    language: Hashes  # a language the title names in a note
    month: Ints
    bodies: Ints  # 1 where all who are named are organisations
    venue: Hashes
    venue_words: Hashes  # (n, VENUE_WORDS)
    initials: Hashes  # of the venue's words
    short_venue: Hashes  # its one telling word, which may be initials
    venue_kind: Ints  # bit set
    number: Hashes
    last_page: Hashes
    page_digits: Hashes  # its pages as printed, which may have lost a dash
    isbn_languages: Hashes  # (n, ISBNS) 0: not tied to one
    series: Hashes
    series_number: Hashes
    has_abstract: npt.NDArray[np.bool_]
    topic: Floats  # share of the telling words of the title that the abstract has
    languages: Hashes  # (n, LANGUAGES) of its editions
    title_places: Hashes  # (n, PLACES) countries that the title names
    abstract_bits: npt.NDArray[np.uint64]  # (n, ABSTRACT_BITS / 64), or (n, 0) where none has one


AT_ONCE = 5_000  # records whose features wait as Python objects


def columns(records: Iterable[Record], *, processes: int | None = None) -> Columns:
    """Return the features of ``records``, sorted by ``rid``, however many processes work."""
    waiting = iter(records)
    batches = iter(lambda: list(islice(waiting, AT_ONCE)), [])
    return assembled(workers.in_order(part, batches, processes=processes))


def assembled(parts: Iterable[Part]) -> Columns:
    """Return the columns of all parts, sorted by ``rid``."""
    made = [part([]), *parts]
    rids = [rid for one in made for rid in one["rids"]]
    in_order = all(map(lt, rids, islice(rids, 1, None)))
    order = None if in_order else np.array(sorted(range(len(rids)), key=rids.__getitem__))
    found = {name: _joined([one.pop(name) for one in made], order) for name in tuple(made[0])}
    return among(found, corpus(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What only all records together show.

    Attributes:
        size: How many records there are.
        bits: The information of the words of each bucket.
        recurring: Titles that come again in other years by others, as a column's do; sorted.
        often: Abstracts (their smallest shingle) that stand under several titles; sorted.
    """

    size: int
    bits: Floats
    recurring: Hashes
    often: Hashes


def corpus(found: Part) -> Corpus:
    """Return what the features of all records show together."""
    words, title, size = found["words"], found["title"], len(found["rids"])
    bucket = words[words != 0] % BUCKETS
    years, authors = (
        _various(title, value) for value in (found["year"].astype(np.uint64), found["names"][:, 0])
    )
    return Corpus(
        size=size,
        bits=information(np.bincount(bucket, minlength=BUCKETS), size),
        recurring=np.intersect1d(years, authors),
        often=_various(found["abstract_keys"][:, 0], title),
    )


def among(found: Part, whole: Corpus) -> Columns:
    """Return features as the columns of records among those of a corpus."""
    return Columns(**found | _of_corpus(found, whole))


def outlined(found: Part) -> Outline:
    """Return the features of all records that an outline needs as one."""
    return Outline(**found | _of_corpus(found, corpus(found)))


def detailed(outline: Outline, rows: Ints, details: Part) -> Columns:
    """Return the columns of some records, given the rest of their features."""
    known: Part = {each.name: getattr(outline, each.name) for each in fields(Outline)}
    at: Part = {
        name: values[rows]
        if isinstance(values, np.ndarray)
        else tuple(values[row] for row in rows.tolist())
        for name, values in known.items()
        if name != "corpus_size"
    }
    return Columns(**at, **details, corpus_size=outline.corpus_size)


def _of_corpus(found: Part, whole: Corpus) -> Part:
    """Return what the corpus says of features."""
    words = found["words"]
    return {
        "generic": found["generic"] | _is_among(found["title"], whole.recurring),
        "long_abstract": found["long_abstract"]
        & ~_is_among(found["abstract_keys"][:, 0], whole.often),
        "rarity": np.where(words != 0, whole.bits[words % BUCKETS], np.float32(0)),
        "corpus_size": whole.size,
    }


def _joined(parts: Sequence[Any], order: Ints | None) -> Any:
    """Put the parts of one column together, in order."""
    if isinstance(parts[0], tuple):
        flat = tuple(chain.from_iterable(parts))
        return flat if order is None else tuple(flat[at] for at in order)
    filled = [part for part in parts if len(part)]
    whole = filled[0] if len(filled) == 1 else np.concatenate(_widened(parts))
    return whole if order is None else whole[order]


def _widened(parts: Sequence[npt.NDArray[Any]]) -> Sequence[npt.NDArray[Any]]:
    """Give the abstracts of a part that has none their columns, if another part has some."""
    width = max(part.shape[-1] for part in parts)
    if parts[0].ndim == 1 or all(part.shape[-1] == width for part in parts):
        return parts
    return [
        part if part.shape[-1] == width else np.zeros((len(part), width), dtype=part.dtype)
        for part in parts
    ]


def part(records: Iterable[Record]) -> Part:
    """Return the columns of some records, in their order; they depend on no other record."""
    found, title_keys, abstracts = features(list(records))
    lengths = np.fromiter(map(len, abstracts), dtype=np.int64, count=len(abstracts))
    found["has_abstract"] = lengths >= 5 * SHINGLE
    found["long_abstract"] = lengths >= LONG_ABSTRACT
    found["abstract_bits"], found["abstract_keys"] = _shingled(abstracts, found["has_abstract"])
    found["title_bits"] = _pieces(title_keys)
    return found


OFTEN = 3  # years and first authors: a title that stands in so many is that of a column


def _various(title: Hashes, value: Hashes) -> Hashes:
    """Return the titles (or abstracts) beside which so many values stand; 0 counts as none."""
    given = value != 0
    title, value = title[given], value[given]
    alike = np.sort(title)
    several = _unique_of_sorted(alike[: 1 - OFTEN][alike[: 1 - OFTEN] == alike[OFTEN - 1 :]])
    some = _is_among(title, several)  # few are, so that few pairs need to be told apart
    title, value = title[some], value[some]
    order = np.lexsort((value, title))
    title, value = title[order], value[order]
    is_new = np.append(True, (title[1:] != title[:-1]) | (value[1:] != value[:-1]))[: len(title)]
    titles, counts = np.unique(title[is_new], return_counts=True)
    found: Hashes = titles[counts >= OFTEN]
    return found


def _unique_of_sorted(values: Hashes) -> Hashes:
    found: Hashes = values[np.append(True, values[1:] != values[:-1])[: len(values)]]
    return found


def _is_among(values: Hashes, some: Hashes) -> npt.NDArray[np.bool_]:
    """Tell which values are among some, which are few and sorted."""
    if not len(some):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(some, values), len(some) - 1)
    found: npt.NDArray[np.bool_] = some[at] == values
    return found


BUCKETS = 1 << 21  # words are counted by bucket: two rare words in one do no harm


def information(seen: Ints, n: int) -> Floats:
    """Return the bits that a word says which stands in ``seen`` of ``n`` records.

    Few records say little about how rare a word is, so the count starts from that of a
    thousand records in which every word stands twice. Bits are told in 4096ths: sums of those
    are exact, and so the same in whatever order a title has its words.
    """
    bits = np.log2((n + 1000) / (seen + 2 * 1000 / (n + 1000)))
    return (np.round(bits * 4096) / 4096).astype(np.float32)


def _set_bits(rows: Ints, bits: Hashes, n: int, width: int) -> npt.NDArray[np.uint64]:
    found = np.zeros((n, width), dtype=bool)
    found[rows, bits] = True
    packed: npt.NDArray[np.uint64] = np.packbits(found, axis=1, bitorder="little").view("<u8")
    return packed


_MIX = np.uint64(0x9E3779B97F4A7C15)


def _windows(texts: Sequence[bytes], size: int) -> tuple[Ints, Hashes]:
    """Return each run of ``size`` bytes within a text as a mixed 64-bit number, and its row."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
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
