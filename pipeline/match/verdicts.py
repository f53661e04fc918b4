"""What matching says of each pair: weight, band, reason, evidence; and of look-alikes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from pipeline.cache import OFF, Cache, carried, hashed
from pipeline.match import engines, kept, model, titles, vetoes
from pipeline.match import words as wording
from pipeline.match.columns import AT_ONCE
from pipeline.match.engines import Compared
from pipeline.match.model import Comparison, Level, Model
from pipeline.match.records import Record, key
from pipeline.match.scores import Scored
from pipeline.model import Evidence, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Two entries of works that belong together without being one."""

    left: str
    right: str
    kind: str  # edition, translation, part, companion, version
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """All pairs above the floor with their evidence, and the look-alikes; sorted by id.

    ``weights`` is the model that they were scored by.
    """

    pairs: tuple[Pair, ...]
    evidence: Sequence[Evidence]
    related: tuple[Related, ...]
    weights: Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Bits: at or above ``same`` merged, at or above ``review`` asked, else different."""

    same: float
    review: float


def match(
    records: Sequence[Record],
    *,
    thresholds: Thresholds | None = None,
    shape: Model | None = None,
    cache: Cache = OFF,
    engine: str = "duckdb",
) -> Matched:
    """Compare the records that are worth comparing; the order of ``records`` never matters.

    Args:
        records: Each ``rid`` once.
        thresholds: Where to merge and where to ask; ``None`` for the model's own.
        shape: The model; ``None`` for the shipped one.
        cache: What earlier runs worked out; the result is the same without. Spark has no use
            for it.
        engine: ``duckdb`` or ``spark``.
    """
    shape = shape or model.shipped()
    made = _compared(records, shape, cache, engine)
    rids, found = made.rids, made.found
    related = {(r.left, r.right, r.kind): r for r in (*_series(records), *_related(rids, found))}
    return Matched(
        pairs=tuple(pairs(rids, found, shape, thresholds)),
        evidence=_all_evidence({record.rid: record for record in records}, made, shape, cache),
        related=tuple(related[key] for key in sorted(related)),
        weights=shape,
    )


def _compared(records: Sequence[Record], shape: Model, cache: Cache, engine: str) -> Compared:
    if cache is OFF or engine != "duckdb":
        batches = (records[at : at + AT_ONCE] for at in range(0, len(records), AT_ONCE))
        return engines.compared(batches, list, shape, engine)
    given = kept.known(records, cache)
    rids = engines.once(given.outline.rids)
    return Compared(rids=rids, found=kept.score(given, shape, cache))


def pairs(
    rids: Sequence[str], found: Scored, shape: Model, thresholds: Thresholds | None = None
) -> Iterator[Pair]:
    """Yield each scored pair with its band and the reason for it, sorted by id."""
    bands = thresholds or Thresholds(same=shape.same, review=shape.review)
    told = _Telling(shape)
    for at in range(len(found)):
        weight = round(float(found.weight[at]), 3)
        held = found.levels[at].tobytes()
        veto = vetoes.VETOES[found.veto[at]] if found.veto[at] >= 0 else None
        band = band_of(weight, bands, veto)
        yield Pair(
            left_mention_id=rids[found.left[at]],
            right_mention_id=rids[found.right[at]],
            weight=weight,
            probability=round(float(found.probability[at]), 6),
            band=band,
            reason=f"{told.reason(held, band, veto)} ({weight:+.1f} bits).",
            evidence_hash=told.hash(held, veto),
            veto=veto.says if veto else None,
        )


def band_of(weight: float, bands: Thresholds, veto: vetoes.Veto | None) -> str:
    """Return what follows from a weight and a contradiction."""
    if veto is not None:
        asked_from = bands.review if veto.doubts else bands.same
        return "review" if veto.asks and weight >= asked_from else "different"
    if weight >= bands.same:
        return "same"
    return "review" if weight >= bands.review else "different"


class _Telling:
    """Puts levels into words; pairs with the same levels share the words."""

    def __init__(self, shape: Model) -> None:
        self.comparisons = shape.comparisons
        self.reason = lru_cache(maxsize=100_000)(self._reason)
        self.hash = lru_cache(maxsize=100_000)(self._hash)

    def _levels(self, held: bytes) -> list[Level]:
        gammas = (gamma - 256 if gamma > 127 else gamma for gamma in held)
        return [
            comparison.levels[comparison.gammas.index(gamma)]
            for comparison, gamma in zip(self.comparisons, gammas, strict=True)
        ]

    def _reason(self, held: bytes, band: str, veto: vetoes.Veto | None) -> str:
        """Return the contradiction, or the weightiest levels for the band and against it."""
        towards = sorted(self._levels(held), key=lambda level: (-level.weight, level.says))
        for_it = [level.says for level in towards if level.weight >= 1][:3]
        against = [level.says for level in reversed(towards) if level.weight <= -1][:3]
        if veto is not None:
            but = f", although {_listed(for_it)}" if for_it else ""
            return _sentence(f"{veto.says}{but}")
        first, second = (against, for_it) if band == "different" else (for_it, against)
        but = f"; but {'; '.join(second)}" if second else ""
        return _sentence(f"{'; '.join(first) or 'little to go by'}{but}")

    def _hash(self, held: bytes, veto: vetoes.Veto | None) -> str:
        """Return a hash of the levels that held: other weights or spellings do not change it."""
        told = [
            f"{comparison.name}={level.says}"
            for comparison, level in zip(self.comparisons, self._levels(held), strict=True)
            if level.m is not None
        ]
        told.append(f"veto={veto.says if veto else ''}")
        return sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]


def _listed(parts: Sequence[str]) -> str:
    """Return a list as a sentence has it.

    >>> _listed(["the same title", "the same year", "some names"])
    'the same title, the same year and some names'
    """
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


# --------------------------------------------------------------------------- evidence

LONGEST_VALUE = 200  # characters of a value that evidence quotes


def _evidence_key(item: Evidence) -> tuple[str, str, str]:
    return item.left_mention_id, item.right_mention_id, item.comparison


def _all_evidence(
    records: Mapping[str, Record], made: Compared, shape: Model, cache: Cache
) -> Sequence[Evidence]:
    """Return the evidence of all pairs, sorted; that of known pairs as it was kept."""
    found = made.found
    sides = [
        (records[made.rids[left]], records[made.rids[right]])
        for left, right in zip(found.left.tolist(), found.right.tolist(), strict=True)
    ]

    def one(at: int) -> list[Evidence]:
        return sorted(_evidence(*sides[at], found.levels[at].tolist(), shape), key=_evidence_key)

    if cache is OFF:
        return tuple(item for at in range(len(sides)) for item in one(at))
    name = shape.name.encode()
    keys = [
        hashed(a.rid.encode(), b.rid.encode(), key(a), key(b), held.tobytes(), name)
        for (a, b), held in zip(sides, found.levels, strict=True)
    ]
    return carried(cache, "evidence", _EVIDENCE, keys, lambda at: {"evidence": one(at)})["evidence"]


_EVIDENCE = {"evidence": Evidence}


def _evidence(a: Record, b: Record, levels: Sequence[int], shape: Model) -> Iterator[Evidence]:
    """Yield what each comparison found, where one of the two says anything about it.

    The prior is the first of them, so that the weights of a pair's evidence add up to its own.
    """
    yield Evidence(
        left_mention_id=a.rid,
        right_mention_id=b.rid,
        comparison=PRIOR,
        level="before any evidence",
        weight=round(shape.prior_weight, 3),
        left_value="",
        right_value="",
    )
    for comparison, gamma in zip(shape.comparisons, levels, strict=True):
        level = comparison.levels[comparison.gammas.index(gamma)]
        left, right = _value(a, comparison), _value(b, comparison)
        if left or right or level.m is not None:
            yield Evidence(
                left_mention_id=a.rid,
                right_mention_id=b.rid,
                comparison=comparison.name,
                level=level.says,
                weight=round(level.weight, 3),
                left_value=left,
                right_value=right,
            )


PRIOR = "prior"


def _value(record: Record, comparison: Comparison) -> str:
    text = _VALUES[comparison.name](record)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _numbers(record: Record) -> str:
    return ", ".join(sorted(wording.numbers(wording.words(record.title))))


def _kinds(record: Record) -> str:
    return ", ".join(titles.names(titles.companions(wording.words(record.title))))


_VALUES: Mapping[str, Callable[[Record], str]] = {
    "title": lambda record: record.title,
    "abstract": lambda record: record.abstract,
    "contributors": lambda record: record.authors,
    "year": lambda record: str(record.year or ""),
    "volume and pages": lambda record: ", ".join(filter(None, (record.volume, record.page_range))),
    "venue": lambda record: record.venue,
    "DOI": lambda record: record.doi,
    "ISBN": lambda record: ", ".join(isbn for isbn, _ in record.isbns),
    "numbers": _numbers,
    "kind of document": _kinds,
}


# --------------------------------------------------------------------------- look-alikes


def _related(rids: Sequence[str], found: Scored) -> Iterator[Related]:
    """Yield the pairs that a veto keeps apart but whose titles belong together."""
    for left, right, veto in found.alike:
        kind = vetoes.VETOES[veto].relation
        if kind is not None:
            yield Related(
                left=rids[left], right=rids[right], kind=kind, basis=vetoes.VETOES[veto].says
            )


def _series(records: Sequence[Record]) -> Iterator[Related]:
    """Yield each number of a series with the next."""
    numbered: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for record in records:
        if record.series and record.series_number.isdecimal():
            numbered[record.series].append((int(record.series_number), record.rid))
    for entries in numbered.values():
        for (number, a), (other, b) in pairwise(sorted(entries)):
            if number != other:
                yield Related(
                    left=min(a, b), right=max(a, b), kind="part", basis="numbers of one series"
                )
