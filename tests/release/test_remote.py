"""Releases in an object store, over HTTP against a server that speaks S3."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.errors import LockedError, MissingError, ReleaseError, UsageError
from pipeline.ingest import store
from pipeline.release import lease, remote, verify, versions
from pipeline.release.build import tables
from pipeline.release.diff import diff
from pipeline.release.publish import clear_up, lock, publish
from pipeline.release.show import render_all, show
from tests.release.rows import entries, inputs, published, rows

pytestmark = pytest.mark.heavy


@pytest.fixture
def root(bucket: str) -> Path:
    return store.folder(bucket)


def released(root: Path, count: int) -> None:
    with lock(root, wait=60):
        published(root, rows(entries(count)))


def test_an_object_is_created_once(root: Path) -> None:
    store.create(root / "one", b"first")

    with pytest.raises(FileExistsError):
        store.create(root / "one", b"second")
    assert (root / "one").read_bytes() == b"first"


def test_an_object_is_swapped_only_for_what_was_seen(root: Path) -> None:
    before = store.seen(root / "one")
    store.swap(root / "one", b"first", before)

    with pytest.raises(store.ChangedError):
        store.swap(root / "one", b"second", before)
    there = store.seen(root / "one")
    store.swap(root / "one", b"third", there)
    with pytest.raises(store.ChangedError):
        store.swap(root / "one", b"fourth", there)
    assert store.seen(root / "one").body == b"third"


def test_a_write_whose_answer_was_lost_counts_when_it_is_repeated(root: Path) -> None:
    before = store.seen(root / "one")
    first = store.swap(root / "one", b"the same", before)

    assert store.swap(root / "one", b"the same", before) == first


def test_what_vanished_is_a_change(root: Path) -> None:
    store.create(root / "one", b"first")
    there = store.seen(root / "one")
    store.remove(root / "one")

    with pytest.raises(store.ChangedError):
        store.swap(root / "one", b"second", there)


def test_a_release_is_published_and_read_back_in_every_way(root: Path, bucket: str) -> None:
    released(root, 3)
    released(root, 5)

    assert versions.releases(bucket) == ["2026-11-21.1", "2026-11-21.2"]
    assert pipeline.latest(bucket) == "2026-11-21.2"
    assert len(pipeline.load("works", root=bucket)) == 5
    assert len(pipeline.load("works", "2026-11-21.1", bucket)) == 3
    assert len(pd.read_parquet(f"{bucket}/releases/2026-11-21.1/works.parquet")) == 3
    assert [row.op for row in diff("2026-11-21.1", root=bucket)] == ["added", "added"]
    assert show(curated=root).parent == "2026-11-21.1"
    assert render_all(root).splitlines()[0] == "2026-11-21.2 (latest)"
    assert (root / "latest").read_bytes() == b"2026-11-21.2\n"
    with store.at_hand(versions.resolve(root=bucket)) as folder:
        assert verify.verify(folder) == []
    assert not any(name.startswith("releases/.new-") for name in store.objects(root))


def test_an_empty_address_holds_no_release(bucket: str) -> None:
    assert versions.releases(bucket) == []
    with pytest.raises(MissingError):
        versions.resolve(root=bucket)


def test_a_publisher_who_comes_second_publishes_nothing_and_loses_nothing(root: Path) -> None:
    one, two = rows(entries(3)), rows(entries(4))
    before = remote.pointer(root)
    with lock(root):
        published(root, one)
        with pytest.MonkeyPatch.context() as patch:  # it looked before the other published
            patch.setattr(remote, "pointer", lambda _: before)
            with pytest.raises(ReleaseError, match="came before"):
                publish(
                    tables(two),
                    curated=root,
                    version="2026-11-21.2",
                    manifest_inputs=inputs(two),
                    report_html="",
                    changes_md="",
                )

    assert versions.releases(root) == ["2026-11-21.1"]
    assert pipeline.latest(root) == "2026-11-21.1"
    assert not [name for name in store.objects(root) if "2026-11-21.2" in name]
    released(root, 4)
    assert len(pipeline.load("works", root=root)) == 4


def test_of_many_who_publish_at_once_each_waits_for_its_turn(root: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(released, [root] * 3, (2, 3, 4)))

    assert len(versions.releases(root)) == 3
    parents = [show(version, curated=root).parent for version in versions.releases(root)]
    assert parents == [None, "2026-11-21.1", "2026-11-21.2"]


def test_two_runs_at_once_are_told_apart(root: Path) -> None:
    with lock(root), pytest.raises(LockedError), lock(root):
        pass
    with lock(root):
        pass  # and it was given back


def test_the_lease_of_a_dead_run_is_taken_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "PAUSE", 0.05)
    dead = lease._Lease(root / ".lock")
    assert dead.take()
    monkeypatch.setattr(lease, "LASTS", 0.0)
    time.sleep(1.1)  # the store tells its time in whole seconds

    with lock(root, wait=5):
        with pytest.raises(store.ChangedError):
            dead.renew()
        lease.confirm(root)


def test_a_run_whose_lease_was_taken_makes_nothing_visible(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lock(root):
        store.swap(root / ".lock", b'{"holder": "x"}', store.seen(root / ".lock"))
        with pytest.raises(ReleaseError, match="came before"):
            published(root, rows(entries(3)))

    assert versions.releases(root) == []
    assert set(store.objects(root)) == {".lock"}


KILLED_AFTER = [
    "create .new-",
    "create works.parquet",
    "confirm",
    "create datapackage.json",
    "swap",
]


@pytest.mark.parametrize("step", KILLED_AFTER)
def test_a_kill_at_any_step_leaves_a_whole_release_the_latest(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    released(root, 2)
    with monkeypatch.context() as patch:
        _die_after(step, patch)
        with pytest.raises(SystemExit):
            released(root, 3)
    last = pipeline.latest(root)
    assert len(pipeline.load("works", root=root)) == (3 if step == "swap" else 2)

    with lock(root):
        clear_up(root)

    is_whole = step in ("create datapackage.json", "swap")
    assert pipeline.latest(root) == ("2026-11-21.2" if is_whole else "2026-11-21.1")
    assert last in versions.releases(root)
    left = [name for name in store.objects(root) if "2026-11-21.2" in name]
    assert is_whole or left == ["releases/.void-2026-11-21.2"]
    released(root, 4)
    assert pipeline.latest(root) == "2026-11-21.3"


def _die_after(step: str, patch: pytest.MonkeyPatch) -> None:
    """Let a run end, as a kill does, once it has done a step; nothing after it is tidied up."""

    def dying(module: object, name: str, told: str) -> None:
        real = getattr(module, name)

        def do(*args: object) -> object:
            done = real(*args)
            place = getattr(args[0], "name", "")
            if told.startswith(name) and told.removeprefix(name).strip() in f" {place}":
                raise SystemExit
            return done

        patch.setattr(module, name, do)

    if step == "confirm":
        dying(lease, "confirm", step)
    elif step == "swap":
        dying(remote, "point", "point")
    else:
        dying(store, "create", step)


def test_a_pointer_that_somebody_deleted_is_put_back(root: Path) -> None:
    released(root, 2)
    store.remove(root / "latest")

    with lock(root):
        clear_up(root)

    assert (root / "latest").read_bytes() == b"2026-11-21.1\n"


def test_a_bad_address_is_refused_in_words() -> None:
    for address in ("gs://bucket", "s3://", "s3:///"):
        with pytest.raises(UsageError, match="s3://"):
            store.folder(address)
