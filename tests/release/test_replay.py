from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.release.build import tables
from pipeline.release.replay import Rebuild, Remade, render, replay
from pipeline.release.show import render as shown
from pipeline.release.show import render_all, show
from tests.release.rows import Entry, digest, entries, inputs, published, rows, unknown


def again(said: list[Entry], **other: str) -> Rebuild:
    made = rows(said)
    return lambda _: Remade(tables=tables(made), inputs=inputs(made, **other))


def test_a_release_that_can_be_made_again_is_proved(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(2)))

    found = replay("latest", curated=tmp_path, rebuild=again(entries(2)))

    assert found.is_same
    assert found.stored_digest in render(found)


def test_the_input_that_differs_is_named_and_what_came_of_it(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(2)))

    found = replay("latest", curated=tmp_path, rebuild=again(entries(2, year=2016), code="code-2"))

    assert not found.is_same
    assert found.inputs == ("code was code-1 and is code-2",)
    assert "works.year" in found.content
    assert "works.title" not in found.content
    assert "  differs: works (year)" in render(found).splitlines()


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    published(tmp_path, rows([*entries(1), *entries(1, start=2, page="page-2")]))

    found = replay("latest", curated=tmp_path, rebuild=again(entries(1)))

    assert found.inputs == (f"page page-2.txt ({digest('page-2')[:12]}) is missing",)


def test_a_difference_without_a_cause_is_said_to_be_one(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))

    found = replay("latest", curated=tmp_path, rebuild=again(entries(1, year=2016)))

    assert "does not do the same twice" in render(found)


def test_a_release_that_is_not_whole_is_not_replayed(tmp_path: Path) -> None:
    folder = published(tmp_path, rows(entries(1)))
    (folder / "works.parquet").unlink()

    found = replay("latest", curated=tmp_path, rebuild=again(entries(1)))

    assert not found.is_same
    assert "works.parquet: missing" in render(found)


def test_an_older_release_is_replayed_with_what_it_says_of_itself(tmp_path: Path) -> None:
    published(tmp_path, rows(entries(1)))
    published(tmp_path, rows(entries(2)))
    seen = []

    def rebuild(stated):  # type: ignore[no-untyped-def]
        seen.append((stated.version, stated.parent))
        return again(entries(1))(stated)

    assert replay("2026-11-21.1", curated=tmp_path, rebuild=rebuild).is_same
    assert seen == [("2026-11-21.1", None)]


def test_a_summary_counts_what_a_release_holds(tmp_path: Path) -> None:
    pair = [Entry(work="w-1", title="One"), Entry(work="w-1", title="Two", source="catalogue")]
    published(tmp_path, rows(pair, unknowns=[unknown(pair[0], "odd"), unknown(pair[0], "odder")]))

    found = show(curated=tmp_path)

    assert found.is_latest
    assert found.rows["works"] == 1
    assert found.merged_works == 1
    assert found.sources == {"bookstore": 1, "catalogue": 1}
    assert found.unknowns == {"line": 2}
    assert found.pages == 1
    assert "2: 1 bookstore, 1 catalogue" in shown(found)


def test_pages_that_nobody_claimed_are_counted(tmp_path: Path) -> None:
    made = rows(entries(1))
    aside = replace(inputs(made).snapshots[0], sha256=digest("aside"), source=None)
    published(tmp_path, made, snapshots=(*inputs(made).snapshots, aside))

    assert show(curated=tmp_path).pages_set_aside == 1


@pytest.mark.parametrize("count", [0, 2])
def test_all_releases_are_told_newest_first(tmp_path: Path, count: int) -> None:
    for number in range(count):
        published(tmp_path, rows(entries(number + 1)))

    told = render_all(tmp_path).splitlines()

    assert told == ["2026-11-21.2 (latest)", "2026-11-21.1"][2 - count :]
