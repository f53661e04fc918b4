from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import pipeline
from pipeline import model
from pipeline.cli import app
from pipeline.errors import MissingError, ReleaseError, UsageError
from pipeline.ingest import store
from pipeline.release import disk, lineage, manifest, pins, prune, verify, versions
from pipeline.release.diff import diff
from pipeline.release.prune import Policy
from pipeline.release.publish import clear_up, lock, next_version
from tests.release.rows import Entry, entries, published, redirect, rows

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
SMALL = [Entry(work="w-1", title="One"), Entry(work="w-2", title="Two")]


def event(
    seq: int, release: str, work_id: str, event: str = "mint", **more: Any
) -> model.LedgerRow:
    return model.LedgerRow(
        seq=seq,
        release=release,
        event=event,
        work_id=work_id,
        mention_id=f"m-{work_id}",
        other_work_id=more.get("other"),
        why="the pages",
    )


def history(root: Path, days: Sequence[str]) -> list[str]:
    """Publish a release on each day, each with one work more and the ledger of those before."""
    ledger: list[model.LedgerRow] = []
    made = []
    for number, day in enumerate(days, 1):
        version = next_version(root, date.fromisoformat(day))
        ledger.append(event(number, version, f"w-{number:04}"))
        published(root, rows(entries(number), ledger=ledger), version=version)
        made.append(version)
    return made


DAYS = ["2026-08-03", "2026-08-20", "2026-09-01", "2026-09-30", "2026-10-25", "2026-11-20"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    history(folder, DAYS)
    return folder


@pytest.fixture
def root(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "curated", symlinks=True))


def pruned(root: Path, policy: Policy | None = None) -> prune.Plan:
    with lock(root):
        return prune.prune(root, policy or Policy(), TODAY)


def test_all_of_the_last_days_and_the_last_of_each_month_stay(root: Path) -> None:
    made = pruned(root)

    assert made.goes == ("2026-08-03.1", "2026-09-01.1")
    assert list(made.stays) == versions.releases(root)
    assert versions.releases(root) == [
        "2026-08-20.1",
        "2026-09-30.1",
        "2026-10-25.1",
        "2026-11-20.1",
    ]


@pytest.mark.parametrize(
    ("policy", "stay"),
    [
        (Policy(keep_days=30, keep_monthly=0), ["2026-10-25.1", "2026-11-20.1"]),
        (Policy(keep_days=0, keep_monthly=0), ["2026-11-20.1"]),
        (Policy(keep_days=0, keep_monthly=2), ["2026-10-25.1", "2026-11-20.1"]),
        (Policy(keep_days=100_000, keep_monthly=0), [f"{day}.1" for day in DAYS]),
    ],
    ids=str,
)
def test_the_policy_can_be_set(root: Path, policy: Policy, stay: list[str]) -> None:
    pruned(root, policy)

    assert versions.releases(root) == stay


def test_a_plan_changes_nothing(root: Path) -> None:
    before = sorted(root.rglob("*"))

    told = prune.render(prune.plan(root, Policy(), TODAY.date()), is_done=False)

    assert sorted(root.rglob("*")) == before
    assert "prune  2026-08-03.1" in told
    assert "2 of 6 releases would go" in told


def test_a_pinned_release_stays_until_the_pin_is_taken_off(root: Path) -> None:
    with lock(root):
        pins.pin("2026-08-03.1", because="=cited in a report", curated=root, now=TODAY)
    assert "pinned: =cited" in prune.plan(root, Policy(), TODAY.date()).stays["2026-08-03.1"]
    assert "'=cited" in (root / "pins.csv").read_text()
    pruned(root)
    assert "2026-08-03.1" in versions.releases(root)

    with lock(root):
        pins.pin("2026-08-03.1", because="", curated=root, now=TODAY)
    assert pruned(root).goes == ("2026-08-03.1",)


def test_a_pin_needs_a_release_and_an_undo_a_pin(root: Path) -> None:
    with pytest.raises(MissingError):
        pins.pin("2026-01-01.1", because="x", curated=root, now=TODAY)
    with pytest.raises(UsageError):
        pins.pin("2026-08-03.1", because="", curated=root, now=TODAY)


def test_pins_that_cannot_be_read_stop_pruning(root: Path) -> None:
    (root / "pins.csv").write_text("something else\n2026-08-03.1\n")

    with pytest.raises(ReleaseError, match=r"pins\.csv"):
        pruned(root)
    assert len(versions.releases(root)) == len(DAYS)


def test_the_latest_stays_also_when_it_is_an_old_one(root: Path) -> None:
    disk.point(root / "latest", "releases/2026-08-03.1")

    assert prune.plan(root, Policy(keep_days=0, keep_monthly=0), TODAY.date()).stays == {
        "2026-08-03.1": "the latest"
    }


def test_a_parent_whose_ledger_its_child_does_not_hold_stays(tmp_path: Path) -> None:
    """Such releases are made by no run; a copy from elsewhere may be one."""
    history(tmp_path, ["2026-08-03", "2026-11-20"])
    child = tmp_path / "releases" / "2026-11-20.1"
    stated = json.loads((child / "datapackage.json").read_bytes())
    other = disk.read_table(child, "ledger").slice(1)
    (child / "ledger.parquet").unlink()
    disk.write_table(child / "ledger.parquet", other)
    assert stated["release"]["parent"] == "2026-08-03.1"

    made = prune.plan(tmp_path, Policy(keep_days=30, keep_monthly=0), TODAY.date())

    assert "made on it" in made.stays["2026-08-03.1"]
    assert made.goes == ()


def test_what_stays_of_a_pruned_release_is_what_was_published(root: Path) -> None:
    folder = root / "releases" / "2026-08-03.1"
    before = {name: (folder / name).read_bytes() for name in prune.KEPT}
    pruned(root)

    tomb = root / "pruned" / "2026-08-03.1"
    assert {name: (tomb / name).read_bytes() for name in prune.KEPT} == before
    assert json.loads((tomb / prune.NOTE).read_bytes()) == {
        "version": "2026-08-03.1",
        "prunedAt": "2026-11-21T12:00:00Z",
        "policy": {"keepDays": 30, "keepMonthly": None},
    }
    assert list(prune.check(root)) == []
    (tomb / "CHANGES.md").write_text("other")
    assert [line.split()[0] for line in prune.check(root)] == ["pruned/2026-08-03.1/CHANGES.md"]


def test_the_history_of_a_work_outlives_its_releases(root: Path) -> None:
    before = pipeline.history("w-0001", root)
    pruned(root, Policy(keep_days=0, keep_monthly=0))

    assert pipeline.history("w-0001", root).equals(before)


def test_who_asks_for_a_pruned_release_is_told_where_its_rest_is(root: Path) -> None:
    pruned(root)

    with pytest.raises(MissingError, match=r"was pruned.*pruned/2026-08-03\.1"):
        diff("2026-08-03.1", root=root)


def test_a_number_is_never_given_twice(root: Path) -> None:
    pruned(root)

    assert next_version(root, date(2026, 8, 3)) == "2026-08-03.2"


def test_a_child_of_a_pruned_release_still_shows_what_it_was_made_on(root: Path) -> None:
    pruned(root)
    child = manifest.read(root / "releases" / "2026-08-20.1")

    assert child.parent == "2026-08-03.1"
    assert lineage.broken(root, child) is None
    assert lineage.inherited(root, child).num_rows == 1
    tomb = root / "pruned" / "2026-08-03.1"
    disk.remove(tomb)
    assert "left no record" in (lineage.broken(root, child) or "")


@pytest.mark.heavy
@settings(max_examples=10, deadline=None)
@given(
    gaps=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    policy=st.builds(
        Policy, keep_days=st.integers(0, 60), keep_monthly=st.none() | st.integers(0, 4)
    ),
)
def test_no_id_is_ever_lost_whatever_is_pruned(
    gaps: list[int], policy: Policy, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("prune")
    day, ever = TODAY.date() - timedelta(days=sum(gaps)), list[str]()
    for number, gap in enumerate(gaps):
        day += timedelta(days=gap)
        said = [Entry(work=f"w-{number}", title="The one")]
        moved = [replace(redirect(old, f"w-{number}"), since="2026-11-21.1") for old in ever]
        published(root, rows(said, redirects=moved), version=next_version(root, day))
        ever.append(f"w-{number}")

    made = pruned(root, policy)

    assert pipeline.resolve_ids(ever, root=root) == [ever[-1]] * len(ever)
    assert versions.releases(root) == list(made.stays)
    assert versions.tombstones(root) == list(made.goes)
    assert all(verify.verify(root / "releases" / version) == [] for version in made.stays)
    assert pruned(root, policy).goes == ()


def test_the_commands_say_what_they_do_and_refuse_what_is_wrong(root: Path) -> None:
    def call(*words: str) -> tuple[int, str]:
        ended = CliRunner().invoke(
            app, [*words, "--curated", str(root), "--as-of", TODAY.isoformat()]
        )
        wrong = ended.exception if isinstance(ended.exception, UsageError) else None
        return (2 if wrong else ended.exit_code), ended.output + str(wrong or "")

    assert "Say why" in call("pin", "latest")[1]
    assert call("pin", "2026-08-03.1", "--because", "cited") == (0, "2026-08-03.1 is pinned.\n")
    assert "2026-08-03.1  pinned: cited" in call("prune", "--dry-run")[1]
    assert len(versions.releases(root)) == len(DAYS)
    assert "pruned 2026-09-01.1" in call("prune", "--keep-days", "30")[1]
    assert call("prune", "--keep-days", "-1")[0] == 2
    assert call("pin", "2026-08-03.1", "--undo") == (0, "2026-08-03.1 is no longer pinned.\n")
    assert "Nothing to prune" in call("prune", "--keep-days", "400")[1]
    assert "no release yet" in str(CliRunner().invoke(app, ["prune", "--curated", "no"]).exception)


class Killed(BaseException):
    """What a test ends a run with; nothing catches it, so nothing is tidied up."""


def dying_at(step: int, patch: pytest.MonkeyPatch) -> None:
    """Let the run end just before its n-th act on the file system."""
    counted = 0

    def before(act: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **named: Any) -> Any:
            nonlocal counted
            counted += 1
            if counted == step:
                raise Killed
            return act(*args, **named)

        return do

    for name in ("write", "sync", "remove"):
        patch.setattr(disk, name, before(getattr(disk, name)))
    for name in ("rename", "mkdir", "unlink"):
        patch.setattr(Path, name, before(getattr(Path, name)))
    patch.setattr(shutil, "rmtree", before(shutil.rmtree))


def test_a_kill_at_any_step_leaves_every_release_whole_or_gone(tmp_path: Path) -> None:
    history(tmp_path / "base", ["2026-08-03", "2026-08-20", "2026-11-20"])
    step, has_died = 0, True
    while has_died:
        step += 1
        root = Path(shutil.copytree(tmp_path / "base", tmp_path / str(step), symlinks=True))
        with pytest.MonkeyPatch.context() as patch:
            dying_at(step, patch)
            try:
                with lock(root):
                    prune.prune(root, Policy(), TODAY)
                has_died = False
            except Killed:
                pass
        for version in versions.releases(root):
            assert same_files(tmp_path / "base" / "releases", root / "releases", version)
        assert {*versions.releases(root), *versions.tombstones(root)} == {
            "2026-08-03.1",
            "2026-08-20.1",
            "2026-11-20.1",
        }
        pruned(root)
        assert versions.releases(root) == ["2026-08-20.1", "2026-11-20.1"]
        assert list(prune.check(root)) == []
        assert not list((root / "releases").glob(".*"))
        assert not list((root / "pruned").glob(".*"))
    assert step > 8


def same_files(left: Path, right: Path, version: str) -> bool:
    names = [path.relative_to(left) for path in (left / version).rglob("*") if path.is_file()]
    return all((left / name).read_bytes() == (right / name).read_bytes() for name in names)


@pytest.mark.heavy
def test_an_address_is_pruned_like_a_folder(bucket: str) -> None:
    root = store.folder(bucket)
    with lock(root):
        history(root, DAYS[:4])
        pins.pin("2026-08-03.1", because="cited", curated=root, now=TODAY)
        prune.prune(root, Policy(keep_days=0, keep_monthly=0), TODAY)

    assert versions.releases(root) == ["2026-08-03.1", "2026-09-30.1"]
    assert versions.tombstones(root) == ["2026-08-20.1", "2026-09-01.1"]
    assert list(prune.check(root)) == []
    assert len(pipeline.history("w-0002", root)) == 0
    assert pipeline.resolve_ids(["w-0001"], root=root) == ["w-0001"]
    left = [name for name in store.objects(root) if name.startswith("releases/2026-08-20.1")]
    assert left == []


@pytest.mark.heavy
def test_pruning_an_address_that_was_killed_is_finished_by_the_next(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = store.folder(bucket)
    with lock(root):
        history(root, DAYS[:2])
    real = store.remove
    with monkeypatch.context() as patch, lock(root):
        removed: list[Path] = []

        def remove(place: Path) -> None:
            if len(removed) == 3:
                raise Killed
            removed.append(place)
            real(place)

        patch.setattr(store, "remove", remove)
        with pytest.raises(Killed):
            prune.prune(root, Policy(keep_days=0, keep_monthly=0), TODAY)

    assert versions.releases(root) == ["2026-08-20.1"]
    with lock(root):
        clear_up(root)
    assert not [name for name in store.objects(root) if name.startswith("releases/2026-08-03")]
    assert versions.tombstones(root) == ["2026-08-03.1"]
