"""What `collate doctor` finds, and that it says what to do."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.doctor import examine
from pipeline.release import disk, pins, prune
from pipeline.release.publish import lock
from tests.release.rows import entries, published, restated, rows

NOW = datetime(2026, 12, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    for count in (2, 3, 4):
        published(folder, rows(entries(count)))
    return folder


@pytest.fixture
def curated(base: Path, tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return Path(shutil.copytree(base, tmp_path / "curated", symlinks=True))


def found(curated: Path, **more: bool) -> list[str]:
    return list(examine(curated, curated.parent / "raw", **more))


def rewritten(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Put other rows into a table, with sums that fit them, as a careful forger would."""
    table = change(pq.read_table(folder / f"{name}.parquet"))
    (folder / f"{name}.parquet").unlink()
    disk.write_table(folder / f"{name}.parquet", table)
    stated = json.loads((folder / "datapackage.json").read_bytes())
    entry = next(each for each in stated["resources"] if each["name"] == name)
    path = folder / f"{name}.parquet"
    entry |= {"bytes": path.stat().st_size, "hash": f"sha256:{disk.sha256(path)}"}
    entry["rows"] = table.num_rows
    restated(folder, stated)


def test_where_all_is_well_it_says_nothing(curated: Path) -> None:
    assert found(curated) == []


def test_a_cache_that_nothing_can_be_kept_in_is_said(curated: Path) -> None:
    (curated / ".cache").mkdir()
    assert found(curated) == []
    (curated / ".cache").rmdir()
    (curated / ".cache").write_text("a file")
    (said,) = found(curated)
    assert "works everything out anew" in said


def _altered(folder: Path) -> None:
    body = bytearray((folder / "works.parquet").read_bytes())
    body[40] ^= 1
    (folder / "works.parquet").write_bytes(body)


def _doubled(folder: Path) -> None:
    rewritten(folder, "works", lambda table: pa.concat_tables([table, table.slice(0, 1)]))


def _dangling(folder: Path) -> None:
    rewritten(folder, "mentions", lambda table: table.slice(1))


def _reworded(folder: Path) -> None:
    at = pq.read_schema(folder / "works.parquet").get_field_index("title")
    rewritten(
        folder,
        "works",
        lambda table: table.set_column(
            at, table.schema.field(at), pa.array(["Other"] * table.num_rows)
        ),
    )


def _unlisted(folder: Path) -> None:
    (folder / "notes.parquet").write_bytes(b"")


def _lost(folder: Path) -> None:
    (folder / "CHANGES.md").unlink()


@pytest.mark.parametrize("version", ["2026-11-21.1", "2026-11-21.3"], ids=["old", "latest"])
@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (_altered, "hash"),
        (_doubled, "key"),
        (_dangling, "reference"),
        (_reworded, "digest"),
        (_unlisted, "extra"),
        (_lost, "missing"),
    ],
)
def test_harm_to_any_release_is_found_and_what_to_do_is_said(
    curated: Path, version: str, harm: Callable[[Path], None], kind: str
) -> None:
    harm(curated / "releases" / version)

    told = [line for line in found(curated) if line.startswith(f"release {version}: ")]

    assert any(f": {kind}: " in line for line in told)
    assert all(line.endswith("or make it again with `collate replay`.") for line in told)


def test_what_is_wrong_around_releases_is_found(curated: Path) -> None:
    with lock(curated):
        prune.prune(curated, prune.Policy(keep_days=0), NOW)
        pins.pin("latest", because="cited", curated=curated, now=NOW)
    assert found(curated) == []

    (curated / "pruned" / "2026-11-21.2" / "CHANGES.md").write_text("other")
    (curated / "pins.csv").write_text("version,pinned_at,because\n2020-01-01.1,,cited\n")
    (curated / "releases" / ".new-2026-12-01.1").mkdir()
    (curated / "latest").unlink()

    told = " ".join(found(curated))
    assert "pruned/2026-11-21.2/CHANGES.md is not what was published" in told
    assert "pins 2020-01-01.1, and there is no such release" in told
    assert "was left by a killed run" in told
    assert "latest is gone or leads nowhere" in told

    assert len(found(curated, mend=True)) == 2  # what only a person can mend


def test_a_release_whose_parent_left_no_record_is_found(curated: Path) -> None:
    disk.remove(curated / "releases" / "2026-11-21.1")

    assert found(curated) == [
        "release 2026-11-21.2: parent 2026-11-21.1 is gone and left no record. "
        "Restore the parent from a backup."
    ]
