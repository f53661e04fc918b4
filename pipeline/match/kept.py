"""Features and scores kept from run to run: only new records and pairs are worked out.

What a record's features depend on is its own content. What a pair's score depends on is the
content of both, the model, and what other records say of them, which is spelt out here and is
part of the key:

- whether many works bear such a title, and whether many titles share such an abstract;
- how much of the wording is shared when words are weighed by how rare they are (in steps, see
  ``compare.shares``): worked out for every pair, since any record may change it;
- whether the two stand on one page.

Which pairs are compared at all depends on all records and is found anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.cache import Cache, Section, as_column, as_keys, hashed
from pipeline.match import blocking, compare, scores, vetoes, workers
from pipeline.match.columns import (
    ABSTRACT_BITS,
    AT_ONCE,
    Columns,
    Ints,
    Outline,
    detailed,
    outlined,
    part,
)
from pipeline.match.features import Part
from pipeline.match.model import Model
from pipeline.match.records import Record, key
from pipeline.match.scores import Scored

Keys = npt.NDArray[np.uint64]  # (n, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The outline of records, a key for the content of each, and where the rest is to be had."""

    outline: Outline
    keys: Keys
    rows: Ints  # of the section, or -1
    section: Section
    new: Part  # the details of the records that it lacks, in order

    def columns(self, at: Ints) -> Columns:
        """Return all features of the records at some places, each once: few are looked into."""
        rows = self.rows[at]
        lacking = np.cumsum(self.rows < 0)[at[rows < 0]] - 1
        places = _places(rows, self.section)
        details = {
            name: _united(places, self.section.column(name), values[lacking])
            for name, values in self.new.items()
        }
        return detailed(self.outline, at, details)


# --- features of records

_OF_RECORDS = ("rids", "pages")  # not hashed: taken from the record itself
_EMPTY = {
    **{name: values for name, values in part([]).items() if name not in _OF_RECORDS},
    "abstract_bits": np.zeros((0, ABSTRACT_BITS // 64), dtype=np.uint64),
}
_OUTLINED = tuple(each.name for each in fields(Outline) if each.name in _EMPTY)


def known(records: Sequence[Record], cache: Cache) -> Known:
    """Return the features of ``records``, sorted by ``rid``; of known content, those kept."""
    ordered = sorted(records, key=lambda record: record.rid)
    keys = as_keys([key(record) for record in ordered])
    section = cache.section("features", _schema(_EMPTY))
    rows = section.find(keys)
    missing = np.flatnonzero(rows < 0)
    new = _parts([ordered[at] for at in missing.tolist()])
    once = _once(keys[missing])
    section.keep(
        rows,
        keys[missing][once],
        {name: as_column(values[once]) for name, values in new.items()},
    )
    found: Part = {
        "rids": tuple(record.rid for record in ordered),
        "pages": tuple(record.pages for record in ordered),
    }
    places = _places(rows, section)
    for name in _OUTLINED:
        found[name] = _united(places, section.column(name), new.pop(name))
    return Known(outline=outlined(found), keys=keys, rows=rows, section=section, new=new)


def _parts(records: Iterable[Record]) -> Part:
    """Return the features of some records, less what is not hashed."""
    waiting = iter(records)
    batches = iter(lambda: list(islice(waiting, AT_ONCE)), [])
    made = list(workers.in_order(part, batches))
    return {
        name: np.concatenate([empty, *(_as_wide(one[name], empty) for one in made)])
        for name, empty in _EMPTY.items()
    }


def _as_wide(values: npt.NDArray[Any], empty: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give the abstracts of a part that has none their columns."""
    if values.shape[1:] == empty.shape[1:]:
        return values
    return np.zeros((len(values), *empty.shape[1:]), dtype=empty.dtype)


# --- scores of pairs


def score(given: Known, shape: Model, cache: Cache) -> Scored:
    """Return the pairs worth comparing, scored; of known content, as kept."""
    left, right = blocking.pairs(given.outline)
    keys = _pair_keys(given, left, right, shape)
    empty = _no_scores(shape)
    section = cache.section("scores", _schema(empty))
    rows = section.find(keys)
    missing = np.flatnonzero(rows < 0)
    new = _scored(given, left[missing], right[missing], shape)
    once = _once(keys[missing])
    section.keep(rows, keys[missing][once], {name: as_column(new[name][once]) for name in empty})
    places = _places(rows, section)
    found = {name: _united(places, section.column(name), new[name]) for name in empty}
    at, alike = np.flatnonzero(found["is_kept"]), np.flatnonzero(found["is_alike"])
    veto = found["veto"].astype(np.int64)
    return Scored(
        left=left[at],
        right=right[at],
        weight=found["weight"][at],
        probability=found["probability"][at],
        levels=found["levels"][at],
        veto=veto[at],
        alike=np.stack([left[alike], right[alike], veto[alike]], axis=1),
    )


def _pair_keys(given: Known, left: Ints, right: Ints, shape: Model) -> Keys:
    """Return what the score of each pair depends on, as 128 bits."""
    c = given.outline
    model = np.frombuffer(hashed(repr(shape).encode())[:8], dtype="<u8")
    others = c.generic.astype(np.uint64) << np.uint64(1) | c.long_abstract.astype(np.uint64)
    record = blocking.mixed(given.keys[:, 0] ^ model[0], given.keys[:, 1], others)
    shares = compare.shares(c, left, right)
    steps = [np.rint(shares[name] * compare.STEPS).astype(np.uint64) for name in sorted(shares)]
    one_page = vetoes.one_page(c, left, right).astype(np.uint64)
    between = steps[0] | steps[1] << np.uint64(8) | one_page << np.uint64(16)
    a, b = record[left], record[right]
    return np.stack([blocking.mixed(a, b, between), blocking.mixed(b, between, a)], axis=1)


def _no_scores(shape: Model) -> dict[str, npt.NDArray[Any]]:
    return {
        "is_kept": np.zeros(0, dtype=bool),
        "is_alike": np.zeros(0, dtype=bool),
        "weight": np.zeros(0),
        "probability": np.zeros(0),
        "veto": np.zeros(0, dtype=np.int8),
        "levels": np.zeros((0, len(shape.comparisons)), dtype=np.int8),
    }


def _scored(given: Known, left: Ints, right: Ints, shape: Model) -> dict[str, npt.NDArray[Any]]:
    """Return the scores of pairs, one row per pair, also where a pair is not kept."""
    made = {
        name: np.zeros((len(left), *none.shape[1:]), dtype=none.dtype)
        for name, none in _no_scores(shape).items()
    }
    if not len(left):  # an engine that has nothing to do takes a while to find that out
        return made
    stands = np.zeros(len(given.outline), dtype=bool)
    stands[left] = stands[right] = True
    at = np.flatnonzero(stands)
    c = given.columns(at)
    left, right = np.searchsorted(at, left), np.searchsorted(at, right)  # in the same order
    found = scores.scored(c, left, right, shape)
    pairs = left * len(c) + right  # sorted, as the pairs are
    alike = np.searchsorted(pairs, found.alike[:, 0] * len(c) + found.alike[:, 1])
    made["is_alike"][alike], made["veto"][alike] = True, found.alike[:, 2]
    at = np.searchsorted(pairs, found.left * len(c) + found.right)
    made["is_kept"][at] = True
    for name in ("weight", "probability", "veto", "levels"):
        made[name][at] = getattr(found, name)
    return made


# --- columns of a section


def _once(keys: Keys) -> Ints:
    """Return the places of each key's first, in order: rows kept as they come are read in turn."""
    found: Ints = np.sort(np.unique(keys, axis=0, return_index=True)[1])
    return found


def _schema(empty: Part) -> pa.Schema:
    return pa.schema([pa.field(name, as_column(values).type) for name, values in empty.items()])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where the values of rows lie: most in one source, some in others.

    Attributes:
        main: The source, of all chunks of a section and what is new, that most are in.
        rows: The row of each in it; any row where the value is elsewhere.
        others: Another source, the places of the rows that are there, their rows in it.
    """

    main: int
    rows: Ints | slice
    others: tuple[tuple[int, Ints, Ints], ...]


def _places(rows: Ints, section: Section) -> _Places:
    """Return where the values of rows of a section lie; those that are -1 are new, in turn."""
    lengths = [len(chunk) for chunk in section.column("key").chunks]
    starts = np.cumsum([0, *lengths])
    missing = rows < 0
    row = np.where(missing, starts[-1] + np.cumsum(missing) - 1, rows)
    source = np.searchsorted(starts, row, side="right") - 1
    count = np.bincount(source, minlength=len(starts))
    main = int(count.argmax())
    at = row - starts[main]
    if count[main] == len(rows):
        in_turn = bool(len(at)) and np.array_equal(at, np.arange(at[0], at[0] + len(at)))
        return _Places(main=main, rows=slice(at[0], at[0] + len(at)) if in_turn else at, others=())
    others = []
    for other in np.flatnonzero(count).tolist():
        if other != main:
            here = np.flatnonzero(source == other)
            others.append((other, here, row[here] - starts[other]))
    return _Places(main=main, rows=np.where(source == main, at, 0), others=tuple(others))


def _united(places: _Places, kept: pa.ChunkedArray, new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the values of rows, kept and new; where they lie in turn, those very values."""
    sources = [*(_values(chunk, new) for chunk in kept.chunks), new]
    found = sources[places.main][places.rows]
    for other, at, rows in places.others:
        found[at] = sources[other][rows]
    return found


def _values(chunk: pa.Array, like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the values of a chunk where it lies."""
    values = np.frombuffer(chunk.buffers()[1], dtype=like.dtype).reshape(-1, *like.shape[1:])
    return values[chunk.offset : chunk.offset + len(chunk)]
