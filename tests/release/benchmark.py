"""How long releases take, and how large they are: ``python -m tests.release.benchmark 100000``.

The works are made up: as many as asked for, one listing and one mention each, abstracts of 90
random words (real prose compresses better). Prints seconds, bytes and peak memory.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import model, schema
from pipeline.release.build import tables
from pipeline.release.diff import compare, stored
from pipeline.release.digest import in_order
from pipeline.release.gate import GATED, gate
from pipeline.release.load import load
from pipeline.release.publish import publish
from pipeline.release.verify import verify
from tests.release.rows import entries, inputs, rows

SEED_WORKS = 1000
_IDS = ("work_id", "mention_id", "listing_id", "title")


def grown(name: str, table: pa.Table, times: int) -> pa.Table:
    """Repeat a table's rows with other ids and other abstracts."""
    copies = pa.array(np.repeat(np.arange(times), table.num_rows)).cast(pa.string())
    out = table.take(pa.array(np.tile(np.arange(table.num_rows), times)))
    for at, column in enumerate(out.column_names):
        if column in _IDS:
            values = pc.binary_join_element_wise(out.column(column), copies, "-")
            out = out.set_column(at, out.schema.field(at), values)
        elif column == "abstract":
            out = out.set_column(at, out.schema.field(at), abstracts(out.num_rows))
    if name == "claims":
        told = pc.binary_join_element_wise(out.column("claimed_by"), copies, " ")
        out = out.set_column(2, out.schema.field(2), told)
    return in_order(out.combine_chunks(), schema.keys(model.TABLES[name]))


def abstracts(count: int) -> pa.Array:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=7)) for _ in range(3000)]
    texts = [" ".join(chance.choices(words, k=90)) for _ in range(5000)]
    return pa.array(texts).take(pa.array(np.random.default_rng(0).integers(0, 5000, count)))


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    say(f"{what:28} {time.perf_counter() - start:7.2f} s   peak {peak:.2f} GB so far")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def one_percent_changed(big: dict[str, pa.Table]) -> dict[str, pa.Table]:
    works = big["works"]
    years = np.array(works.column("year").to_pylist())
    years[::100] += 1
    at = works.column_names.index("year")
    return dict(big, works=works.set_column(at, works.schema.field(at), pa.array(years)))


def sizes(works: pa.Table, folder: Path) -> None:
    """Print what one table takes on disk, written in several ways."""
    for kind, level in (("snappy", None), ("zstd", 1), ("zstd", 3), ("zstd", 9)):
        path = folder / "works.parquet"
        start = time.perf_counter()
        pq.write_table(
            works, path, row_group_size=65_536, compression=kind, compression_level=level
        )
        wrote = time.perf_counter() - start
        start = time.perf_counter()
        pq.read_table(path)
        read = time.perf_counter() - start
        size = path.stat().st_size
        say(f"works, {kind:8} {level}  {size:>12} bytes   {wrote:.2f} s, {read:.2f} s to read")
    works.to_pandas().to_csv(folder / "works.csv", index=False)
    say(f"works, CSV          {(folder / 'works.csv').stat().st_size:>12} bytes")


def main(count: int) -> None:
    small = rows(entries(SEED_WORKS))
    with timed("build 1000 works from rows"):
        built = tables(small)
    times = max(count // SEED_WORKS, 1)
    with timed("make up the rest"):
        big = {name: grown(name, t, times) if t.num_rows else t for name, t in built.items()}
    given = inputs(small)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes(big["works"], folder)

        def published(version: str, made: dict[str, pa.Table]) -> Path:
            return publish(
                made,
                curated=folder,
                version=version,
                manifest_inputs=given,
                report_html="",
                changes_md="",
            )

        with timed("publish, with verify"):
            one = published("2026-11-21.1", big)
        two = published("2026-11-21.2", one_percent_changed(big))
        del big
        with timed("verify"):
            assert verify(one) == []
        with timed("diff, 1 % changed"):
            found = compare(stored(one), stored(two))
        with timed("gate"):
            gate(stored(two, GATED), stored(one, GATED), found)
        with timed("pandas.read_parquet"):
            pd.read_parquet(one / "works.parquet")
        with timed("load"):
            load("works", "2026-11-21.1", folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
