"""The merge error that releases state where there is no blind sample, measured anew.

    python -m tests.benchmarks.merge_error [--sets DIR] [--out FILE]

Merges each labelled set in ``DIR`` by the shipped model, as ``collate match`` does, and writes
``pipeline/tables/merge_error.tsv``: pairs rightly merged, merged and wanted, groups of several
records that were made, and works of several records that there are.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.match.model import shipped
from pipeline.match.training import labelled
from pipeline.match.training.measure import measured
from pipeline.resolve.merge_error import COLUMNS, TABLE

ROOT = Path(__file__).resolve().parents[2]
SETS = Path(os.environ.get("COLLATE_SHARED", ROOT.parent / "shared")) / "bench" / "er"
HEAD = "# How well the shipped weights merge labelled sets; made by `make merge-error`."


def rows(sets: list[Path], measured_on: str) -> Iterator[str]:
    """Yield the lines of the table."""
    yield HEAD
    yield "\t".join(COLUMNS)
    for path in sets:
        of = labelled(path, shipped())
        found = measured(of, shipped())
        values = (
            shipped().version, path.stem, len(of.works), found.right, found.merged, found.wanted,
            found.groups, found.works, measured_on,
        )  # fmt: skip
        yield "\t".join(map(str, values))


def main() -> None:
    """Write the table and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS)
    parser.add_argument("--out", type=Path, default=ROOT / "pipeline" / "tables" / TABLE)
    asked = parser.parse_args()
    today = datetime.now(UTC).date().isoformat()
    text = "\n".join(rows(sorted(asked.sets.glob("*.jsonl")), today)) + "\n"
    asked.out.write_text(text, encoding="utf-8")
    print(text, end="")  # noqa: T201  a command's answer


if __name__ == "__main__":
    main()
