"""Why are labelled pairs not merged? Each missed pair by our own reason for keeping it apart.

    python -m tests.benchmarks.audit [--sets DIR]

Every pair that a set labels as one work and that we do not merge is scored, whether blocking
proposes it or not, and counted under the first of these that holds:

- another document     one title says it is an erratum, a reply, a review, a summary …
- another printing     a journal beside a conference, report or manuscript; another volume or
                       issue and other pages: two works with a relation, as we define works
- other contradiction  any other veto: another number, edition, country …
- other titles         the titles share less than 0.3 of their telling words, as when a label
                       or a title is wrong
- fits two             it would be merged, but fits two groups that cannot be one, or other
                       entries of the groups speak against it
- asked                a steward is asked
- told apart           by its weight

``F1 as labelled`` counts them all as missed. ``F1 by definition`` leaves out of the truth the
pairs of the first two classes, which other labels of the same sets call other works, and of
``other titles``. It is no measure of ours against others, for it follows our own rules: it says
how much of what is missed is a matter of what a work is. Of false merges it is said how many are
``alike``: the same title, by the same, and no year, volume or page that differs.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.match import scores
from pipeline.match.columns import Ints
from pipeline.match.model import Model, shipped
from pipeline.match.table import grouped
from pipeline.match.training import labelled
from pipeline.match.training.examples import EVERY_PAIR, Labelled
from pipeline.match.training.measure import rescored
from pipeline.match.vetoes import VETOES

ROOT = Path(__file__).resolve().parents[2]
SETS = Path(os.environ.get("COLLATE_SHARED", ROOT.parent / "shared")) / "bench" / "er"

DOCUMENT, PRINTING, CONTRADICTION, TITLES, TWO, ASKED, APART = CLASSES = (
    "another document", "another printing", "other contradiction", "other titles", "fits two",
    "asked", "told apart",
)  # fmt: skip
OF_DEFINITION = (DOCUMENT, PRINTING, TITLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What became of the pairs of one set."""

    right: int
    false: int
    alike: int  # of the false ones
    missed: Counter[str]

    def f1(self, without: Sequence[str] = ()) -> float:
        """F1, with the missed pairs of some classes left out of the truth."""
        missed = sum(n for name, n in self.missed.items() if name not in without)
        return 2 * self.right / (2 * self.right + self.false + missed)


def audit(of: Labelled, shape: Model) -> Audit:
    """Return how the pairs of a set are merged, and why those that are missed are."""
    found = rescored(of.found, shape, np.ones(len(of.columns), dtype=bool))
    group = np.zeros(len(of.columns), dtype=np.int64)
    for at, rows in enumerate(grouped(len(of.columns), found, shape)):
        group[rows] = at
    works = np.unique(np.array(of.works), return_inverse=True)[1]
    left, right = _pairs(of, works)
    merged_left, merged_right = _pairs(of, group)
    missed = group[left] != group[right]
    false = works[merged_left] != works[merged_right]
    return Audit(
        right=int((~missed).sum()),
        false=int(false.sum()),
        alike=int(_alike(of, merged_left[false], merged_right[false]).sum()),
        missed=Counter(reasons(of, left[missed], right[missed], shape)),
    )


def _pairs(of: Labelled, label: Ints) -> tuple[Ints, Ints]:
    """Return the rows of all pairs with one label, where they count in this set."""
    order = np.argsort(label, kind="stable")
    blocks = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    found = [pair for block in blocks for pair in combinations(sorted(block.tolist()), 2)]
    rows = np.array(found, dtype=np.int64).reshape(-1, 2)
    source = of.columns.source
    counts = (
        source[rows[:, 0]] != source[rows[:, 1]] if of.is_across else np.ones(len(rows), dtype=bool)
    )
    return rows[counts, 0], rows[counts, 1]


def reasons(of: Labelled, left: Ints, right: Ints, shape: Model) -> Iterator[str]:
    """Yield why each pair is not merged."""
    frame, veto, _ = scores.contrasted(of.columns, left, right)
    every = replace(shape, floor=EVERY_PAIR)
    weight = scores.scored(of.columns, left, right, every).weight
    for at, bits in enumerate(weight):
        yield _reason(int(veto[at]), bool(frame["title_alike"][at]), float(bits), shape)


def _reason(veto: int, alike: bool, bits: float, shape: Model) -> str:
    if veto >= 0:
        if VETOES[veto].relation == "companion":
            return DOCUMENT
        return PRINTING if VETOES[veto].printing else CONTRADICTION
    if not alike:
        return TITLES
    if bits >= shape.same:
        return TWO
    return ASKED if bits >= shape.review else APART


def _alike(of: Labelled, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    """Tell which pairs have nothing that tells them apart."""
    frame, veto, _ = scores.contrasted(of.columns, left, right)
    same_title = frame["title_same"] | (frame["title_letters"] >= 0.95)
    other_page = frame["first_page_given"] & ~frame["first_page_same"]
    other_volume = frame["volume_given"] & ~frame["volume_same"]
    by_others = frame["names_given"] & (frame["names_within"] < 1)
    found: npt.NDArray[np.bool_] = (
        same_title
        & (veto < 0)
        & (frame["years_apart"] == 0)
        & ~other_page
        & ~other_volume
        & ~by_others
    )
    return found


def lines(name: str, found: Audit) -> Iterator[str]:
    """Yield what is said of one set."""
    yield (
        f"{name}: F1 as labelled {found.f1():.4f}, by definition {found.f1(OF_DEFINITION):.4f}; "
        f"{found.false} false merges, {found.alike} of them alike"
    )
    missed = ", ".join(f"{found.missed[name]} {name}" for name in CLASSES if found.missed[name])
    yield f"  of {found.missed.total()} missed: {missed}"


def main() -> None:
    """Print the audit of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS)
    shape = shipped()
    audits = []
    for path in sorted(parser.parse_args().sets.glob("*.jsonl")):
        audits.append(audit(labelled(path, shape), shape))
        for line in lines(path.stem, audits[-1]):
            print(line)  # noqa: T201  a command's answer
    for says, without in (("as labelled", ()), ("by definition", OF_DEFINITION)):
        mean = sum(each.f1(without) for each in audits) / len(audits)
        print(f"mean F1 {says}: {mean:.4f}")  # noqa: T201


if __name__ == "__main__":
    main()
