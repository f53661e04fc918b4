"""Whether matching gives what it gave before, to the last bit, after it was made quicker.

    python -m tests.benchmarks.same --keep before.json      (at the commit before)
    python -m tests.benchmarks.same --against before.json   (at the commit after)

Prints a digest of all features, pairs, levels, weights and clusters for planted and noisy records
of several sizes and for the labelled sets beside the checkout, and what differs from the file.
Ends with 1 if anything does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.match import engines, model, rows, table, workers
from pipeline.match.columns import assembled
from tests.benchmarks import merge, noisy, planted

Digests = dict[str, dict[str, str]]


def digests(path: Path) -> dict[str, str]:
    """Return a digest of each column of features and of scores, and of the clusters."""
    batches = rows.batches(path)
    columns = assembled(workers.in_order(partial(engines.features, rows.records), batches))
    found = engines.score(columns, model.shipped())
    groups = table.grouped(len(columns), found, model.shipped())
    parts = (*_values("feature", columns), *_values("score", found), ("clusters", groups))
    return {name: _digest(value) for name, value in parts}


def _values(kind: str, held: Any) -> Iterator[tuple[str, Any]]:
    for each in fields(held):
        yield f"{kind} {each.name}", getattr(held, each.name)


def _digest(value: Any) -> str:
    if isinstance(value, np.ndarray):
        said = f"{value.dtype} {value.shape}".encode() + np.ascontiguousarray(value).tobytes()
    else:  # a set has no order of its own
        said = repr([sorted(v) if isinstance(v, frozenset) else v for v in _listed(value)]).encode()
    return sha256(said).hexdigest()[:16]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def sets(folder: Path, labelled: Path) -> Iterator[Path]:
    """Yield the sets: made ones, and the labelled ones where they are at hand."""
    for n in (68, 5_000, 20_000):
        yield merge._planted(folder, f"planted-{n}", planted.rows(n))
    yield merge._planted(folder, "noisy-5000", noisy.rows(5_000))
    yield from sorted(labelled.glob("*.jsonl"))


def differences(before: Digests, after: Digests) -> Iterator[str]:
    """Yield what has another digest, or none any more.

    >>> list(differences({"a": {"x": "1", "y": "2"}}, {"a": {"x": "1", "y": "3"}}))
    ['a: y']
    """
    for name, parts in before.items():
        now: Mapping[str, str] = after.get(name, {})
        yield from (f"{name}: {part}" for part, said in parts.items() if now.get(part) != said)


def main(argv: list[str] | None = None) -> None:
    """Print the digests, keep them or compare them."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sets", type=Path, default=merge.SETS)
    options.add_argument("--keep", type=Path)
    options.add_argument("--against", type=Path)
    chosen = options.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        found = {path.stem: digests(path) for path in sets(Path(folder), chosen.sets)}
    for name, parts in found.items():
        merge.say(f"{name:14} {_digest(sorted(parts.items()))}")
    if chosen.keep:
        chosen.keep.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.against:
        before = json.loads(chosen.against.read_text(encoding="utf-8"))
        wrong = list(differences(before, found))
        merge.say("\n".join(wrong) or "the same, to the last bit")
        sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
