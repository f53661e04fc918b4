"""What matching says of each pair: weight, band, reason, evidence; and of look-alikes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from pipeline.match import blocking, compare, features, model, scores, vetoes
from pipeline.match.columns import Columns, columns
from pipeline.match.model import Comparison, Model
from pipeline.match.records import Record
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
    """All pairs above the floor with their evidence, and the look-alikes; sorted by id."""

    pairs: tuple[Pair, ...]
    evidence: tuple[Evidence, ...]
    related: tuple[Related, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Bits: at or above ``same`` merged, at or above ``review`` asked, else different."""

    same: float
    review: float


def match(records: Sequence[Record], *, thresholds: Thresholds | None = None) -> Matched:
    """Compare the records that are worth comparing; the order of ``records`` never matters.

    Args:
        records: Each ``rid`` once.
        thresholds: Where to merge and where to ask; ``None`` for the model's own.
    """
    shape = model.shipped()
    bands = thresholds or Thresholds(same=shape.same, review=shape.review)
    ordered = sorted(records, key=lambda record: record.rid)
    c = columns(ordered)
    kept = scores.scored(c, *blocking.pairs(c), shape)
    frame = compare.compared(c, kept.left, kept.right)
    frame["one_page"] = vetoes.one_page(c, kept.left, kept.right)
    veto = vetoes.first_veto(frame)
    pairs, evidence = [], []
    for at in range(len(kept)):
        a, b = ordered[kept.left[at]], ordered[kept.right[at]]
        seen = _evidence(a, b, kept.levels[at], shape)
        pair = _pair(a, b, kept, at, int(veto[at]), bands, seen)
        pairs.append(pair)
        evidence.extend(seen)
    return Matched(
        pairs=tuple(pairs),
        evidence=tuple(sorted(evidence, key=_evidence_key)),
        related=tuple(_related(ordered, kept, frame, veto)),
    )


def _evidence_key(item: Evidence) -> tuple[str, str, str]:
    return item.left_mention_id, item.right_mention_id, item.comparison


def _pair(
    a: Record,
    b: Record,
    kept: Scored,
    at: int,
    veto: int,
    bands: Thresholds,
    seen: Sequence[Evidence],
) -> Pair:
    weight = round(float(kept.weight[at]), 3)
    contradiction = vetoes.VETOES[veto] if veto >= 0 else None
    band = _band(weight, bands, contradiction)
    return Pair(
        left_mention_id=a.rid,
        right_mention_id=b.rid,
        weight=weight,
        probability=round(float(kept.probability[at]), 6),
        band=band,
        reason=_reason(weight, band, contradiction, seen),
        evidence_hash=_hash(seen, contradiction),
        veto=contradiction.says if contradiction else None,
    )


def _band(weight: float, bands: Thresholds, veto: vetoes.Veto | None) -> str:
    if veto is not None:
        return "review" if veto.asks and weight >= bands.same else "different"
    if weight >= bands.same:
        return "same"
    return "review" if weight >= bands.review else "different"


def _reason(weight: float, band: str, veto: vetoes.Veto | None, seen: Sequence[Evidence]) -> str:
    """Return one sentence: the contradiction, or the weightiest levels, and the sum."""
    towards = sorted(seen, key=lambda item: (-item.weight, item.comparison))
    for_it = [item.level for item in towards if item.weight >= 1][:3]
    against = [item.level for item in reversed(towards) if item.weight <= -1][:3]
    if veto is not None:
        but = f", although {' and '.join(for_it)}" if for_it else ""
        return f"{_sentence(veto.says)}{but} ({weight:+.1f} bits)."
    first, second = (against, for_it) if band == "different" else (for_it, against)
    told = "; ".join(first) or "little to go by"
    but = f"; but {'; '.join(second)}" if second else ""
    return f"{_sentence(told)}{but} ({weight:+.1f} bits)."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hash(seen: Sequence[Evidence], veto: vetoes.Veto | None) -> str:
    """Return a hash of the levels that held: other weights or spellings do not change it."""
    told = [f"{item.comparison}={item.level}" for item in seen]
    told.append(f"veto={veto.says if veto else ''}")
    return sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]


# --------------------------------------------------------------------------- evidence

LONGEST_VALUE = 200  # characters of a value that evidence quotes


def _evidence(a: Record, b: Record, levels: Sequence[int], shape: Model) -> list[Evidence]:
    """Return what each comparison found, where one of the two says anything about it."""
    found = []
    for comparison, gamma in zip(shape.comparisons, levels, strict=True):
        left, right = _value(a, comparison), _value(b, comparison)
        if left or right:
            level = comparison.levels[comparison.gammas.index(gamma)]
            found.append(
                Evidence(
                    left_mention_id=a.rid,
                    right_mention_id=b.rid,
                    comparison=comparison.name,
                    level=level.says,
                    weight=round(level.weight, 3),
                    left_value=left,
                    right_value=right,
                )
            )
    return found


def _value(record: Record, comparison: Comparison) -> str:
    text = _VALUES[comparison.name](record)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


_VALUES = {
    "title": lambda r: r.title,
    "abstract": lambda r: r.abstract,
    "contributors": lambda r: r.authors,
    "year": lambda r: str(r.year or ""),
    "volume and pages": lambda r: ", ".join(filter(None, (r.volume, r.page_range))),
    "venue": lambda r: r.venue,
    "DOI": lambda r: r.doi,
    "ISBN": lambda r: ", ".join(isbn for isbn, _ in r.isbns),
    "numbers": lambda r: ", ".join(sorted(features.numbers(features.words(r.title)))),
    "kind of document": lambda r: ", ".join(
        features.names(features.companions(features.words(r.title)))
    ),
}


# --------------------------------------------------------------------------- look-alikes


def _related(
    ordered: Sequence[Record], kept: Scored, frame: compare.Frame, veto: np.ndarray
) -> list[Related]:
    """Return the pairs that a veto keeps apart but whose titles belong together."""
    alike = (frame["title_shared"] >= 0.5) | frame["title_starts"] | (frame["title_within"] >= 0.9)
    found = []
    for at in np.flatnonzero(alike & (veto >= 0)):
        kind = vetoes.VETOES[veto[at]].relation
        if kind is not None:
            a, b = ordered[kept.left[at]], ordered[kept.right[at]]
            found.append(
                Related(left=a.rid, right=b.rid, kind=kind, basis=vetoes.VETOES[veto[at]].says)
            )
    return found
