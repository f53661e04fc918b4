"""The next model, or why there is none: enough examples, a sane fit, measured where held out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import log2

import numpy as np
import numpy.typing as npt

from pipeline.errors import UsageError
from pipeline.match.model import Model
from pipeline.match.scores import weights
from pipeline.match.training.examples import Examples, Labelled
from pipeline.match.training.fit import fitted
from pipeline.match.training.measure import Measured, measured

STRENGTH = 200.0  # pairs that a weight we have counts for; see ADR 13
LEAST = 50  # pairs of one work, and as many of others
FOLDS = 5
SETS_TO_LEAVE_OUT = 3  # with fewer labelled sets, a part of each is held out instead
PRIOR_COUNTS = 4  # labelled sets that the prior we have counts for
SOUND = 0.8  # of pairs of a same and an other: how many our weights put the right way round
STEPS = tuple(step / 2 for step in range(-4, 17))  # bits from the threshold we have


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """One part of the examples, merged by models that did not see it."""

    name: str
    present: Measured
    trained: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A weight that is another by more than a bit."""

    comparison: str
    level: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """The next model and what is to be known of it.

    ``is_reached`` tells whether some threshold has the precision that was wanted.
    """

    model: Model
    held_out: tuple[HeldOut, ...]
    moved: tuple[Moved, ...]
    is_reached: bool

    @property
    def is_better(self) -> bool:
        """No more false merges where held out, and no lower a mean F1."""
        old, new = (sum(each.false for each in side) for side in self._sides())
        return (
            new <= old
            and self.mean_f1[1] >= self.mean_f1[0]
            and self._sides()[0] != self._sides()[1]
        )

    @property
    def mean_f1(self) -> tuple[float, float]:
        """The mean over the parts held out: of the weights we had, and of these."""
        old, new = (sum(each.f1 for each in side) / len(side) for side in self._sides())
        return old, new

    def _sides(self) -> tuple[list[Measured], list[Measured]]:
        return [each.present for each in self.held_out], [each.trained for each in self.held_out]


def train(
    sets: Sequence[Labelled],
    answers: Sequence[Examples],
    shape: Model,
    *,
    version: str | None = None,
    strength: float = STRENGTH,
    precision: float | None = None,
) -> Trained:
    """Return the model that comes after ``shape``; the order of the examples never matters.

    Args:
        sets: Labelled sets, every pair of which was compared.
        answers: Stewards' answers, a choice of pairs.
        shape: The model we have: its levels stay, and its weights pull.
        version: The next version; ``None`` to count the one of ``shape`` on.
        strength: In how many pairs each weight of ``shape`` counts as seen.
        precision: Propose a threshold at which held-out sets are merged so precisely, on
            average; ``None`` to leave the thresholds.

    Raises:
        UsageError: There are too few examples, or they are not what they are said to be.
    """
    sets = sorted(sets, key=lambda each: each.examples.name)
    origins = [each.examples for each in sets]
    origins += sorted((each for each in answers if len(each.same)), key=lambda each: each.name)
    _check(origins, shape)
    found = fitted(origins, shape, strength)
    _check_mode(origins, shape, found)
    rounds = list(_rounds(sets, origins, shape, strength))
    same = _threshold(rounds, shape, precision)
    prior = _prior(sets, shape)
    found = replace(
        found,
        version=version or next_version(shape.version),
        prior=prior,
        same=shape.same if same is None else same,
        review=min(shape.review, shape.same if same is None else same),
    )
    return Trained(
        model=found,
        held_out=tuple(_measured(rounds, shape, found)),
        moved=tuple(moved(shape, found)),
        is_reached=precision is None or same is not None,
    )


def next_version(version: str) -> str:
    """Return the version after this one.

    >>> next_version("2026.2"), next_version("mine")
    ('2026.3', 'mine.2')
    """
    found = re.fullmatch(r"(.*?)(\d{1,9})", version, re.DOTALL)
    return f"{found[1]}{int(found[2]) + 1}" if found else f"{version}.2"


def moved(before: Model, after: Model) -> Iterator[Moved]:
    """Yield the weights that differ by more than a bit, in the order of the model."""
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        for one, other in zip(old.levels, new.levels, strict=True):
            if abs(one.weight - other.weight) > 1:
                yield Moved(
                    comparison=old.name, level=one.says, before=one.weight, after=other.weight
                )


# --------------------------------------------------------------------------- refusals


def _check(origins: Sequence[Examples], shape: Model) -> None:
    same, other = (sum(int((each.same == is_same).sum()) for each in origins) for is_same in (1, 0))
    if same < LEAST or other < LEAST:
        raise UsageError(
            f"There are {same} pairs of one work and {other} of others to learn from; at least "
            f"{LEAST} of each are needed. Give labelled sets, or wait for more decisions."
        )
    for each in origins:
        held = ranked(each, shape)
        if held is not None and held < SOUND:
            raise UsageError(
                f"{each.name}: its labels contradict the evidence: of its pairs, the weights we "
                f"have put {held:.0%} the right way round, where chance has 50%. Look at "
                "`cluster`, or at the verdicts, before anything is learned from them."
            )


def _check_mode(origins: Sequence[Examples], before: Model, after: Model) -> None:
    """Refuse weights that found another pattern than "same" and "different"."""
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        order = sorted(
            (level.weight, at) for at, level in enumerate(old.levels) if level.m is not None
        )
        low, high = order[0][1], order[-1][1]
        if new.levels[low].weight > new.levels[high].weight:
            raise UsageError(
                f"The fit went wrong: in {new.name!r}, {new.levels[low].says!r} would speak for "
                f"one work more than {new.levels[high].says!r}. Give more or other examples."
            )
    for each in origins:
        then, now = ranked(each, before), ranked(each, after)
        if then is not None and now is not None and now < then - 0.02:
            raise UsageError(
                f"The fit went wrong: it tells the pairs of {each.name} apart worse than the "
                f"weights we have ({now:.3f} for {then:.3f}). Give more or other examples."
            )


def ranked(of: Examples, shape: Model) -> float | None:
    """Return how often a pair of one work outweighs a pair of two; ties count half."""
    bits = weights(of.levels, shape)
    same, other = np.sort(bits[of.same]), np.sort(bits[~of.same])
    if not len(same) or not len(other):
        return None
    below = np.searchsorted(other, same, "left") + np.searchsorted(other, same, "right")
    return float(below.mean() / 2 / len(other))


# --------------------------------------------------------------------------- held out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """A model, and what it did not see: some records of a set, or some answers."""

    name: str
    model: Model
    of: Labelled | Examples
    only: npt.NDArray[np.bool_]

    def measured(self, shape: Model) -> Measured:
        if isinstance(self.of, Labelled):
            return measured(self.of, shape, self.only)
        merged = (weights(self.of.levels, shape) >= shape.same) & self.only
        return Measured(
            right=int((merged & self.of.same).sum()),
            merged=int(merged.sum()),
            wanted=int((self.of.same & self.only).sum()),
            groups=int(merged.sum()),
            works=int((self.of.same & self.only).sum()),
        )


def _rounds(
    sets: Sequence[Labelled], origins: Sequence[Examples], shape: Model, strength: float
) -> Iterator[_Round]:
    if len(sets) >= SETS_TO_LEAVE_OUT:
        for each in sets:
            rest = [origin for origin in origins if origin is not each.examples]
            every = np.ones(len(each.works), dtype=bool)
            others = [other for other in sets if other is not each]
            model = replace(fitted(rest, shape, strength), prior=_prior(others, shape))
            yield _Round(name=each.examples.name, model=model, of=each, only=every)
        return
    tested: Sequence[Labelled | Examples] = sets or origins
    for fold in range(FOLDS):
        out = [_fold(each, fold) for each in tested]
        seen = {
            id(_examples(each)): _less(each, held) for each, held in zip(tested, out, strict=True)
        }
        model = fitted([seen.get(id(origin), origin) for origin in origins], shape, strength)
        model = replace(model, prior=_prior(sets, shape))
        for part, held in zip(tested, out, strict=True):
            name = f"{_examples(part).name}, part {fold + 1}"
            yield _Round(name=name, model=model, of=part, only=held)


def _examples(of: Labelled | Examples) -> Examples:
    return of.examples if isinstance(of, Labelled) else of


def _fold(of: Labelled | Examples, fold: int) -> npt.NDArray[np.bool_]:
    """Return the records, or answers, that are held out: whole works, chosen by their names."""
    if isinstance(of, Labelled):
        at = [int(sha256(work.encode()).hexdigest()[:8], 16) % FOLDS for work in of.works]
        return np.equal(at, fold)
    order = np.lexsort((of.same, *of.levels.T))
    return np.equal(np.argsort(order) % FOLDS, fold)


def _less(of: Labelled | Examples, held: npt.NDArray[np.bool_]) -> Examples:
    if isinstance(of, Labelled):
        held = held[of.found.left] | held[of.found.right]
    examples = _examples(of)
    return replace(
        examples,
        levels=examples.levels[~held],
        same=examples.same[~held],
        counts=examples.counts[~held],
    )


def _threshold(rounds: Sequence[_Round], shape: Model, wanted: float | None) -> float | None:
    """Return the lowest threshold that merges held-out sets so precisely, on average."""
    if wanted is None:
        return None
    for step in STEPS:
        same = shape.same + step
        found = [each.measured(replace(each.model, same=same)) for each in rounds]
        if sum(each.precision for each in found) / len(found) >= wanted:
            return same
    return None


def _measured(rounds: Sequence[_Round], present: Model, found: Model) -> Iterator[HeldOut]:
    """Yield what present and trained weights make of what neither of them has seen."""
    for each in rounds:
        trained = replace(each.model, same=found.same, review=found.review)
        yield HeldOut(
            name=each.name, present=each.measured(present), trained=each.measured(trained)
        )


def _prior(sets: Sequence[Labelled], shape: Model) -> float:
    """Return the share of compared pairs that are one work, drawn to the one we have."""
    bits = [shape.prior_weight] * PRIOR_COUNTS
    for each in sets:
        of = each.examples
        same, other = (float(of.counts[of.same == is_same].sum()) for is_same in (True, False))
        bits.append(log2((same + 1) / (other + 1)))
    chance = 2 ** (sum(bits) / len(bits))
    return float(f"{chance / (1 + chance):.6g}")
