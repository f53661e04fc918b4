"""How wrong merging is: precision and recall with an interval, and what they were measured on.

From the stewards' blind sample when there is enough of one for the weights in use; otherwise
from labelled sets (``merge_error.tsv``), which are journal and conference records and say less
about pages like these. Either way it is said which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline import tables
from pipeline.match.model import shipped
from pipeline.resolve.blind import STRATA, Counted, counted
from pipeline.resolve.intervals import CONFIDENCE, Estimate, mean, wilson
from pipeline.resolve.judgements import Judgement

ENOUGH = 20  # answers of a band, or all its pairs
BLIND, LABELLED, UNKNOWN = "blind sample", "labelled sets", "not measured"
TABLE = "merge_error.tsv"
COLUMNS = (
    "model", "set", "records", "right", "merged", "wanted", "groups", "works", "measured_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeError:
    """Of the pairs merged, how many are one work; of the pairs of one work, how many are merged.

    Attributes:
        basis: ``blind sample``, ``labelled sets`` or ``not measured``.
        model: The weights that it speaks of.
        precision: ``None`` where nothing was merged or measured; ``recall`` alike.
        method: How the intervals were made.
        measured: What was counted: by band, or by labelled set.
        note: What a reader must know of it.
    """

    basis: str
    model: str
    precision: Estimate | None
    recall: Estimate | None
    method: str
    measured: Mapping[str, Mapping[str, Any]]
    note: str

    @property
    def sentence(self) -> str:
        """What the report and the summary say."""
        if self.precision is None and self.recall is None:
            return f"{self.basis}: {self.note}"
        parts = (("precision", self.precision), ("recall", self.recall))
        said = ", ".join(f"{name} {share}" for name, share in parts if share)
        return f"{said}; from {self.note}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as the descriptor holds it."""
        return {
            "basis": self.basis,
            "model": self.model,
            "confidence": CONFIDENCE,
            "precision": _rounded(self.precision),
            "recall": _rounded(self.recall),
            "method": self.method,
            "measured": {name: dict(values) for name, values in self.measured.items()},
            "note": self.note,
        }


def _rounded(share: Estimate | None) -> dict[str, float] | None:
    return {name: round(value, 4) for name, value in asdict(share).items()} if share else None


def merge_error(judgements: Iterable[Judgement], model: str) -> MergeError:
    """Return what is known of the error of merging by a model, best evidence first."""
    said = tuple(judgements)
    return blind_error(counted(said, model), model) or labelled_error(model)


# --------------------------------------------------------------------------- blind sample


def blind_error(sample: Mapping[str, Counted], model: str) -> MergeError | None:
    """Return the error as a blind sample shows it; ``None`` where a band has too few answers.

    Precision is the share of ``same`` in the band ``same``. Recall is the pairs of one work in
    that band over those in all bands, each band's share taken times its size. Its bounds take
    every band at its own worst, at a confidence such that all three hold together; so they
    are wide rather than narrow.
    """
    if set(sample) != set(STRATA) or any(not _is_enough(each) for each in sample.values()):
        return None
    whole = sum(each.of for each in sample.values())
    joint = 1 - (1 - CONFIDENCE) / len(STRATA)
    shares = {band: wilson(each.same, each.answered, joint) for band, each in sample.items()}
    merged = sample["same"]
    unsure = sum(each.unsure for each in sample.values())
    answered = sum(each.answered for each in sample.values())
    return MergeError(
        basis=BLIND,
        model=model,
        precision=wilson(merged.same, merged.answered) if merged.answered else None,
        recall=_recall(sample, shares),
        method="precision: Wilson; recall: stratified by band, each band's Wilson interval at "
        "its worst, all bands together at 95%",
        measured={band: asdict(sample[band]) for band in STRATA},
        note=f"{answered} blind answers on {whole} compared pairs, stratified by band"
        + (f" ({unsure} more unsure)" if unsure else "")
        + "; pairs that were never compared are not in it",
    )


def _is_enough(each: Counted) -> bool:
    return each.answered >= min(ENOUGH, each.of) if each.of else True


def _recall(sample: Mapping[str, Counted], shares: Mapping[str, Estimate]) -> Estimate | None:
    def part(merged: str, missed: str) -> float | None:
        found = sample["same"].of * getattr(shares["same"], merged)
        lost = sum(sample[b].of * getattr(shares[b], missed) for b in ("review", "different"))
        return found / (found + lost) if found + lost else None

    value, low, high = part("value", "value"), part("low", "high"), part("high", "low")
    if value is None:
        return None
    return Estimate(value=value, low=low or 0.0, high=1.0 if high is None else high)


# --------------------------------------------------------------------------- labelled sets


def labelled_error(model: str) -> MergeError:
    """Return the error on the labelled sets that the shipped model was last measured on.

    The interval of a set is Wilson's with each group (precision) or work (recall) as one
    observation, for the pairs of one work stand or fall together; the sets count alike.
    """
    is_shipped = model == shipped().name
    rows = [row for row in tables.rows(TABLE, *COLUMNS) if row["model"] == shipped().version]
    if not rows or not is_shipped:
        return MergeError(
            basis=UNKNOWN,
            model=model,
            precision=None,
            recall=None,
            method="",
            measured={},
            note=f"nobody measured how well the weights {model} merge; their card may say",
        )
    names = ", ".join(row["set"] for row in rows)
    return MergeError(
        basis=LABELLED,
        model=model,
        precision=mean([_share(row, "merged", "groups") for row in rows]),
        recall=mean([_share(row, "wanted", "works") for row in rows]),
        method="mean over sets; each set Wilson with a work as one observation, joined by MOVER",
        measured={row["set"]: _figures(row) for row in rows},
        note=f"{len(rows)} labelled sets of journal and conference records ({names}), measured "
        f"{max(row['measured_on'] for row in rows)}, for there is no blind sample of these pages",
    )


def _share(row: Mapping[str, str], of: str, units: str) -> Estimate:
    if not int(row[of]):
        return Estimate(value=1.0, low=0.0, high=1.0)
    n = max(1, int(row[units]))
    return wilson(int(row["right"]) / int(row[of]) * n, n)


def _figures(row: Mapping[str, str]) -> dict[str, int]:
    return {name: int(row[name]) for name in COLUMNS[2:-1]}
