from __future__ import annotations

import errno
import json
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import model
from pipeline.errors import LockedError, ReleaseError
from pipeline.release import disk
from pipeline.release.build import tables
from pipeline.release.digest import Digests, digests
from pipeline.release.publish import clear_up, is_news, lock, next_version, publish
from pipeline.release.verify import verify
from pipeline.release.versions import latest, releases, resolve
from tests.release.rows import entries, inputs, published, rows


def test_a_release_is_whole_and_latest_leads_to_it(tmp_path: Path) -> None:
    folder = published(tmp_path, rows(entries(3)))

    assert (tmp_path / "latest").readlink() == Path("releases/2026-11-21.1")
    assert {path.stem for path in folder.glob("*.parquet")} == set(model.TABLES)
    assert (folder / "report" / "index.html").is_file()
    assert (folder / "CHANGES.md").is_file()
    assert verify(folder) == []


def test_the_first_line_of_an_analyst_works(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(3)))

    assert list(pd.read_parquet(tmp_path / "latest" / "works.parquet")["year"]) == [2015] * 3


def test_nothing_hidden_is_left_behind(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "releases"]
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["2026-11-21.1"]


def test_a_release_is_never_written_over(tmp_path: Path) -> None:
    made = rows(entries(1))
    folder = published(tmp_path, made)
    before = (folder / "datapackage.json").read_bytes()

    with pytest.raises(ReleaseError, match="never written over"):
        publish(
            tables(made),
            curated=tmp_path,
            version=folder.name,
            manifest_inputs=inputs(made),
            report_html="",
            changes_md="",
        )

    assert (folder / "datapackage.json").read_bytes() == before


@pytest.mark.parametrize(
    "version", ["../evil", "latest", "2026-11-21", "2026-11-21.0", "2026-11-21.1\n"]
)
def test_a_version_is_never_a_path(tmp_path: Path, version: str) -> None:
    made = rows(entries(1))

    with pytest.raises(ReleaseError, match="no version"):
        publish(
            tables(made),
            curated=tmp_path,
            version=version,
            manifest_inputs=inputs(made),
            report_html="",
            changes_md="",
        )


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = published(tmp_path / "a", rows(entries(5)))
    second = published(tmp_path / "b", rows(entries(5)))

    for path in sorted(first.rglob("*")):
        if path.is_file():
            other = second / path.relative_to(first)
            assert path.read_bytes() == other.read_bytes(), path.name


def test_the_parent_is_the_latest_before(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))
    second = published(tmp_path, rows(entries(2)))

    stated = json.loads((second / "datapackage.json").read_text())

    assert stated["release"]["parent"] == "2026-11-21.1"


def _digests(count: int) -> dict[str, Digests]:
    return {name: digests(name, each) for name, each in tables(rows(entries(count))).items()}


def test_unchanged_tables_are_no_news(tmp_path: Path) -> None:
    folder = published(tmp_path, rows(entries(2)))

    assert is_news(_digests(2), None)
    assert not is_news(_digests(2), folder)
    assert is_news(_digests(3), folder)


def test_a_page_the_release_was_not_made_from_stops_it(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="not among the snapshots"):
        published(tmp_path, rows(entries(1)), snapshots=())

    assert latest(tmp_path) is None


def test_what_does_not_read_back_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, rows(entries(1)))
    whole = disk.write_table

    def short(path: Path, table: pa.Table) -> None:
        whole(path, table.slice(0, 1) if path.stem == "works" else table)

    monkeypatch.setattr(disk, "write_table", short)

    with pytest.raises(ReleaseError, match="did not pass its own checks"):
        published(tmp_path, rows(entries(2)))

    assert releases(tmp_path) == ["2026-11-21.1"]
    assert latest(tmp_path) == "2026-11-21.1"


def test_tables_that_are_not_as_declared_are_refused(tmp_path: Path) -> None:
    made = rows(entries(1))
    built = tables(made)
    built["works"] = built["works"].drop_columns(["year"])

    with pytest.raises(ReleaseError, match=r"works is not as pipeline/model\.py declares it"):
        publish(
            built,
            curated=tmp_path,
            version="2026-11-21.1",
            manifest_inputs=inputs(made),
            report_html="",
            changes_md="",
        )


def test_versions_count_as_numbers(tmp_path: Path) -> None:
    on = date(2026, 11, 21)
    for number in (1, 2, 9, 10):
        folder = tmp_path / "releases" / f"2026-11-21.{number}"
        folder.mkdir(parents=True)
        (folder / "datapackage.json").touch()

    assert next_version(tmp_path, on) == "2026-11-21.11"
    assert next_version(tmp_path, date(2026, 11, 22)) == "2026-11-22.1"
    assert releases(tmp_path)[-1] == "2026-11-21.10"


def test_a_real_folder_called_latest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()

    with pytest.raises(ReleaseError, match="is no link"):
        published(tmp_path, rows(entries(1)))


def test_clearing_up_mends_a_missing_link(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))
    (tmp_path / "latest").unlink()

    assert resolve("latest", tmp_path).name == "2026-11-21.1"
    clear_up(tmp_path)

    assert (tmp_path / "latest").readlink() == Path("releases/2026-11-21.1")


def test_a_missing_link_goes_to_the_release_that_was_made_last_though_the_clock_went_back(
    tmp_path: Path,
) -> None:
    for count, day in enumerate(("2026-11-21", "2026-11-25", "2026-11-23", "2026-11-22"), 1):
        published(tmp_path, rows(entries(count)), version=f"{day}.1")
    (tmp_path / "latest").unlink()

    assert latest(tmp_path) == "2026-11-22.1"
    clear_up(tmp_path)

    assert (tmp_path / "latest").readlink() == Path("releases/2026-11-22.1")


def test_a_missing_link_does_not_go_to_a_release_whose_child_was_pruned(tmp_path: Path) -> None:
    for count, day in enumerate(("2026-11-25", "2026-11-21", "2026-11-23"), 1):
        published(tmp_path, rows(entries(count)), version=f"{day}.1")
    (tmp_path / "pruned").mkdir()
    (tmp_path / "releases" / "2026-11-21.1").rename(tmp_path / "pruned" / "2026-11-21.1")
    (tmp_path / "latest").unlink()

    assert latest(tmp_path) == "2026-11-23.1"


def test_a_disk_that_fills_up_keeps_nothing_of_what_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, rows(entries(1)))

    def full(path: Path, body: bytes) -> None:
        raise OSError(errno.ENOSPC, f"no room for {len(body)} bytes of {path}")

    monkeypatch.setattr(disk, "write", full)
    with pytest.raises(OSError, match="no room"):
        published(tmp_path, rows(entries(2)))

    assert latest(tmp_path) == "2026-11-21.1"
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["2026-11-21.1"]


def test_a_release_that_has_its_name_is_finished_though_the_link_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, rows(entries(1)))

    def full(link: Path, target: str) -> None:
        raise OSError(errno.ENOSPC, f"no room for {link} to {target}")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "point", full)
        with pytest.raises(OSError, match="no room"):
            published(tmp_path, rows(entries(2)))
    assert latest(tmp_path) == "2026-11-21.1"
    clear_up(tmp_path)

    assert latest(tmp_path) == "2026-11-21.2"


def test_clearing_up_leaves_a_link_that_an_operator_moved_back(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))
    published(tmp_path, rows(entries(2)))
    disk.point(tmp_path / "latest", "releases/2026-11-21.1")

    clear_up(tmp_path)

    assert latest(tmp_path) == "2026-11-21.1"


def test_the_lock_keeps_a_second_run_out(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(LockedError, match="Another run"), lock(tmp_path):
        pass

    with lock(tmp_path):
        pass


def test_the_lock_keeps_another_process_out_and_goes_when_it_dies(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pipeline.release.publish import lock\n"
        "with lock(sys.argv[1]):\n    print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError), lock(tmp_path):
            pass
        other.kill()

    with lock(tmp_path, wait=5):
        pass


def test_who_waits_gets_the_lock_when_it_is_free(tmp_path: Path) -> None:
    held, go = threading.Event(), threading.Event()

    def other() -> None:
        with lock(tmp_path):
            held.set()
            go.wait(5)

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(5)
    threading.Timer(0.1, go.set).start()

    with lock(tmp_path, wait=5):
        thread.join(5)


def test_parquet_files_keep_what_each_column_means(tmp_path: Path) -> None:
    folder = published(tmp_path, rows(entries(1)))

    schema = pq.read_schema(folder / "works.parquet")

    assert schema.field("year").metadata[b"unit"] == b"CE year"
    assert not schema.field("work_id").nullable
