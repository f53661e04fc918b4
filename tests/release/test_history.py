from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError
from pipeline.release.history import history, resolve_ids
from pipeline.release.issue import issue
from pipeline.release.publish import lock, next_version
from tests.release.rows import NOON, Entry, entries, inputs, published, redirect, rows

ONE, TWO = Entry(work="w-1", title="One"), Entry(work="w-2", title="Two")


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """Two works that become one, whose year then changes."""
    together = [ONE, replace(TWO, work="w-1")]
    moved = [redirect("w-2", "w-1")]
    for made in (
        rows([ONE, TWO]),
        rows(together, redirects=moved),
        rows([replace(each, year=2016) for each in together], redirects=moved),
    ):
        with lock(tmp_path):
            issue(
                made,
                curated=tmp_path,
                version=next_version(tmp_path, NOON.date()),
                inputs=inputs(made),
                report=lambda _tables, _failed: "",
            )
    return tmp_path


def test_old_ids_lead_to_what_they_are_now(curated: Path) -> None:
    assert resolve_ids(["w-1", "w-2", "w-9"], root=curated) == ["w-1", "w-1", None]
    assert resolve_ids(["w-2"], "2026-11-21.1", curated) == ["w-2"]


def test_a_withdrawn_id_leads_nowhere(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1), redirects=[redirect("w-0", None)]))

    assert resolve_ids(["w-0"], root=tmp_path) == [None]


def test_the_history_of_a_work_tells_its_merges_and_its_values(curated: Path) -> None:
    found = history("w-1", curated)

    told = list(zip(found["version"], found["op"], found["field"], strict=True))
    assert told[0] == ("2026-11-21.1", "added", "")
    assert ("2026-11-21.2", "merged", "") in told
    assert told[-1] == ("2026-11-21.3", "changed", "year")


def test_a_work_nobody_knows_has_no_history(curated: Path) -> None:
    assert history("w-9", curated).empty


def test_without_releases_there_is_no_history(tmp_path: Path) -> None:
    assert history("w-1", tmp_path).empty
    with pytest.raises(ReleaseError, match="no release yet"):
        resolve_ids(["w-1"], root=tmp_path)
