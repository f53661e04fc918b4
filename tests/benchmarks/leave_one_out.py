"""Does the one shipped setting hold on a set that had no part in choosing it?

    python -m tests.benchmarks.leave_one_out [--sets DIR]

Each labelled set is merged three times: by the shipped weights and thresholds; at the threshold
that merges the *other* sets best; and by weights fitted to the other sets, near the shipped ones
(``collate train``). If a choice had been tuned to a set, that set would lose by losing its vote.
Levels and vetoes are not chosen anew: they are rules, the same for all.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.match.model import Model, shipped
from pipeline.match.training import labelled
from pipeline.match.training.examples import Labelled
from pipeline.match.training.fit import fitted
from pipeline.match.training.measure import Measured, measured
from pipeline.match.training.next_model import STRENGTH

ROOT = Path(__file__).resolve().parents[2]
SETS = Path(os.environ.get("COLLATE_SHARED", ROOT.parent / "shared")) / "bench" / "er"
STEPS = tuple(at / 2 for at in range(4, 17))  # bits: thresholds to choose among
HEAD = (
    f"{'set':14} {'chosen by':28} {'threshold':>9} {'precision':>9} {'recall':>7} {'F1':>7} false"
)


def best_threshold(sets: Sequence[Labelled], shape: Model) -> float:
    """Return the threshold with the best mean F1 over sets; the highest of equals."""
    found = {
        step: sum(measured(each, replace(shape, same=step)).f1 for each in sets) for step in STEPS
    }
    return max(found, key=lambda step: (round(found[step], 6), step))


def choices(of: Labelled, others: Sequence[Labelled], shape: Model) -> Mapping[str, Model]:
    """Return the settings that ``of`` is merged by."""
    refitted = fitted([each.examples for each in others], shape, STRENGTH)
    return {
        "the shipped setting": shape,
        "threshold of the others": replace(shape, same=best_threshold(others, shape)),
        "weights fitted to the others": refitted,
    }


def line(name: str, chosen: str, shape: Model, found: Measured) -> str:
    """Return one row of the table."""
    return (
        f"{name:14} {chosen:28} {shape.same:9.1f} {found.precision:9.4f} {found.recall:7.4f} "
        f"{found.f1:7.4f} {found.false:5d}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS)
    shape = shipped()
    sets = [labelled(path, shape) for path in sorted(parser.parse_args().sets.glob("*.jsonl"))]
    means: dict[str, list[float]] = {}
    print(HEAD)  # noqa: T201  a command's answer
    for of in sets:
        others = [each for each in sets if each is not of]
        for chosen, model in choices(of, others, shape).items():
            found = measured(of, model)
            means.setdefault(chosen, []).append(found.f1)
            print(line(of.examples.name, chosen, model, found), flush=True)  # noqa: T201
    for chosen, values in means.items():
        print(f"mean F1, {chosen}: {sum(values) / len(values):.4f}")  # noqa: T201


if __name__ == "__main__":
    main()
