"""Which records are worth comparing: pairs that share a key, with caps on common keys.

Each rule gives a record a few 64-bit keys; records with one key in common are a pair. A key
that many records share says little: small blocks are compared whole, smallest first, until the
rule has spent its pairs; in larger ones each record meets its neighbours by year and title.
So the number of pairs grows with the number of records, whatever the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pipeline.match.columns import Hashes, Ints, Outline, information

ALL_PAIRS_UP_TO = 250  # records: 31,125 pairs
PAIRS_PER_RECORD = 4  # that a rule may spend on whole blocks
PAIRS_AT_LEAST = 150_000  # that a rule may spend, however few the records
SMALL = 12  # records: a block up to this size is always compared whole
NEIGHBOURS = 6  # in a block too large, that many on each side are compared

Keys = tuple[Ints, Hashes]  # row numbers, and the key each has

_MIX = np.uint64(0x9E3779B97F4A7C15)


def mixed(*parts: Hashes) -> Hashes:
    """Return one key of several; order matters."""
    value = np.zeros_like(parts[0])
    for part in parts:
        value = (value ^ part) * _MIX
        value ^= value >> np.uint64(32)
    return value


def _some(rows: Ints, keys: Hashes, *given: Hashes) -> Keys:
    """Leave out rows where a part of the key is not given."""
    has = np.ones(len(rows), dtype=bool)
    for part in given:
        has &= part != 0
    return rows[has], keys[has]


def _joined(*keys: Keys) -> Keys:
    return np.concatenate([rows for rows, _ in keys]), np.concatenate([key for _, key in keys])


def title_or_a_piece_of_it(c: Outline) -> Keys:
    """The same title, or one prints only what the other begins or ends with."""
    rows = np.arange(len(c))
    columns = [c.title, *c.heads.T, *c.tails.T]
    return _joined(*(_some(rows, column, column) for column in columns))


def two_rare_words(c: Outline) -> Keys:
    """Two of the five rarest words of the title."""
    rarest = np.sort(_rarest(c, 5), axis=1)
    rows = np.arange(len(c))
    pairs = [(rarest[:, a], rarest[:, b]) for a, b in combinations(range(rarest.shape[1]), 2)]
    return _joined(*(_some(rows, mixed(a, b), a, b) for a, b in pairs))


def _rarest(c: Outline, count: int) -> Hashes:
    """Return the rarest words of each title; one that stands nowhere else brings none together."""
    alone = information(np.array([1]), c.corpus_size)[0]
    telling = np.where(c.rarity < alone, c.rarity, 0)
    order = np.argsort(-telling, axis=1, kind="stable")[:, :count]
    words = np.where(telling > 0, c.words, 0)
    return np.take_along_axis(words, order, axis=1).astype(np.uint64)


def author_and_rare_word(c: Outline) -> Keys:
    """The first author's family name, and one of the three rarest words of the title."""
    rarest = _rarest(c, 3)
    rows, first = np.arange(len(c)), c.names[:, 0]
    return _joined(*(_some(rows, mixed(first, word), first, word) for word in rarest.T))


def place_in_a_journal(c: Outline) -> Keys:
    """The same volume and first page, in the same year or by the same first author."""
    rows, first = np.arange(len(c)), c.names[:, 0]
    year = c.year.astype(np.uint64)
    return _joined(
        _some(rows, mixed(c.volume, c.first_page, year), c.volume, c.first_page, year),
        _some(rows, mixed(c.first_page, first, year), c.first_page, first, year),
        _some(rows, mixed(c.volume, c.first_page, first), c.volume, c.first_page, first),
    )


def authors_and_year(c: Outline) -> Keys:
    """The first two authors and the year."""
    rows, first, second = np.arange(len(c)), c.names[:, 0], c.names[:, 1]
    year = c.year.astype(np.uint64)
    return _some(rows, mixed(first, second, year), first, second, year)


def three_authors(c: Outline) -> Keys:
    """The first three authors, in any order: whatever became of the title."""
    rows, names = np.arange(len(c)), np.sort(c.names[:, :3], axis=1).T
    return _some(rows, mixed(*names), *names)


def identifier(c: Outline) -> Keys:
    """The same DOI or ISBN."""
    rows = np.arange(len(c))
    return _joined(_some(rows, c.doi, c.doi), *(_some(rows, isbn, isbn) for isbn in c.isbns.T))


def abstract(c: Outline) -> Keys:
    """Abstracts that share one of their four smallest shingles."""
    rows = np.arange(len(c))
    return _joined(*(_some(rows, key, key) for key in c.abstract_keys.T))


RULES: Mapping[str, Callable[[Outline], Keys]] = {
    "title or a piece of it": title_or_a_piece_of_it,
    "two rare words of the title": two_rare_words,
    "first author and a rare word": author_and_rare_word,
    "place in a journal": place_in_a_journal,
    "two authors and the year": authors_and_year,
    "three authors": three_authors,
    "identifier": identifier,
    "abstract": abstract,
}


def pairs(c: Outline) -> tuple[Ints, Ints]:
    """Return the rows of each pair worth comparing, left before right, each pair once."""
    n = len(c)
    if n <= ALL_PAIRS_UP_TO:
        left, right = np.triu_indices(n, 1)
        return left.astype(np.int64), right.astype(np.int64)
    codes = _once(np.concatenate([np.zeros(0, dtype=np.int64), *by_rule(c).values()]))
    return codes // n, codes % n


def by_rule(c: Outline) -> dict[str, Ints]:
    """Return the pairs of each rule as ``left * n + right``, each once within its rule."""
    return {name: _once(_codes(c, *rule(c))) for name, rule in RULES.items()}


def _once(codes: Ints) -> Ints:
    """Return codes sorted, each once; sorting is quicker here than ``np.unique``, which hashes."""
    codes = np.sort(codes)
    found: Ints = codes[np.append(True, codes[1:] != codes[:-1])[: len(codes)]]
    return found


def _codes(c: Outline, rows: Ints, keys: Hashes) -> Ints:
    n = len(c)
    found = [np.zeros(0, dtype=np.int64)]
    for left, right in _in_blocks(c, rows, keys):
        distinct = left != right
        a, b = left[distinct], right[distinct]
        found.append(np.minimum(a, b) * n + np.maximum(a, b))
    return np.concatenate(found)


def _in_blocks(c: Outline, rows: Ints, keys: Hashes) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs within blocks: all of a small one, near ones of a large one."""
    several = _may_come_again(keys)
    rows, keys = rows[several], keys[several]
    order = np.argsort(keys)
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else rows
    sizes = np.diff(np.append(starts, len(keys)))
    cap = largest_whole_block(*np.unique(sizes, return_counts=True), len(c))
    several = np.repeat(sizes > 1, sizes)
    rows, keys, sizes = rows[several], keys[several], sizes[sizes > 1]
    large = np.flatnonzero(np.repeat(sizes > cap, sizes))  # in the others all meet anyhow
    some = rows[large]
    rows[large] = some[np.lexsort((some, c.title[some], c.year[some], keys[large]))]
    reach = np.repeat(np.where(sizes <= cap, sizes, NEIGHBOURS), sizes)
    end = np.repeat(np.cumsum(sizes), sizes)
    at = np.arange(len(rows))
    step = 1
    while len(at):
        near = (at + step < end[at]) & (step <= reach[at])
        at = at[near]
        yield rows[at], rows[at + step]
        step += 1


def _may_come_again(keys: Hashes) -> npt.NDArray[np.bool_]:
    """Leave out most keys that stand once: counting by bucket is quicker than sorting."""
    bits = np.uint64(64 - max(len(keys), 1).bit_length() - 1)
    bucket = (keys * _MIX >> bits).astype(np.int64)
    found: npt.NDArray[np.bool_] = (np.bincount(bucket) > 1)[bucket]
    return found


def largest_whole_block(sizes: Ints, blocks: Ints, n: int) -> int:
    """Return the size up to which all pairs of a block are compared.

    Args:
        sizes: Each size once, ascending.
        blocks: How many blocks have it.
        n: How many records there are.

    >>> largest_whole_block(np.array([2, 3, 200, 5000]), np.array([9, 4, 1, 1]), 1000)
    200
    """
    spent = np.cumsum(sizes * (sizes - 1) // 2 * blocks)
    affordable = sizes[spent <= max(PAIRS_AT_LEAST, PAIRS_PER_RECORD * n)]
    return max(SMALL, int(affordable[-1]) if len(affordable) else 0)
