"""Which pairs blocking proposes, rule by rule: how many, and how many of the true ones.

    python -m tests.benchmarks.blocking [--sets DIR] [--scale N...]

Recall counts every pair of the labels. What blocking misses of ``cora`` are pairs that its labels
call one work although they cite two (other titles, other pages). Sets are those of ``merge``;
sizes are planted records, plain and skewed: a title that a twentieth of the records bear, one
author on a tenth, one venue on all.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.match import blocking
from pipeline.match.columns import columns
from pipeline.match.rows import record
from tests.benchmarks import merge, planted

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a rule, or all of them, proposes."""

    rule: str
    pairs: int
    true: int
    recall: float


def proposed(rows: Iterable[Row]) -> Iterator[Proposed]:
    """Yield what each blocking rule proposes for labelled records, and all together."""
    labelled = list(rows)
    c = columns(record(row, Path("rows"), at) for at, row in enumerate(labelled, start=1))
    cluster = {row["rid"]: row["cluster"] for row in labelled}
    source = {row["rid"]: row["source"] for row in labelled}
    sources = np.unique([source[rid] for rid in c.rids], return_inverse=True)[1]
    works = np.unique([cluster[rid] for rid in c.rids], return_inverse=True)[1]
    across = sources.max(initial=0) == 1
    wanted = merge._pairs(_by_work(works, sources), across)
    rules = {**blocking.by_rule(c), "all rules": _codes(c)}
    for rule, codes in rules.items():
        left, right = codes // len(c), codes % len(c)
        same = works[left] == works[right]
        if across:
            same &= sources[left] != sources[right]
        true = int(same.sum())
        yield Proposed(rule=rule, pairs=len(codes), true=true, recall=true / max(wanted, 1))


def _codes(c: Any) -> Any:
    left, right = blocking.pairs(c)
    return left * len(c) + right


def _by_work(works: Any, sources: Any) -> Iterator[Any]:
    order = np.argsort(works, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(works[order])) + 1):
        yield Counter(sources[group].tolist())


def skewed(n: int) -> Iterator[Row]:
    """Yield planted records of which many share a title, an author and a venue."""
    for at, row in enumerate(planted.rows(n)):
        changed = dict(row, venue="One Journal")
        if at % 20 == 0:
            # Every entry is a work of its own: nothing but its place in print tells it from others.
            changed |= {"title": "Annual report of activities", "cluster": f"report {at}"}
        if at % 10 == 1:
            changed["author"] = f"One, Author and {row['author']}"
        yield changed


def main(argv: list[str] | None = None) -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sets", type=Path, default=merge.SETS)
    options.add_argument("--scale", type=int, nargs="+", default=[3000])
    chosen = options.parse_args(argv)
    sets: dict[str, Iterable[Row]] = {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(chosen.sets.glob("*.jsonl"))
    }
    for n in chosen.scale:
        sets |= {f"planted-{n}": planted.rows(n), f"skewed-{n}": skewed(n)}
    merge.say(f"{'set':16} {'rule':32} {'pairs':>10} {'true':>8} {'recall':>7}")
    for name, rows in sets.items():
        for each in proposed(rows):
            merge.say(
                f"{name:16} {each.rule:32} {each.pairs:10,} {each.true:8,} {each.recall:7.4f}"
            )


if __name__ == "__main__":
    main()
