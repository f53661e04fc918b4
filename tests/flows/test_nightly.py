"""The flow itself: what fails of a part, or of a check, and the state that it ends in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State
from prefect.testing.utilities import prefect_test_harness

from flows import ending
from flows.nightly import nightly
from pipeline.sources import apart
from pipeline.sources.apart import Limits, Part, Read
from tests.test_standing import CARD, Site

pytestmark = [pytest.mark.heavy, pytest.mark.flow]


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


def run(site: Site) -> State[Any]:
    request = site.request
    site.nights += 1
    state: Any = nightly(
        as_of=request.as_of,
        pages=request.pages,
        raw=request.raw,
        curated=request.curated,
        prove=0,
        return_state=True,
    )
    assert isinstance(state, State)
    return state


def broken(part: Part, limits: Limits) -> list[Read]:
    raise ConnectionError(f"the worker that read {part.name} is gone")


def test_a_part_that_nobody_can_read_leaves_its_last_listings_standing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    first = run(site)
    assert (first.name, first.type.value) == ("Published", "COMPLETED")
    titles = site.titles()
    site.write("west.txt", CARD.format("Something New", "Niger", 2021) * 2)
    monkeypatch.setattr(apart, "read_part", broken)
    second = run(site)
    assert (second.name, second.type.value) == ("Published with warnings", "COMPLETED")
    assert second.message
    assert "the worker that read adopted is gone" in second.message
    assert site.titles() == titles


def test_a_check_that_fails_fails_the_run_and_says_why(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for path in site.pages.iterdir():
        path.write_text("Nothing of interest\n")
    state = run(site)
    assert (state.name, state.type.value) == ("Failed", "FAILED")
    assert state.message
    assert "The release was not published" in state.message


def test_the_summary_says_first_what_to_look_at(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.night()
    site.write("west.txt", "Please log in\n")
    told = ending.markdown(site.night())
    assert told.startswith("> **Warning:** iom\\_topics is stale")
    assert "| [iom\\_topics](https://ctic.iom.int/en/topics) | stale | 2026-11-20 |" in told
    assert "collate show 2026-11-21.1" in told
