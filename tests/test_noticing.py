"""Two nights of a site: what changed is told by the run, in CHANGES.md and in the report."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.release import lineage
from pipeline.run import run
from pipeline.stages import Outcome, Request
from tests.pages import Card, page

FIRST = datetime(2026, 11, 21, 2, tzinfo=UTC)


def night(folder: Path, number: int, body: str, accept: str | None = None) -> Outcome:
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    (pages / "list.txt").write_text(body, encoding="utf-8")
    return run(
        Request(
            as_of=FIRST + timedelta(days=number),
            pages=(pages,),
            raw=folder / "raw",
            curated=folder / "curated",
            accept=accept,
            is_cached=False,
        )
    )


def test_a_label_never_seen_is_told_wherever_people_look(tmp_path: Path) -> None:
    listed = page(Card(n) for n in range(8))
    assert night(tmp_path, 0, listed).warnings == ()

    found = night(tmp_path, 1, listed.replace("Category\n", "Kind of text\nManual\n"))
    (told,) = [each for each in found.warnings if "never seen" in each]
    assert "“kind of text”" in told
    assert "“kind of text” was never seen" in (found.path / "CHANGES.md").read_text()
    assert "was never seen" in (found.path / "report" / "index.html").read_text()


def test_a_night_on_which_nothing_changed_tells_nothing(tmp_path: Path) -> None:
    listed = page(Card(n) for n in range(8))
    night(tmp_path, 0, listed)
    again = night(tmp_path, 1, listed)
    assert (again.published, again.warnings) == (False, ())


def test_a_source_that_lost_most_entries_stands_as_it_was_until_somebody_accepts(
    tmp_path: Path,
) -> None:
    listed, rest = (page(Card(n) for n in range(count)) for count in (12, 3))
    first = night(tmp_path, 0, listed)

    held = night(tmp_path, 1, rest)
    assert "is stale: its listings of 2026-11-21 stand" in " ".join(held.warnings)
    assert "3 entries where it had 12" in " ".join(held.warnings)
    habits = lineage.habits(tmp_path / "curated", held.version)
    assert [each["iom_topics"].entries for each in habits] == [12] * len(habits)
    assert first.version != held.version or not held.published

    accepted = night(tmp_path, 2, rest, accept="the site took them away")
    assert "stale" not in " ".join(accepted.warnings)
    assert "3 entries where it had 12" in " ".join(accepted.warnings)
    assert lineage.habits(tmp_path / "curated", accepted.version)[-1]["iom_topics"].entries == 3


@pytest.mark.heavy
def test_releases_remember_when_a_sources_pages_changed(tmp_path: Path) -> None:
    for number in range(4):
        found = night(tmp_path, number, page(Card(n) for n in range(8 + number)))
    gaps = lineage.habits(tmp_path / "curated", found.version)[-1]["iom_topics"].gaps
    assert gaps == (1.0, 1.0, 1.0)
