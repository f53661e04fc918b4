"""A large release for the desk: works in any number, and pairs that wait."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.model import TABLES
from pipeline.release.digest import in_order, key_of
from pipeline.release.manifest import as_json, descriptor, resource, sealed
from pipeline.release.versions import DESCRIPTOR
from pipeline.schema import arrow_schema
from tests.benchmarks.made_up import inputs, write

VERSION = "2026-11-21.1"
COMPARED = ("abstract", "contributors", "ISBN", "prior", "title", "year")


def release(curated: Path, works: int, waiting: int) -> Path:
    """Put a release into a folder, as far as the desk reads one; return its folder."""
    folder = curated / "releases" / VERSION
    folder.parent.mkdir(parents=True)
    write(folder.parent, works, 1000)
    shutil.rmtree(folder.parent / "2026-11-21.2")
    ids = pq.read_table(folder / "mentions.parquet", columns=["mention_id"])["mention_id"]
    pairs = _pairs(ids.to_numpy(zero_copy_only=False), waiting)
    for name, table in (("pairs", pairs), ("evidence", _evidence(pairs))):
        pq.write_table(in_order(table, key_of(name)), folder / f"{name}.parquet")
    tables = {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
    stated = [resource(folder, name, table) for name, table in tables.items()]
    made = descriptor(folder, stated, version=VERSION, inputs=inputs(), parent=None)
    (folder / DESCRIPTOR).write_bytes(as_json(sealed(made)))
    (curated / "latest").symlink_to(f"releases/{VERSION}")
    return folder


def _pairs(ids: np.ndarray, waiting: int) -> pa.Table:
    """Return three neighbours for each of a part of the entries, of which some wait."""
    drawn = np.random.default_rng(7)
    count = min(3 * waiting, len(ids) - 2)
    left, right = ids[:count], ids[1 : count + 1]
    weights = np.round(drawn.uniform(-8, 16, count), 3)
    bands = np.where(
        np.arange(count) % 3 == 0, "review", np.where(weights > 5, "same", "different")
    )
    return pa.table(
        {
            "left_mention_id": pa.array(np.minimum(left, right), pa.string()),
            "right_mention_id": pa.array(np.maximum(left, right), pa.string()),
            "weight": weights,
            "probability": 1 / (1 + 2.0**-weights),
            "band": pa.array(bands, pa.string()),
            "reason": pa.array(["Nearly the same title; the same year."] * count),
            "evidence_hash": pa.array([f"e-{n % 997}" for n in range(count)]),
            "veto": pa.nulls(count, pa.string()),
        }
    ).cast(arrow_schema(TABLES["pairs"]))


def _evidence(pairs: pa.Table) -> pa.Table:
    parts = [
        pa.table(
            {
                "left_mention_id": pairs["left_mention_id"],
                "right_mention_id": pairs["right_mention_id"],
                "comparison": pa.array([name] * pairs.num_rows),
                "level": pa.array(["nearly the same"] * pairs.num_rows),
                "weight": pa.array([1.5] * pairs.num_rows),
                "left_value": pairs["left_mention_id"],
                "right_value": pairs["right_mention_id"],
            }
        )
        for name in COMPARED
    ]
    return pa.concat_tables(parts).cast(arrow_schema(TABLES["evidence"]))
