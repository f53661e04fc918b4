from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import GateError, ReleaseError
from pipeline.release.causes import told
from pipeline.release.issue import Outcome, issue, render
from pipeline.release.load import load
from pipeline.release.publish import lock, next_version
from pipeline.release.verify import verify
from tests.release.rows import NOON, entries, inputs, rows


def run(
    curated: Path, made: Mapping[str, Sequence[Any]], accept: str | None = None, **other: Any
) -> Outcome:
    with lock(curated):
        return issue(
            made,
            curated=curated,
            version=next_version(curated, NOON.date()),
            inputs=inputs(made, **other),
            report=lambda tables, _failed: f"<title>{tables['works'].num_rows} works</title>",
            accept=accept,
        )


def test_a_first_run_publishes(tmp_path: Path) -> None:
    outcome = run(tmp_path, rows(entries(3)))

    assert outcome.published
    assert verify(outcome.path) == []
    assert load("changes", root=tmp_path)["op"].tolist() == ["added"] * 3
    assert (outcome.path / "report/index.html").read_text() == "<title>3 works</title>"
    assert render(outcome) == "Published 2026-11-21.1: 3 works from 3 listings."


def test_a_second_run_on_the_same_pages_makes_no_release(tmp_path: Path) -> None:
    first = run(tmp_path, rows(entries(3)))
    second = run(tmp_path, rows(entries(3)), created_at=NOON + timedelta(days=1))

    assert not second.published
    assert second.path == first.path
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["2026-11-21.1"]
    assert render(second) == "Nothing new: release 2026-11-21.1 stands."


def test_a_changed_run_says_what_changed(tmp_path: Path) -> None:
    run(tmp_path, rows(entries(3)))
    outcome = run(tmp_path, rows(entries(4, year=2016)))

    text = (outcome.path / "CHANGES.md").read_text()

    assert outcome.version == "2026-11-21.2"
    assert text.startswith("# Changes in 2026-11-21.2 since 2026-11-21.1\n")
    assert "`w-0001` year: 2015 → 2016" in text
    assert sorted(load("changes", root=tmp_path)["op"]) == ["added"] + ["changed"] * 3


def test_a_failed_gate_keeps_the_last_release(tmp_path: Path) -> None:
    run(tmp_path, rows(entries(20)))

    with pytest.raises(GateError, match="gave 20 listings and give 10 now"):
        run(tmp_path, rows(entries(10)))

    assert len(load("works", root=tmp_path)) == 20


def test_what_was_accepted_is_on_record(tmp_path: Path) -> None:
    run(tmp_path, rows(entries(20)))
    outcome = run(tmp_path, rows(entries(10)), accept="the site *closed* a section")

    stated = json.loads((outcome.path / "datapackage.json").read_text())
    text = (outcome.path / "CHANGES.md").read_text()

    gate = stated["release"]["gate"]
    assert gate["failed"] == ["bookstore: the same pages gave 20 listings and give 10 now"]
    assert gate["accepted"] == "the site *closed* a section"
    assert text.index("the site \\*closed\\* a section") < text.index("LARGE LOSSES")
    assert text.index("listings of bookstore: 20 before, 10 now") < text.index("## Withdrawn")


def test_accepting_what_needs_no_accepting_is_not_recorded(tmp_path: Path) -> None:
    outcome = run(tmp_path, rows(entries(2)), accept="in case")

    stated = json.loads((outcome.path / "datapackage.json").read_text())

    assert stated["release"]["gate"] == {"failed": [], "accepted": None, "measures": {}}


def test_changes_brought_along_are_made_anew(tmp_path: Path) -> None:
    made = rows(entries(1))
    run(tmp_path, {**made, "changes": ["no change"]})

    assert load("changes", root=tmp_path)["op"].tolist() == ["added"]


def test_scraped_titles_do_nothing_in_the_change_log(tmp_path: Path) -> None:
    hostile = replace(entries(1)[0], title="<script>alert(1)</script>\n# [x](javascript:y) `z`")
    outcome = run(tmp_path, rows([hostile]))

    text = (outcome.path / "CHANGES.md").read_text()

    assert "<script>" not in text
    assert "\n# [" not in text
    assert "\\[x\\](javascript:y)" in text


def test_a_damaged_parent_is_named_and_nothing_is_published(tmp_path: Path) -> None:
    first = run(tmp_path, rows(entries(3)))
    (first.path / "works.parquet").write_bytes(b"PAR1")

    with pytest.raises(ReleaseError, match=r"2026-11-21.1/works.parquet cannot be read"):
        run(tmp_path, rows(entries(4)))

    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["2026-11-21.1"]


def test_a_damaged_release_before_the_parent_stops_no_night(tmp_path: Path) -> None:
    for count in (3, 4):
        oldest = run(tmp_path, rows(entries(count))).path.parent / "2026-11-21.1"
    (oldest / "datapackage.json").write_text("{")

    outcome = run(tmp_path, rows(entries(5)))

    assert outcome.published
    assert outcome.parent == "2026-11-21.2"
    assert [change.op for change in told("2026-11-21.2", root=tmp_path)] == ["added"]
