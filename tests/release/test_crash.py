"""Killed at any step, a run leaves `latest` on a whole release, and the next run finishes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError
from pipeline.release.publish import lock
from pipeline.release.verify import verify
from pipeline.release.versions import latest, releases, resolve
from tests.release.rows import entries, published, rows

ROOT = Path(__file__).resolve().parent.parent.parent
NEVER = 10**6


def killed(folder: Path, base: Path, chosen: list[int], mode: str) -> list[str]:
    """Publish into copies of ``base``, one per chosen step; return the steps of a whole run."""
    folder.mkdir()
    arguments = [str(folder), str(base), json.dumps([*chosen, NEVER]), mode]
    subprocess.run(
        [sys.executable, "-m", "tests.release.crash", *arguments], check=True, cwd=ROOT, timeout=300
    )
    names: list[str] = json.loads((folder / "steps.json").read_text())
    return names


def base_of(tmp_path: Path, parent: bool) -> Path:
    base = tmp_path / "base"
    base.mkdir()
    if parent:
        with lock(base):
            published(base, rows(entries(2)))
    return base


def check(curated: Path, parent: bool) -> None:
    """Check what a reader finds now, and what the next run makes of it."""
    try:
        found = resolve("latest", curated)
    except ReleaseError:
        assert not parent
        assert releases(curated) == []
    else:
        assert found.name in releases(curated)
    if parent:
        assert (curated / "latest" / "datapackage.json").is_file()
    for version in releases(curated):
        assert verify(curated / "releases" / version) == []

    before = releases(curated)
    with lock(curated):
        assert latest(curated) == (before[-1] if before else None)
        folder = published(curated, rows(entries(4)))
    assert (curated / "latest").resolve() == folder.resolve()
    assert sorted(path.name for path in curated.iterdir()) == [".lock", "latest", "releases"]
    assert sorted(path.name for path in (curated / "releases").iterdir()) == releases(curated)


def distinct(names: list[str]) -> list[int]:
    """Return all steps, less those between the first and the last write to one file."""
    around = zip(["", *names], names, [*names[1:], ""], strict=False)
    return [
        number
        for number, (before, name, after) in enumerate(around, 1)
        if not (name.startswith("write") and before == name == after)
    ]


def telling(names: list[str]) -> list[int]:
    """Return the steps that matter most: amid a table, amid the descriptor, and the renames."""
    written = [names.index("write works.parquet"), names.index("write datapackage.json")]
    return [at + 1 for at in (*written, *naming(names))]


def naming(names: list[str]) -> list[int]:
    """Return the places of the steps from which on the release has its name."""
    return list(range([name.split()[0] for name in names].index("os.rename"), len(names)))


@pytest.mark.heavy
def test_a_kill_at_the_steps_that_matter_most_does_no_harm(tmp_path: Path) -> None:
    base = base_of(tmp_path, parent=True)
    chosen = telling(killed(tmp_path / "count", base, [], "kill"))

    killed(tmp_path / "steps", base, chosen, "kill")

    for number in chosen:
        check(tmp_path / "steps" / str(number), parent=True)


@pytest.mark.heavy
@pytest.mark.parametrize("mode", ["kill", "power"])
@pytest.mark.parametrize("parent", [False, True], ids=["first release", "second release"])
def test_a_kill_at_every_step_does_no_harm(tmp_path: Path, parent: bool, mode: str) -> None:
    base = base_of(tmp_path, parent)
    names = killed(tmp_path / "count", base, [], mode)
    every = distinct(names)

    killed(tmp_path / "steps", base, every, mode)

    assert len(every) > 4 * 18
    for number in every:
        check(tmp_path / "steps" / str(number), parent)


def test_the_steps_are_seen_and_the_child_does_die(tmp_path: Path) -> None:
    base = base_of(tmp_path, parent=True)

    names = killed(tmp_path / "steps", base, [20], "kill")

    seen = {name.split()[0] for name in names}
    assert seen >= {"open", "write", "fsync", "os.mkdir", "os.rename", "os.symlink", "os.rmdir"}
    assert releases(tmp_path / "steps" / "20") == ["2026-11-21.1"]
    assert list((tmp_path / "steps" / "20" / "releases").glob(".new-*"))
